import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type GeneratedFile, type Generator, notice } from "./generator.ts";

const FOLDER = "src/checks";
const EXPORTS_CHECK = /^export const check\b/m;

/**
 * Ids of all checks, sorted. A check is a file of src/checks that exports `check`; its name is the check's id.
 * The files are read, not imported: they import what is generated from this list.
 */
export function checkIds(root: string): readonly string[] {
  return readdirSync(join(root, FOLDER))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .filter((file) => EXPORTS_CHECK.test(readFileSync(join(root, FOLDER, file), "utf8")))
    .map((file) => file.slice(0, -".ts".length))
    .sort();
}

const camelCase = (id: string): string => id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

const idsModule = (ids: readonly string[]): string =>
  [
    `// ${notice(FOLDER)}`,
    "export const CHECK_IDS = [",
    ...ids.map((id) => `  "${id}",`),
    "] as const;",
    "",
    "export type CheckId = (typeof CHECK_IDS)[number];",
    "",
  ].join("\n");

const registryModule = (ids: readonly string[]): string =>
  [
    `// ${notice(FOLDER)}`,
    `import type { Check } from "./check.ts";`,
    ...ids.map((id) => `import { check as ${camelCase(id)} } from "./${id}.ts";`),
    "",
    "/** Every check, sorted by id. */",
    "export const CHECKS: readonly Check[] = [",
    ...ids.map((id) => `  ${camelCase(id)},`),
    "];",
    "",
  ].join("\n");

/** The closed set of check ids, and the registry of the checks themselves. */
export const checks: Generator = {
  title: "check ids and registry",
  owns: ["src/api/check-ids.generated.ts", "src/checks/*.generated.ts"],
  files: (root) => {
    const ids = checkIds(root);
    const files: GeneratedFile[] = [
      { path: "src/api/check-ids.generated.ts", content: idsModule(ids) },
      { path: "src/checks/registry.generated.ts", content: registryModule(ids) },
    ];
    return Promise.resolve(files);
  },
};
