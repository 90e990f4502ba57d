import type { Generator } from "./generator.ts";

const FOLDER = "charts/isms-scope-operator/files/dashboards";

/** The boards for Grafana, which the chart delivers. JSON has no comments: their description says where they come from. */
export const boards: Generator = {
  title: "boards for Grafana",
  owns: [`${FOLDER}/*.json`],
  files: async () => {
    const { BOARDS } = await import("../../src/monitoring/boards/boards.ts");
    const { renderBoard } = await import("../../src/monitoring/boards/render.ts");
    return BOARDS.map((board) => ({ path: `${FOLDER}/${board.id}.json`, content: `${JSON.stringify(renderBoard(board), null, 2)}\n` }));
  },
};
