import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { crds } from "../../src/api/crd.ts";
import { ALERT_GROUPS } from "../../src/monitoring/alerts.ts";
import { OPTION_NAMES } from "../../src/operator/options.ts";
import { METRIC_REFERENCE } from "../../src/outputs/metric-reference.ts";
import { RUNBOOK_FOLDER, runbookPages } from "../monitoring/runbook-pages.ts";
import { ROOT } from "./project.ts";

const PAGES = runbookPages();
const TARGET = ["cluster", "instance", "pod", "job"];
const labelsOf = new Map<string, readonly string[]>([["up", []], ...METRIC_REFERENCE.map(({ name, labels }) => [name, labels] as const)]);
const METRIC = /\b(?:isms|controller_runtime|leader_election|process|workqueue|rest_client|nodejs)_\w+|\bup\b(?=\{)/g;
const sources = globSync("src/operator/*.ts", { cwd: ROOT })
  .filter((file) => !file.endsWith(".test.ts"))
  .map((file) => readFileSync(join(ROOT, file), "utf8"))
  .join("\n");

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}
interface Definition {
  readonly spec: { readonly versions: readonly { readonly schema: { readonly openAPIV3Schema: Schema } }[] };
}
const schemas = crds().flatMap(({ manifest }) =>
  (manifest as unknown as Definition).spec.versions.map(({ schema }) => schema.openAPIV3Schema),
);
const holds = (schema: Schema | undefined, [key, ...rest]: readonly string[]): boolean =>
  key === undefined || schema === undefined ? schema !== undefined : holds((schema.items ?? schema).properties?.[key], rest);
/** Whether a field such as `spec.document.reviews[].last` is one of a scope or an exception; `rules.` and `status.` begin where people say so. */
const isField = (path: string): boolean => {
  const keys = path.replaceAll("[]", "").split(".");
  return schemas.some((schema) => holds(schema, keys) || holds(schema.properties?.["spec"], keys));
};

describe("the runbook", () => {
  it("has a page for every alert, and no other", () => {
    const alerts = ALERT_GROUPS.flatMap(({ rules }) => rules.map(({ alert }) => alert));
    expect(PAGES.map(({ alert }) => alert)).toEqual(alerts.toSorted());
  });

  it.each(PAGES)("$alert says what it means, what it does, how to look and how to mend", ({ alert, text, sections, commands, queries }) => {
    expect(text.startsWith(`# ${alert}\n`)).toBe(true);
    expect([...sections.keys()]).toEqual(["Meaning", "Impact", "Diagnosis", "Mend"]);
    for (const [heading, section] of sections) expect(section.length, heading).toBeGreaterThan(40);
    expect(commands.length).toBeGreaterThan(0);
    expect(queries.length).toBeGreaterThan(0);
  });

  it.each(PAGES)("$alert names metrics and labels that there are", ({ text, queries }) => {
    expect([...text.matchAll(METRIC)].map(([name]) => name).filter((name) => !labelsOf.has(name))).toEqual([]);
    for (const query of queries) {
      const known = new Set([...TARGET, ...[...query.matchAll(METRIC)].flatMap(([name]) => labelsOf.get(name) ?? [])]);
      const matched = [...query.matchAll(/(\w+)(?:=~|!~|!=|=)"/g)].map(([, label = ""]) => label);
      const grouped = [...query.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, labels = ""]) => labels.split(", "));
      expect(
        [...matched, ...grouped].filter((label) => !known.has(label)),
        query,
      ).toEqual([]);
    }
  });

  it.each(PAGES)("$alert names flags, fields and log lines that there are", ({ text, prose }) => {
    const flags = [...prose.matchAll(/(?<=`)--([a-z][a-z-]+)/g)].map(([, flag = ""]) => flag);
    expect(flags.filter((flag) => !OPTION_NAMES.some((name) => name === flag))).toEqual([]);
    const fields = [...prose.matchAll(/`((?:spec|status|rules)(?:\.\w+(?:\[\])?)+)/g)].map(([, field = ""]) => field);
    expect(fields.filter((field) => !isField(field))).toEqual([]);
    const lines = [...text.matchAll(/"msg":"([^"']+)/g)].map(([, line = ""]) => line);
    expect(lines.filter((line) => !sources.includes(`"${line}`))).toEqual([]);
  });

  it.each(PAGES)("$alert links to what is there", ({ text }) => {
    const links = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, link = ""]) => link);
    expect(links.filter((link) => !existsSync(join(RUNBOOK_FOLDER, link)))).toEqual([]);
  });

  it("can be refuted: what is not there is noticed", () => {
    expect(isField("spec.document.reviews[].last")).toBe(true);
    expect(isField("spec.document.reviews[].first")).toBe(false);
    expect(isField("rules.logging.require")).toBe(true);
    expect(isField("rules.logging.sidecar")).toBe(false);
  });
});
