import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { expect, test } from "vitest";
import { CHECK_IDS } from "../../src/api/check-ids.generated.ts";
import { API_VERSION } from "../../src/api/names.ts";
import { scopeSpecSchema } from "../../src/api/scope.ts";
import { METRIC_REFERENCE } from "../../src/outputs/metric-reference.ts";

const README = readFileSync(join(import.meta.dirname, "..", "..", "README.md"), "utf8");

const fenced = (language: string): string[] =>
  [...README.matchAll(/^```(\w+)\n([^]*?)^```/gm)].flatMap(([, of, text = ""]) => (of === language ? [text] : []));

test("the first scope of the README is a scope", () => {
  const [first, ...more] = fenced("yaml").map((text) => load(text) as Record<string, unknown>);
  expect(more).toEqual([]);
  expect(first).toMatchObject({ apiVersion: API_VERSION, kind: "IsmsScope" });
  expect(scopeSpecSchema.safeParse(first?.["spec"]).error).toBeUndefined();
});

test("the README shows findings of checks that there are, and metrics that are served", () => {
  const findings = [
    ...fenced("console")
      .join("")
      .matchAll(/^(?:Critical|High|Medium|Low)\s+(\S+)/gm),
  ].map(([, check]) => check);
  expect(findings.length).toBeGreaterThan(0);
  expect(findings.filter((check) => !CHECK_IDS.some((id) => id === check))).toEqual([]);
  const labels = new Map<string, string>(METRIC_REFERENCE.map((metric) => [metric.name, metric.labels.join(",")]));
  const metrics = [...README.matchAll(/`(isms_\w+)(?:\{([\w,]*)\})?`/g)].map(([, name = "", shown = ""]) => [name, shown]);
  expect(metrics.length).toBeGreaterThan(0);
  for (const [name, shown] of metrics) expect(labels.get(name ?? ""), name).toBe(shown);
});
