import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { finding, READ, snapshot, summary, type SummaryOptions } from "../../tests/builders/snapshots.ts";
import { keepsTheRules } from "../../tests/builders/status-rules.ts";
import { NOW } from "../../tests/builders/world.ts";
import { CHECK_IDS } from "../api/check-ids.generated.ts";
import type { ScopeStatus } from "../api/status.ts";
import { invalidStatus, sameStatus, score, scopeStatus } from "./status.ts";

const HOUR = 3_600_000;
const text = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

const statusOf = (of: SummaryOptions = {}, observed: ScopeStatus = {}, now = NOW, planned?: ScopeStatus): ScopeStatus => {
  const scope = summary(of);
  const status = scopeStatus(
    { summary: scope, snapshot: snapshot({ scopes: [scope], at: now }), declared: READ, exceptions: [], labelConflict: undefined },
    { observed, planned, now },
  );
  keepsTheRules({ status, observed, generation: scope.scope.fact.generation, now: text(now) });
  return status;
};

const failing = (count: number): SummaryOptions => ({
  total: { pass: 10, fail: count, unknown: 0, exempt: 0 },
  checks: new Map([["logging-sidecar", { pass: 10, fail: count, unknown: 0, exempt: 0 }]]),
  findings: Array.from({ length: count }, (_, index) => finding(`app-${index}`)),
});

