import { describe, expect, test } from "vitest";
import { namesOf } from "../../../tests/harness/promql.ts";
import { METRIC_REFERENCE } from "../../outputs/metric-reference.ts";
import { ALERT_GROUPS } from "../alerts.ts";
import { BOARDS } from "./boards.ts";

/** Labels of everything that can be asked for: what is served, with what a scrape adds, and what Prometheus has of its own. */
const ADDED = ["cluster", "job", "instance", "pod"];
const LABELS: ReadonlyMap<string, readonly string[]> = new Map([
  ...METRIC_REFERENCE.flatMap(({ name, type, labels }): [string, readonly string[]][] =>
    type === "histogram"
      ? [
          [`${name}_bucket`, [...labels, ...ADDED, "le"]],
          [`${name}_sum`, [...labels, ...ADDED]],
          [`${name}_count`, [...labels, ...ADDED]],
        ]
      : [[name, [...labels, ...ADDED]]],
  ),
  ["up", ADDED],
  ["ALERTS", ["alertname", "alertstate", "severity", "scope", "namespace", "cluster"]],
]);

const panels = BOARDS.flatMap(({ id, sections }) => sections.flatMap((section) => section.panels.map((panel) => ({ id, panel }))));
const expressions: readonly [string, string][] = [
  ...panels.flatMap(({ id, panel }) => panel.queries.map(({ expr }): [string, string] => [`${id}: ${panel.title}`, expr])),
  ...ALERT_GROUPS.flatMap(({ rules }) => rules.map(({ alert, expr }): [string, string] => [alert, expr])),
];

/** What an expression names that does not exist. */
function unknown(expr: string): string[] {
  const { metrics, grouping } = namesOf(expr);
  const wrong = metrics.flatMap(({ name, labels }) => {
    const known = LABELS.get(name);
    return known === undefined ? [name] : labels.filter((label) => !known.includes(label)).map((label) => `${name}{${label}}`);
  });
  const all = metrics.flatMap(({ name }) => LABELS.get(name) ?? []);
  return [...wrong, ...grouping.filter((label) => !all.includes(label)).map((label) => `by (${label})`)];
}

describe("the reader of expressions", () => {
  test("tells metrics, their labels and grouping apart from functions and operators", () => {
    expect(
      namesOf(`sum by (a, b) (rate(x_total{c="}", d=~"$e"}[$__rate_interval])) / on (a) group_left () max(y) > 0.5 or vector(1)`),
    ).toEqual({
      metrics: [
        { name: "x_total", labels: ["c", "d"] },
        { name: "y", labels: [] },
      ],
      grouping: ["a", "b", "a"],
    });
  });

  test("refuses what is no expression", () => {
    expect(() => namesOf("up ; up")).toThrow("not PromQL from here: ; up");
  });

  test("finds a metric, a label and a grouping that do not exist", () => {
    expect(unknown(`sum by (nobody) (isms_scope_findings{chek="x"}) + isms_nothing`)).toEqual([
      "isms_scope_findings{chek}",
      "isms_nothing",
      "by (nobody)",
    ]);
  });
});

describe("what boards and alerts ask for", () => {
  test.each(expressions)("%s names only what there is", (_, expr) => {
    expect(unknown(expr)).toEqual([]);
  });

  test("the choices above the panels name only what there is", () => {
    const choices = new Set(BOARDS.flatMap(({ variables }) => variables.map(({ values }) => values)));
    for (const values of choices) {
      const [, series = "", label = ""] = /^label_values\((.+), (\w+)\)$/.exec(values) ?? [];
      expect(unknown(`count by (${label}) (${series})`)).toEqual([]);
    }
    expect(choices.size).toBe(3);
  });

  test("every variable of an expression is a choice of its board or Grafana's own, and every choice is used", () => {
    for (const { id, variables, sections } of BOARDS) {
      const text = sections.flatMap(({ panels: own }) => own.flatMap(({ queries }) => queries.map(({ expr }) => expr))).join(" ");
      const used = [...text.matchAll(/\$(\w+)/g)]
        .map(([, name]) => name)
        .filter((name) => name !== "__rate_interval" && name !== "__range");
      expect(new Set(used), id).toEqual(new Set(variables.map(({ name }) => name)));
    }
  });

  test("every metric that is served is on a board", () => {
    const shown = new Set(
      panels.flatMap(({ panel }) => panel.queries.flatMap(({ expr }) => namesOf(expr).metrics.map(({ name }) => name))),
    );
    const missing = METRIC_REFERENCE.filter(({ name, type }) => !shown.has(type === "histogram" ? `${name}_bucket` : name));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });
});
