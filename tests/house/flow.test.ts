import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { FOLDERS } from "../../dependency-cruiser.config.ts";
import { projectWith, ROOT, runTool } from "./project.ts";

/** What the JSON reporter of dependency-cruiser says, as far as it is used here. */
interface Cruise {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
    readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string; readonly comment?: string }[] };
  };
}

/** The command of `make flow`, with JSON for output; it exits 0 with this output type whatever it finds. */
async function cruise(cwd: string): Promise<Cruise> {
  const { stdout } = await runTool(
    cwd,
    "depcruise",
    "src",
    "tools",
    "--config",
    join(ROOT, "dependency-cruiser.config.ts"),
    "--output-type",
    "json",
  );
  return JSON.parse(stdout) as Cruise;
}

/** A small project with one broken rule per file: rule → the file that breaks it, then what else must be there. */
const BROKEN: Readonly<Record<string, readonly [file: string, text: string]>> = {
  "api-imports": ["src/api/a.ts", `import "../facts/base.ts";`],
  "facts-imports": ["src/facts/a.ts", `import "../scope/base.ts";`],
  "scope-imports": ["src/scope/a.ts", `import "../checks/base.ts";`],
  "checks-imports": ["src/checks/a.ts", `import type { base } from "../assess/base.ts"; export type A = typeof base;`],
  "assess-imports": ["src/assess/a.ts", `import "../outputs/base.ts";`],
  "outputs-imports": ["src/outputs/a.ts", `import "../cluster/base.ts";`],
  "cluster-imports": ["src/cluster/a.ts", `import "../scope/base.ts";`],
  "operator-imports": ["src/operator/a.ts", `import "../elsewhere/b.ts";`],
  "install-imports": ["src/install/a.ts", `import "../outputs/base.ts";`],
  "monitoring-imports": ["src/monitoring/a.ts", `import "../cluster/base.ts";`],
  "telemetry-imports": ["src/telemetry/a.ts", `import "../api/base.ts";`],
  "no-unknown-folder": ["src/elsewhere/b.ts", `import "node:path";`],
  "no-cycle": ["src/facts/cycle.ts", `import type { B } from "./elcyc.ts"; export type A = B;`],
  "only-cluster-runs-client-node": ["src/operator/client.ts", `import { KubeConfig } from "@kubernetes/client-node"; new KubeConfig();`],
  "only-cluster-speaks-http": ["src/operator/http.ts", `import { request } from "undici"; await request("");`],
  "pure-stays-pure": ["src/facts/files.ts", `import { readFileSync } from "node:fs"; readFileSync("");`],
  "pure-takes-no-logger": ["src/checks/speaks.ts", `import { pino } from "pino"; pino();`],
  "pure-takes-no-tracer": ["src/assess/traced.ts", `import { trace } from "@opentelemetry/api"; trace.getTracer("");`],
  "only-one-file-runs-the-sdk": ["src/operator/sdk.ts", `import { NodeSDK } from "@opentelemetry/sdk-node"; new NodeSDK();`],
  "sdk-is-loaded-late": ["src/telemetry/early.ts", `import { startSdk } from "./sdk.ts"; startSdk();`],
  "src-stands-alone": ["src/api/tested.ts", `import "../../tests/harness/x.ts";`],
  "tools-stand-alone": ["tools/demo.ts", `import "../tests/harness/x.ts";`],
  "src-needs-no-dev-dependency": ["src/api/dev.ts", `import fc from "fast-check"; fc.string();`],
  "tests-stay-below": ["src/api/uses.test.ts", `import "./other.test.ts";`],
  resolvable: ["src/api/nowhere.ts", `import "./not-here.ts";`],
  "declared-package": ["src/api/hidden.ts", `import "semver";`],
  "no-orphan": ["src/api/orphan.ts", "export const alone = 1;"],
};

const ALLOWED: Readonly<Record<string, string>> = {
  "src/facts/elcyc.ts": `import type { A } from "./cycle.ts"; export type B = A;`,
  "src/api/other.test.ts": "export {};",
  "tests/harness/x.ts": "export {};",
  "tools/demo.test.ts": `import "../tests/harness/x.ts";`,
  "src/monitoring/generated-from.ts": `import fc from "fast-check"; import "../outputs/base.ts"; fc.string();`,
  "src/outputs/types-of-client.ts": `import type { V1Pod } from "@kubernetes/client-node"; export type Pod = V1Pod;`,
  "src/scope/digest.ts": `import { createHash } from "node:crypto"; import "../facts/base.ts"; createHash("sha256");`,
  "src/checks/look-further.test.ts": `import "../assess/base.ts"; import "node:fs"; import "vitest";`,
  "src/telemetry/sdk.ts": `import { NodeSDK } from "@opentelemetry/sdk-node"; export const startSdk = () => new NodeSDK();`,
  "src/telemetry/late.ts": `import type { startSdk } from "./sdk.ts"; export const late = (): Promise<{ startSdk: typeof startSdk }> => import("./sdk.ts");`,
  "src/cluster/spans.ts": `import { trace } from "@opentelemetry/api"; trace.getTracer("");`,
  "src/cluster/transport.ts": `import { Agent } from "undici"; import { KubeConfig } from "@kubernetes/client-node"; new Agent(); new KubeConfig();`,
};

describe("the flow rules on this project", () => {
  let result: Cruise;
  beforeAll(async () => {
    result = await cruise(ROOT);
  });

  it("look at every file of src/, none left out", () => {
    const files = globSync("src/**/*.ts", { cwd: ROOT }).sort();
    const seen = result.modules.map(({ source }) => source).filter((source) => source.startsWith("src/"));
    expect(files.length).toBeGreaterThan(50);
    expect(seen.sort()).toEqual(files);
  });

  it("are all proved below to report what they forbid, and each says why", () => {
    const { forbidden } = result.summary.ruleSetUsed;
    expect(forbidden.map(({ name }) => name).sort()).toEqual(Object.keys(BROKEN).sort());
    for (const { comment } of forbidden) expect(comment).toMatch(/\.$/);
  });

  it("are the table of docs/architecture.md", () => {
    const page = readFileSync(join(ROOT, "docs/architecture.md"), "utf8");
    const rows = [...page.matchAll(/^\| `src\/(\w+)\/` \| .* \| ([^|]+) \|$/gm)];
    const table = Object.fromEntries(rows.map(([, folder, list]) => [folder, list === "–" ? [] : list?.split(", ")]));
    expect(table).toEqual(Object.fromEntries(Object.entries(FOLDERS).map(([folder, { mayImport }]) => [folder, mayImport])));
  });
});

describe("the flow rules on a project that breaks them", () => {
  it("report each broken rule at the file that breaks it, and nothing in files that keep them", async () => {
    const bases = Object.fromEntries(
      ["api", "facts", "scope", "checks", "assess", "outputs", "cluster"].map((folder) => [
        `src/${folder}/base.ts`,
        "export const base = 1;",
      ]),
    );
    const broken = Object.fromEntries(Object.values(BROKEN));
    const { summary } = await cruise(projectWith({ ...bases, ...broken, ...ALLOWED }, ["package.json", "tsconfig.json"]));
    const reported = summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`);
    expect(reported).toEqual(expect.arrayContaining(Object.entries(BROKEN).map(([rule, [file]]) => `${rule}: ${file}`)));
    const innocent = Object.keys(ALLOWED).filter((file) => file !== "src/facts/elcyc.ts");
    expect(reported.filter((line) => innocent.some((file) => line.endsWith(`: ${file}`)))).toEqual([]);
  });
});
