import { describe, expect, test } from "vitest";
import type { Api } from "../control-plane/api.ts";
import { COLUMNS } from "./page.ts";
import { demo } from "./demo.ts";
import type { Stage } from "./stage.ts";
import type { Step } from "./step.ts";

const SCOPE = "acme";
const IMPATIENT = { deadlineMs: 0, pauseMs: 0 };
const WORDS = "a sentence of the operator that is told to the reader and longer than one line of the terminal ".repeat(2);

/** A stage without a cluster: metrics and status follow `world`, which the steps of a story change. */
function pretended() {
  const world = { undeclared: 1, score: "90.0", note: "", ended: 0 };
  const metrics = () =>
    [
      `isms_scope_info{scope="${SCOPE}"} 1`,
      `isms_scope_results{scope="${SCOPE}",verdict="pass"} 9`,
      `isms_scope_results{scope="${SCOPE}",verdict="fail"} 1`,
      `isms_scope_namespaces{scope="${SCOPE}",state="in_scope"} 3`,
      `isms_scope_findings{scope="${SCOPE}",check="namespace-labels"} 0`,
      `isms_undeclared_namespaces ${world.undeclared}`,
    ].join("\n");
  const status = () => ({
    results: { score: world.score, fail: 1 },
    namespaces: { inScope: 3, undeclared: world.undeclared },
    findings: [{ severity: "High", check: "namespace-declared", kind: "Namespace", name: "stranger", message: WORDS }],
  });
  const refused = () => Promise.reject(new Error("nothing is asked for here"));
  const api: Api = { url: "", request: refused, must: async <T>() => ({ status: status() }) as T, close: async () => {} };
  const stage: Stage = {
    controlPlane: { api, kubeconfig: "", binaries: { path: () => "", stages: "", searchPath: "" } },
    operator: { url: "", lines: [], ended: new Promise(() => {}), get: async () => ({ status: 200, text: metrics() }) },
    kubectl: async () => "NAME   SCORE\nacme   90.0\n",
    end: async () => void (world.ended += 1),
  };
  return { world, stage };
}

type World = ReturnType<typeof pretended>["world"];

/** Adds an undeclared namespace, if it is played for real. */
const step = (world: World, change: Partial<World>): Step => ({
  title: "A namespace appears",
  command: "kubectl create namespace stranger",
  play: async () => void Object.assign(world, change),
  seen: [
    { metric: "isms_undeclared_namespaces", moves: "up", read: (all) => all.find(({ name }) => name.startsWith("isms_undecl"))!.value },
  ],
  told: [{ what: "the note is there", find: async () => world.note || undefined }],
});

async function watch({ stage }: Pick<ReturnType<typeof pretended>, "stage">, story: readonly Step[]) {
  const printed: string[] = [];
  const print = (text: string) => void printed.push(text);
  const code = await demo({ setStage: async () => stage, scope: SCOPE, story, stays: false, print, patience: IMPATIENT });
  return { code, text: printed.join("\n") };
}

describe("the demo", () => {
  test("ends with 0 when every step was seen and told, and says what it saw within the columns of a terminal", async () => {
    const setting = pretended();
    const { code, text } = await watch(setting, [step(setting.world, { undeclared: 2, note: WORDS })]);
    expect(code).toBe(0);
    expect(text).toContain("1. A namespace appears\n   $ kubectl create namespace stranger\n   → isms_undeclared_namespaces 1 → 2 after ");
    expect(text).toContain("Every step happened.");
    expect(text.split("\n").filter((line) => line.length > COLUMNS)).toEqual([]);
    expect(setting.world.ended).toBe(1);
  });

  test.each([
    ["the change does not show in the metrics", { note: "told" }, "isms_undeclared_namespaces was 1, and should have gone up"],
    ["it shows in the metrics, but nowhere else", { undeclared: 2 }, "the note is there"],
    ["the status says something else than the metrics", { undeclared: 2, note: "told", score: "80.0" }, `the status of scope ${SCOPE}`],
  ])("ends with 1, says why and clears the stage when %s", async (_, change, why) => {
    const setting = pretended();
    const { code, text } = await watch(setting, [step(setting.world, change)]);
    expect(code).toBe(1);
    expect(text).toMatch(/\nThe demo failed: waited for 0 s in vain: [^\n]+$/);
    expect(text.split("\n").at(-1)).toContain(why);
    expect(text).not.toContain("Every step happened.");
    expect(setting.world.ended).toBe(1);
  });

  test("ends with 1 when the stage cannot be set", async () => {
    const printed: string[] = [];
    const setStage = () => Promise.reject(new Error("Go is not installed"));
    const code = await demo({ setStage, scope: SCOPE, story: [], stays: false, print: (text) => void printed.push(text) });
    expect(code).toBe(1);
    expect(printed).toEqual(["\nThe demo failed: Go is not installed"]);
  });
});
