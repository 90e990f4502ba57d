import { type Generator, notice } from "./generator.ts";
import { markdownTable } from "./markdown.ts";

/** What the page tells of a metric. */
interface MetricRow {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly labels: readonly string[];
}

const INTRO = [
  "# Metrics",
  "",
  "Every metric that the operator serves on `/metrics`. Gauges that describe scopes are computed from the last snapshot at the time of the scrape,",
  "so a scope, namespace or exception that is gone leaves no series behind. Every replica serves them; boards and rules take",
  "`max without (pod, instance)` first.",
  "",
];

const row = ({ name, type, labels, help }: MetricRow): readonly string[] => [
  `\`${name}\``,
  type,
  labels.map((label) => `\`${label}\``).join(", ") || "–",
  help,
];

/** The reference page of the metrics. */
export const metrics: Generator = {
  title: "reference of the metrics",
  owns: ["docs/metrics.md"],
  files: async () => {
    const { METRICS } = await import("../../src/outputs/metrics.ts");
    const table = markdownTable(["Metric", "Type", "Labels", "Meaning"], METRICS.map(row));
    return [{ path: "docs/metrics.md", content: [`<!-- ${notice("src/outputs/metrics.ts")} -->`, ...INTRO, ...table, ""].join("\n") }];
  },
};
