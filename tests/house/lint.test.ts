import { describe, expect, it } from "vitest";
import { projectWith, runTool } from "./project.ts";

interface Report {
  readonly diagnostics: readonly { readonly code: string; readonly filename: string }[];
}

/** Rules of .oxlintrc.json that break, by file. */
async function lint(files: Readonly<Record<string, string>>): Promise<Readonly<Record<string, readonly string[]>>> {
  const { stdout } = await runTool(projectWith(files, [".oxlintrc.json", "tsconfig.json", "package.json"]), "oxlint", "--format", "json");
  const { diagnostics } = JSON.parse(stdout) as Report;
  const found = Object.keys(files).map((file) => [
    file,
    diagnostics.filter(({ filename }) => filename.endsWith(file)).map(({ code }) => code.replace(/^.*\((.*)\)$/, "$1")),
  ]);
  return Object.fromEntries(found) as Record<string, string[]>;
}

const LATER = "const later = (): Promise<number> => Promise.resolve(1);";
const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join("\n");

describe("lint", () => {
  it("reports what this project forbids, promises that nobody waits for first", async () => {
    const broken: Readonly<Record<string, readonly [rule: string, text: string]>> = {
      "src/cluster/floating.ts": ["no-floating-promises", `${LATER}\nlater();`],
      "src/cluster/misused.ts": ["no-misused-promises", `${LATER}\n[1].forEach(async () => {\n  await later();\n});`],
      "src/cluster/thenable.ts": ["await-thenable", "const one = 1;\nawait one;"],
      "src/cluster/unnoticed.ts": [
        "switch-exhaustiveness-check",
        `export function f(x: "a" | "b"): void {\n  switch (x) {\n    case "a":\n      break;\n  }\n}`,
      ],
      "src/cluster/environment.ts": ["no-process-env", `export const home = process.env["HOME"];`],
      "src/cluster/default.ts": ["no-default-export", "const one = 1;\nexport default one;"],
      "src/cluster/long.ts": ["max-lines", lines(301, (index) => `export const n${index} = ${index};`)],
      "src/cluster/long-function.ts": ["max-lines-per-function", `export function f(): void {\n${lines(60, (i) => `  String(${i});`)}\n}`],
      "src/cluster/many.ts": [
        "max-params",
        "export const f = (a: number, b: number, c: number, d: number, e: number): number => a + b + c + d + e;",
      ],
      "src/cluster/branches.ts": [
        "complexity",
        `export function f(n: number): number {\n${lines(10, (i) => `  if (n === ${i}) return ${i + 1};`)}\n  return 0;\n}`,
      ],
      "src/checks/clock.ts": ["no-restricted-properties", "export const now = (): number => Date.now();"],
      "src/facts/timer.ts": ["no-restricted-globals", "export const wait = (f: () => void): NodeJS.Timeout => setTimeout(f, 1);"],
      "src/facts/mocked.test.ts": ["no-restricted-vi-methods", `import { vi } from "vitest";\nvi.mock("./x.ts");`],
      "src/facts/mocked-later.test.ts": ["no-restricted-vi-methods", `import { vi } from "vitest";\nvi.doMock("./x.ts");`],
      "src/facts/skipped.test.ts": [
        "no-disabled-tests",
        `import { expect, it } from "vitest";\nit.skip("x", () => {\n  expect(1).toBe(1);\n});`,
      ],
      "src/facts/any.ts": ["no-explicit-any", "export const f = (x: any): boolean => x === 1;"],
    };
    const found = await lint(Object.fromEntries(Object.entries(broken).map(([file, [, text]]) => [file, text])));
    for (const [file, [rule]] of Object.entries(broken)) expect(found[file], file).toContain(rule);
  });

  it("lets configuration read the environment, tools print and tests be long", async () => {
    const found = await lint({
      "src/operator/config.ts": `export const home = process.env["HOME"];`,
      "tools/say.ts": `console.log(process.env["HOME"]);`,
      "tests/long.test.ts": `import { it } from "vitest";\nit("is long", () => {\n${lines(70, (index) => `  String(${index});`)}\n});`,
    });
    expect(Object.values(found).flat()).toEqual([]);
  });
});
