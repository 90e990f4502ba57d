import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { assessment, finding, IN_SCOPE, READ, scopesOf, snapshot, summary, UNDECLARED } from "../../tests/builders/snapshots.ts";
import { exceptionFact } from "../../tests/builders/exceptions.ts";
import { NOW } from "../../tests/builders/world.ts";
import { CHECK_IDS } from "../api/check-ids.generated.ts";
import { CONDITION_TYPES } from "../api/conditions.ts";
import { CONTROLS, FRAMEWORK_IDS } from "../api/controls.ts";
import { SEVERITIES } from "../api/rules.ts";
import type { Snapshot } from "../assess/assessment.ts";
import type { ScopeFact } from "../scope/compiled.ts";
import { renderMetrics } from "./exposition.ts";
import { METRIC_REFERENCE } from "./metric-reference.ts";
import type { MetricState } from "./metric-row.ts";
import { METRICS } from "./metrics.ts";
import { STATEMENT_KINDS } from "./statement-kinds.ts";

const CACHE = [
  { resource: "pods", objects: 12, synced: true },
  { resource: "jobs", objects: 0, synced: false },
];

const stateOf = (of: Snapshot): MetricState => ({ snapshot: of, declared: READ, scopes: scopesOf(of), cache: CACHE });

const exception = (name: string, state: "active" | "unused", expiresAt: number) => ({
  state,
  expiresAt,
  exempts: state === "active" ? 2 : 0,
  exception: exceptionFact(name),
});

const broken: ScopeFact = { ...summary({ name: "broken" }).scope.fact, spec: { ok: false, problem: "spec.document: required" } };

/** One scope with a little of everything, one that cannot be used, and namespaces of every state. */
const RICH = snapshot({
  scopes: [
    summary({
      spec: {
        document: { title: "Scope", version: "1.0", owner: { name: 'Team "ISMS"\nand \\ others' } },
        exclusions: [{ name: "Customers", expires: "2026-12-31T00:00:00Z" }, { name: "Data center" }],
        rules: {
          checks: CHECK_IDS.filter((id) => id !== "logging-sidecar" && id !== "namespace-declared").map((id) => ({ id, enabled: false })),
        },
      },
      total: { pass: 3, fail: 3, unknown: 1, exempt: 1 },
      findings: [
        finding("a"),
        finding("b", { severity: "Low" }),
        finding("free", { check: "namespace-declared", subject: { kind: "Namespace", name: "free" } }),
        finding("c", { verdict: "exempt" }),
      ],
      namespaces: { inScope: 1, excluded: 1, undeclared: 1, conflict: 1, missing: 2 },
      statements: { verified: 3, violated: 1, unobserved: 2, documentary: 5 },
      exceptions: [exception("granted", "active", NOW + 1500), exception("old", "unused", Number.NaN)],
      reviewDueAt: NOW,
    }),
  ],
  invalid: [broken],
  namespaces: [
    assessment("free", UNDECLARED),
    assessment("kube-system", { state: "System" }),
    assessment("partner", { state: "Excluded", scope: "acme", exclusion: "Customers" }),
    assessment("prod", IN_SCOPE),
    assessment("twice", { state: "Conflict", claims: [] }),
  ],
});

const PRODUCT_WORDS = [
  ..."true false unknown pass fail exempt".split(" "),
  ..."verified violated unobserved documentary active expiring expired unused".split(" "),
  ..."in_scope excluded conflict missing undeclared system".split(" "),
];

