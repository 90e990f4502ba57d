import { describe, expect, it } from "vitest";
import { CHECK_IDS } from "../api/check-ids.generated.ts";
import { CONDITION_TYPES } from "../api/conditions.ts";
import { EXPIRING_MS } from "../scope/exceptions.ts";
import { ALERT_GROUPS, hastened, ruleFile } from "./alerts.ts";
import { highest, JOB, noneOf, not, oneOf, select, total } from "./promql.ts";
import { EXCEPTION_NOTICE_DAYS } from "./rules/governance.ts";

const RULES = ALERT_GROUPS.flatMap(({ rules }) => rules);
const matchers = (expr: string) =>
  [...expr.matchAll(/(\w+)(?:=~|!~|!=|=)"([^"]*)"/g)].map(([, label = "", value = ""]) => ({ label, value }));
const grouped = (expr: string) => [...expr.matchAll(/\bby \(([^)]*)\)/g)].map(([, labels = ""]) => labels.split(", "));

describe("PromQL", () => {
  it("is written with the labels that a metric has, in the order in which they are given", () => {
    const selector = select("isms_scope_findings", { check: "logging-sidecar", namespace: not(""), severity: oneOf("High", "Low") });
    expect(selector.text).toBe('isms_scope_findings{check="logging-sidecar", namespace!="", severity=~"High|Low"}');
    expect(highest(["scope"], select("isms_scope_drift", { kind: noneOf("document") }))).toBe(
      'max by (cluster, scope) (isms_scope_drift{kind!~"document"})',
    );
    expect(select("up").text).toBe("up");
  });

  it("tells series of a sum apart by the metric's own labels, so that no label of a scrape counts a replica twice", () => {
    expect(total(["scope"], select("isms_scope_findings"))).toBe(
      "sum by (cluster, scope) (max by (cluster, scope, namespace, check, severity) (isms_scope_findings))",
    );
  });

  it("knows the names of metrics and labels when it is compiled", () => {
    // @ts-expect-error no such metric
    select("isms_scope_namespace_drift");
    // @ts-expect-error no such label
    select("isms_scope_drift", { namespace: "a" });
    // @ts-expect-error no such label to sum by
    expect(total(["check"], select("isms_scope_drift"))).toContain("check");
  });
});

describe("the alert rules", () => {
  it("have names of their own that begin with Isms", () => {
    expect(new Set(RULES.map(({ alert }) => alert)).size).toBe(RULES.length);
    expect(RULES.filter(({ alert }) => !/^Isms([A-Z][a-z]+)+$/.test(alert))).toEqual([]);
  });

  it.each(RULES)("$alert compares labels with words that there are", ({ expr }) => {
    const words = new Map<string, readonly string[]>([
      ["check", CHECK_IDS],
      ["condition", CONDITION_TYPES],
      ["job", [JOB]],
    ]);
    for (const { label, value } of matchers(expr)) {
      const known = words.get(label);
      if (known) expect(value.split("|").filter((word) => !known.includes(word))).toEqual([]);
    }
  });

  it.each(RULES)("$alert keeps the cluster, and tells only labels that its result has", ({ expr, summary, description }) => {
    const groups = grouped(expr);
    expect(groups.filter(([first]) => first !== "cluster")).toEqual([]);
    const [result = []] = groups;
    const told = [...`${summary} ${description}`.matchAll(/\$labels\.(\w+)/g)].map(([, label = ""]) => label);
    expect(told.filter((label) => !result.includes(label))).toEqual([]);
  });

  it.each(RULES)("$alert says what is the case in a line, and what to do in sentences", ({ summary, description }) => {
    expect(summary).toMatch(/^[^\n]*[^.\n]$/);
    expect(description).toMatch(/^[A-Z{][^\n]*\.$/);
  });

  it("tell an exception as expiring when the operator does", () => {
    expect(EXCEPTION_NOTICE_DAYS * 86_400_000).toBe(EXPIRING_MS);
  });
});

describe("hastened rules", () => {
  it("are the same rules, but for the waiting", () => {
    const impatient = hastened(ALERT_GROUPS, "0s").flatMap(({ rules }) => rules);
    expect(impatient.map(({ alert, expr }) => [alert, expr])).toEqual(RULES.map(({ alert, expr }) => [alert, expr]));
    expect(new Set(impatient.map((rule) => rule.for))).toEqual(new Set(["0s"]));
    expect(impatient.map(({ keepFiringFor }) => keepFiringFor)).toEqual(
      RULES.map(({ keepFiringFor }) => (keepFiringFor === undefined ? undefined : "0s")),
    );
  });

  it("are written as Prometheus reads them", () => {
    expect(ruleFile(hastened(ALERT_GROUPS, "1s"))).toMatchObject({
      groups: [
        {
          name: "isms-scope.scope",
          rules: expect.arrayContaining([expect.objectContaining({ alert: "IsmsScopeDrift", for: "1s", keep_firing_for: "1s" })]),
        },
        {},
        {},
        {},
        {},
      ],
    });
  });
});
