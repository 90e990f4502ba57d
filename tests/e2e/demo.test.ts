import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { STORY } from "../../tools/demo/story.ts";
import { eventually } from "../harness/eventually.ts";
import { scratch } from "../harness/scratch.ts";

// As `make demo` runs it, with a control plane of its own whose folder lies in a place that nobody else uses.
const ROOT = join(import.meta.dirname, "..", "..");
const GONE = { timeout: 30_000, interval: 200 };

function startDemo() {
  const temporary = scratch();
  const child = spawn(process.execPath, ["tools/demo/main.ts"], {
    cwd: ROOT,
    env: { ...process.env, DEMO_ONCE: "1", TMPDIR: temporary },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
    for (const line of processesOf(temporary)) process.kill(Number.parseInt(line, 10));
  });
  const said = { text: "" };
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (said.text += chunk));
  return { child, said, temporary, ended: once(child, "close") as Promise<[number | null, string | null]> };
}

/** Processes that were told of a file in this folder: the control plane's, and the operator's by its kubeconfig. */
const processesOf = (folder: string): string[] =>
  execFileSync("ps", ["-eo", "pid,args"], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 })
    .split("\n")
    .filter((line) => line.includes(folder));

const isNothingLeft = (folder: string) => eventually(() => processesOf(folder).length === 0 && readdirSync(folder).length === 0, GONE);

describe("make demo", () => {
  test("tells the same by metrics, status and labels, plays every step with the time it took, ends with 0 and leaves nothing", async () => {
    const { said, temporary, ended } = startDemo();
    expect(await ended, said.text).toEqual([0, null]);
    const { text } = said;
    expect(text).toMatch(/^ {2}\d\d:\d\d:\d\d\.\d{3} +ecometricx +\d+\.\d +3 +2 +\d+ +0 +2$/m);
    expect(text).toMatch(/^ {2}ecometricx +\d+\.\d +3 +2 +\d+ +False .* Audit /m);
    expect(text).toMatch(/^ {2}dev-forecast +Active +\w+ +true +ecometricx +development$/m);
    expect(text).toMatch(/^ {2}Critical +namespace-conflict: prod-replay$/m);
    for (const [index, { title, command, seen }] of STORY.entries()) {
      expect(text).toContain(`\n${index + 1}. ${title}\n   $ ${command}\n`);
      for (const { metric } of seen) expect(text).toContain(`   → ${metric} `);
    }
    expect(text.match(/ \d+ → \d+ after \d+ ms \(\d+ ms\)$/gm)?.length).toBe(STORY.flatMap(({ seen }) => seen).length);
    expect(text).toContain("Namespace shadow-analytics is selected by no environment");
    expect(text).toContain("namespace shadow-analytics carries isms-scope.io/in-scope=true");
    expect(text).toContain("event NamespaceLabelsRestored: Field manager kubectl-label changed isms-scope.io/in-scope");
    expect(text.trimEnd()).toMatch(/\nEvery step happened\.\nEverything is ended and removed\.$/);
    await isNothingLeft(temporary);
  });

  test("leaves nothing behind when it is killed by SIGKILL, the operator included", async () => {
    const { child, said, temporary, ended } = startDemo();
    await eventually(() => said.text.includes("Ready after"), { timeout: 100_000 });
    expect(processesOf(temporary).some((line) => line.includes("operator.js"))).toBe(true);
    child.kill("SIGKILL");
    expect(await ended).toEqual([null, "SIGKILL"]);
    await isNothingLeft(temporary);
  });
});
