import { describe, expect, it } from "vitest";
import { type Answer, projectWith, runTool } from "./project.ts";

/** Runs vitest on a small project with this project's configuration and gives its answer with the last line alone. */
async function lastLine(files: Readonly<Record<string, string>>): Promise<Answer> {
  const project = projectWith(files, ["vitest.config.ts", "tools/house/tally.ts", "package.json"]);
  const { code, stdout } = await runTool(project, "vitest", "run");
  return { code, stdout: stdout.trimEnd().split("\n").at(-1) ?? "" };
}

const GOOD = `import { it } from "vitest"; it("is good", () => {});`;

describe("the last line of a test run", () => {
  it("counts what passed, and the run succeeds", async () => {
    expect(await lastLine({ "src/a.test.ts": GOOD, "tests/b.test.ts": GOOD })).toEqual({ code: 0, stdout: "2 passed, 0 failed" });
  });

  it("counts failures inside and outside of tests, and names what was skipped", async () => {
    const mixed = `import { beforeAll, describe, it } from "vitest";
      it("is good", () => {});
      it("is bad", () => { throw new Error("bad"); });
      it.skip("waits", () => {});
      describe("with a broken hook", () => { beforeAll(() => { throw new Error("broken"); }); it("never begins", () => {}); });`;
    const files = { "src/a.test.ts": mixed, "src/broken.test.ts": `throw new Error("cannot be loaded");` };
    expect(await lastLine(files)).toEqual({ code: 1, stdout: "1 passed, 3 failed, 2 skipped" });
  });

  it("is a failure when nothing ran", async () => {
    const skipped = `import { it } from "vitest"; it.skip("waits", () => {});`;
    expect(await lastLine({ "src/a.test.ts": skipped })).toEqual({ code: 1, stdout: "0 passed, 1 failed, 1 skipped" });
  });

  it("is a failure when the API server does not start", async () => {
    const setup = `export default function () { throw new Error("no server"); }`;
    const { code, stdout } = await lastLine({ "tests/cluster/a.test.ts": GOOD, "tests/harness/setup.ts": setup });
    expect(code).toBe(1);
    expect(stdout).toBe("0 passed, 1 failed");
  });
});