describe("the status of a scope", () => {
  it("says what was evaluated, in numbers", () => {
    expect(statusOf({ generation: 7, reviewDueAt: Date.parse("2026-12-31T23:59:59.999Z") })).toMatchObject({
      observedGeneration: 7,
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
      mode: "Audit",
      nextReview: "2026-12-31",
      namespaces: { inScope: 1, excluded: 0, undeclared: 0, conflict: 0, missing: 0 },
      results: { pass: 10, fail: 0, unknown: 0, exempt: 0, score: "100.0" },
      statements: { verified: 3, violated: 0, unobserved: 0, documentary: 5 },
      findings: [],
      findingsOmitted: 0,
    });
  });

  it("what is not known is left out, not invented", () => {
    const status = statusOf({ total: { pass: 0, fail: 0, unknown: 4, exempt: 1 } });
    expect(status.results).toEqual({ pass: 0, fail: 0, unknown: 4, exempt: 1 });
    expect(status).not.toHaveProperty("nextReview");
  });

  it("lists the worst twenty findings and counts the rest", () => {
    const status = statusOf(failing(23));
    expect(status.findings).toHaveLength(20);
    expect(status.findings?.[0]).toEqual({
      check: "logging-sidecar",
      severity: "High",
      kind: "Deployment",
      namespace: "prod",
      name: "app-0",
      reason: "NoLogShipper",
      message: "Deployment app-0 ships no logs: add a log shipper.",
      controls: ["A.8.15", "CC7.2"],
    });
    expect(status.findingsOmitted).toBe(3);
  });

  it("says nothing of exceptions that cannot be read", () => {
    expect(statusOf().exceptionCounts).toEqual({ active: 0, expiring: 0, expired: 0, unused: 0 });
    expect(statusOf()).not.toHaveProperty("exceptions");
    const scope = summary();
    const declared = { ...READ, exceptions: { state: "Forbidden", message: "no" } } as const;
    const context = { summary: scope, snapshot: snapshot({ scopes: [scope] }), declared, exceptions: [], labelConflict: undefined };
    const status = scopeStatus(context, { observed: {}, planned: undefined, now: NOW });
    expect(status).not.toHaveProperty("exceptionCounts");
    expect(status).not.toHaveProperty("exceptions");
  });

  it("exempt subjects are no findings", () => {
    expect(statusOf({ findings: [finding("a", { verdict: "exempt" })] }).findings).toEqual([]);
  });

  it("an entry of the statement is a finding without a namespace", () => {
    const [listed] = statusOf({ ...failing(1), findings: [finding("x", { subject: { kind: "Component", name: "etl" } })] }).findings ?? [];
    expect(listed).toMatchObject({ kind: "Component", name: "etl" });
    expect(listed).not.toHaveProperty("namespace");
  });

  it("texts are cut to what the API allows", () => {
    const status = statusOf({ ...failing(1), findings: [finding("x", { reason: "R".repeat(99), message: "m".repeat(3000) })] });
    expect(status.findings?.[0]?.reason).toHaveLength(63);
    expect(status.findings?.[0]?.message).toHaveLength(1024);
  });

  it("every check that is switched on is there, with the state that follows from its verdicts", () => {
    const status = statusOf({
      spec: { rules: { checks: [{ id: "review-current", enabled: false }] } },
      findings: [finding("a")],
      checks: new Map([
        ["logging-sidecar", { pass: 1, fail: 1, unknown: 1, exempt: 0 }],
        ["data-classification", { pass: 1, fail: 0, unknown: 1, exempt: 0 }],
        ["component-declared", { pass: 0, fail: 0, unknown: 0, exempt: 1 }],
      ]),
    });
    const states = new Map(status.checks?.map(({ id, state }) => [id, state]));
    expect([...states.keys()]).toEqual(CHECK_IDS.filter((id) => id !== "review-current"));
    expect(states.get("logging-sidecar")).toBe("Failing");
    expect(states.get("data-classification")).toBe("Unknown");
    expect(states.get("component-declared")).toBe("Passing");
    expect(states.get("prohibited-data")).toBe("NotApplicable");
  });

  it("says by framework how many controls hold, and which do not", () => {
    const checks = new Map([["logging-sidecar" as const, { pass: 1, fail: 3, unknown: 0, exempt: 0 }]]);
    const document = { title: "Scope", standards: ["soc2" as const] };
    const [framework, ...others] = statusOf({ ...failing(3), checks, spec: { document } }).frameworks ?? [];
    expect(framework).toMatchObject({ name: "soc2", passing: 0, failing: 1, unknown: 0, findings: 3, failingControls: ["CC7.2"] });
    expect(framework?.controls).toBeGreaterThan(1);
    expect(others).toEqual([]);
  });

  it("a check that is switched off in one environment only is there", () => {
    const checks = [{ id: "logging-sidecar" as const, enabled: false, environments: ["production"] }];
    expect(statusOf({ spec: { rules: { checks } } }).checks?.some(({ id }) => id === "logging-sidecar")).toBe(true);
  });

  it("times stay while nothing changes, and move for what does", () => {
    const first = statusOf(failing(0));
    const later = statusOf(failing(2), first, NOW + HOUR);
    const moved = later.conditions?.filter(({ lastTransitionTime }) => lastTransitionTime === text(NOW + HOUR)).map(({ type }) => type);
    expect(moved).toEqual(["Compliant"]);
    expect(statusOf(failing(5), later, NOW + 2 * HOUR).conditions?.map(({ lastTransitionTime }) => lastTransitionTime)).toEqual(
      later.conditions?.map(({ lastTransitionTime }) => lastTransitionTime),
    );
  });

  it("what was planned from the same observation keeps its times while it is on its way", () => {
    const first = statusOf(failing(0));
    const onItsWay = statusOf(failing(2), first, NOW + HOUR);
    const scope = summary(failing(3));
    const again = scopeStatus(
      { summary: scope, snapshot: snapshot({ scopes: [scope] }), declared: READ, exceptions: [], labelConflict: undefined },
      { observed: first, planned: onItsWay, now: NOW + 2 * HOUR },
    );
    expect(again.conditions?.map(({ lastTransitionTime }) => lastTransitionTime)).toEqual(
      onItsWay.conditions?.map(({ lastTransitionTime }) => lastTransitionTime),
    );
    expect(again.checks?.map(({ lastTransitionTime }) => lastTransitionTime)).toEqual(
      onItsWay.checks?.map(({ lastTransitionTime }) => lastTransitionTime),
    );
  });

  it("the same snapshot over its own status gives the same status, at any later time", () => {
    fc.assert(
      fc.property(fc.nat(30), fc.nat(3), fc.nat(10 * HOUR), (fail, unknown, wait) => {
        const of = { ...failing(fail), total: { pass: 10, fail, unknown, exempt: 0 } };
        const first = statusOf(of);
        expect(sameStatus(statusOf(of, first, NOW + wait), first)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it("the order in which the API server keeps conditions and checks does not matter; a value does", () => {
    const status = statusOf(failing(1));
    const turned = { ...status, conditions: status.conditions?.toReversed(), checks: status.checks?.toReversed() } as ScopeStatus;
    expect(sameStatus(status, turned)).toBe(true);
    expect(sameStatus(status, { ...turned, findingsOmitted: 1 })).toBe(false);
  });
});

describe("the status of a spec that cannot be used", () => {
  it("is Ready=False with the problem, and nothing of an earlier spec", () => {
    const observed = statusOf(failing(1));
    const status = invalidStatus(4, "spec.document: required", { observed, planned: undefined, now: NOW + HOUR });
    keepsTheRules({ status, observed, generation: 4, now: text(NOW + HOUR) });
    expect(Object.keys(status)).toEqual(["observedGeneration", "conditions"]);
    expect(status.conditions?.[0]).toMatchObject({ type: "Ready", status: "False", reason: "InvalidSpec" });
  });
});

describe("the score", () => {
  it.each([
    [410, 7, "98.3"],
    [1, 0, "100.0"],
    [0, 3, "0.0"],
    [99_999, 1, "99.9"],
    [2, 1, "66.6"],
  ])("%i pass and %i fail: %s", (pass, fail, percent) => {
    expect(score({ pass, fail, unknown: 9, exempt: 9 })).toBe(percent);
  });

  it("nothing evaluated: none", () => {
    expect(score({ pass: 0, fail: 0, unknown: 9, exempt: 9 })).toBeUndefined();
  });
});