describe("the metrics of state", () => {
  it("read as the golden file says", () => {
    const golden = readFileSync(new URL("../../tests/golden/metrics.txt", import.meta.url), "utf8");
    expect(renderMetrics(METRICS, stateOf(RICH))).toBe(golden);
  });

  it("take their label values from closed sets", () => {
    const names = new Set([
      "acme",
      "broken",
      "free",
      "kube-system",
      "partner",
      "prod",
      "twice",
      "granted",
      "Customers",
      "pods",
      "jobs",
      "production",
      "",
    ]);
    const exceptions = RICH.scopes.get("acme")?.exceptions.map(({ exception: { name } }) => name) ?? [];
    const words = new Set<string>([
      ...exceptions,
      ...FRAMEWORK_IDS,
      ...CONTROLS.map(({ id }) => id),
      ...CONDITION_TYPES,
      ...SEVERITIES,
      ...CHECK_IDS,
      ...STATEMENT_KINDS,
      ...PRODUCT_WORDS,
    ]);
    for (const { name, labels, rows } of METRICS) {
      if (name === "isms_scope_info") continue;
      for (const [values] of rows(stateOf(RICH))) {
        expect(values).toHaveLength(labels.length);
        for (const value of values) expect(names.has(value) || words.has(value), `${name}: ${value}`).toBe(true);
      }
    }
  });

  it("say nothing twice", () => {
    for (const { rows } of METRICS) {
      const series = [...rows(stateOf(RICH))].map(([values]) => values.join("\n"));
      expect(new Set(series).size).toBe(series.length);
    }
  });

  it("say nothing of a scope that is gone", () => {
    expect(renderMetrics(METRICS, stateOf(snapshot()))).not.toContain("acme");
  });

  it("have no ratio when nothing was evaluated", () => {
    const nothing = snapshot({ scopes: [summary({ total: { pass: 0, fail: 0, unknown: 4, exempt: 0 } })] });
    expect(renderMetrics(METRICS, stateOf(nothing))).not.toContain("isms_scope_compliance_ratio");
  });

  it("take a label conflict from the status, so that every replica tells it", () => {
    const scope = summary();
    const next = snapshot({ scopes: [scope] });
    const carried = [
      { type: "Ready", status: "False", reason: "LabelConflict", message: "m", observedGeneration: 1, lastTransitionTime: "" },
    ] as const;
    const scopes = [{ ...scope.scope.fact, status: { conditions: [...carried] } }];
    const text = renderMetrics(METRICS, { ...stateOf(next), scopes });
    expect(text).toContain('isms_scope_status_condition{scope="acme",condition="Ready",status="false"} 1');
  });

  it("stay few: 500 namespaces without a finding cost one series each, and one per check", () => {
    const namespaces = Array.from({ length: 500 }, (_, index) => assessment(`ns-${index}`, IN_SCOPE));
    const clean = renderMetrics(METRICS, stateOf(snapshot({ scopes: [summary()], namespaces })));
    expect(clean.split("\n").filter((line) => line.startsWith("isms_scope_findings{"))).toHaveLength(CHECK_IDS.length);
    expect(clean.split("\n").length).toBeLessThan(500 + 250);
  });
});

/** What `promtool check metrics` demands, as far as our metrics could offend it. */
const LINT: readonly (readonly [rule: string, holds: (metric: (typeof METRIC_REFERENCE)[number]) => boolean])[] = [
  ["a name and labels in snake case", ({ name, labels }) => [name, ...labels].every((word) => /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(word))],
  ["a help text that ends as a sentence", ({ help }) => help.endsWith(".") && !help.includes("\n")],
  ["counters, and only counters, end in _total", ({ name, type }) => name.endsWith("_total") === (type === "counter")],
  ["no type in the name", ({ name }) => !/(^|_)(counter|gauge|histogram|summary)(_|$)/.test(name)],
  [
    "no unit other than a base unit",
    ({ name }) => !/_(milli|micro|nano|kilo|mega)?(ms|milliseconds|minutes|hours|days|kb|kilobytes|megabytes|percent)(_|$)/.test(name),
  ],
  ["no suffix that belongs to histograms", ({ name }) => !/_(bucket|count|sum)$/.test(name)],
  ["no label that a histogram uses itself", ({ labels }) => !labels.includes("le") && !labels.includes("quantile")],
  ["no label that names the metric", ({ name, labels }) => labels.every((label) => !name.includes(`by_${label}`))],
];

describe("the reference of all metrics", () => {
  it.each(LINT)("every metric has %s", (_, holds) => {
    expect(METRIC_REFERENCE.filter((metric) => !holds(metric))).toEqual([]);
  });

  it("is sorted, and names each metric once", () => {
    const names = METRIC_REFERENCE.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)].sort());
  });
});
