import { describe, expect, it } from "vitest";
import { assessment, finding, READ, snapshot, summary, type SnapshotOptions, type SummaryOptions } from "../../tests/builders/snapshots.ts";
import { NOW } from "../../tests/builders/world.ts";
import { CONDITION_REASONS, CONDITION_TYPES, type ConditionType } from "../api/conditions.ts";
import type { FactKind } from "../facts/facts.ts";
import type { Membership } from "../scope/compiled.ts";
import { CONDITIONS, invalidConditions, judgeConditions, type ConditionContext } from "./conditions.ts";

const judge = (type: ConditionType, of: SummaryOptions = {}, more: SnapshotOptions & Partial<ConditionContext> = {}) => {
  const scope = summary(of);
  const { declared = READ, labelConflict, ...rest } = more;
  const all = judgeConditions({ summary: scope, snapshot: snapshot({ scopes: [scope], ...rest }), declared, labelConflict });
  const found = all.find((condition) => condition.type === type);
  if (!found) throw new Error(`no condition ${type}`);
  expect(CONDITION_REASONS[type]).toContain(found.reason);
  return found;
};

const tally = (pass: number, fail: number, unknown: number, exempt: number) => ({ pass, fail, unknown, exempt });
const coverage = (kind: FactKind, state: "Forbidden" | "NotServed" | "Syncing", message = "the API server forbids GET /api/v1/pods") =>
  new Map([...snapshot().coverage, [kind, state === "Syncing" ? { state } : { state, message }] as const]);

describe("the table of conditions", () => {
  it("has every type once, in the order of the API", () => {
    expect(CONDITIONS.map(({ type }) => type)).toEqual(CONDITION_TYPES);
  });
});

describe("Ready", () => {
  it("an evaluated scope is ready", () => {
    expect(judge("Ready")).toMatchObject({ status: "True", reason: "Evaluated" });
    // Labels may be switched off, or forbidden: what they are is said by namespace-labels.
    expect(judge("Ready").message).not.toContain("label");
  });

  it("a namespace selected by two scopes makes Ready=False with reason ScopeConflict and names both entries", () => {
    const membership: Membership = {
      state: "Conflict",
      claims: [
        { scope: "acme", entry: "environment", name: "production" },
        { scope: "other", entry: "environment", name: "live" },
      ],
    };
    const condition = judge(
      "Ready",
      { namespaces: { inScope: 0, excluded: 0, undeclared: 0, conflict: 1, missing: 0 } },
      {
        namespaces: [
          assessment("prod", membership),
          assessment("elsewhere", { state: "Conflict", claims: [{ scope: "other", entry: "environment", name: "x" }] }),
        ],
      },
    );
    expect(condition).toMatchObject({ status: "False", reason: "ScopeConflict" });
    expect(condition.message).toContain("prod (acme: environment production; other: environment live)");
    expect(condition.message).not.toContain("elsewhere");
  });

  it("labels that somebody keeps changing make Ready=False with reason LabelConflict", () => {
    expect(judge("Ready", {}, { labelConflict: "helm fights" })).toMatchObject({
      status: "False",
      reason: "LabelConflict",
      message: "helm fights",
    });
  });

  it("while kinds are read it is unknown", () => {
    const condition = judge("Ready", {}, { settled: false, coverage: coverage("Pod", "Syncing") });
    expect(condition).toMatchObject({ status: "Unknown", reason: "Syncing", message: "Still reading Pod. No action is needed." });
    expect(judge("Ready", {}, { declared: { ...READ, exceptions: { state: "Syncing" } } })).toMatchObject({
      status: "Unknown",
      reason: "Syncing",
    });
  });

  it("a spec that cannot be used makes Ready=False with reason InvalidSpec, and nothing else is claimed", () => {
    expect(invalidConditions("spec.document: required")).toEqual([
      { type: "Ready", status: "False", reason: "InvalidSpec", message: "The spec cannot be used: spec.document: required" },
    ]);
  });
});

describe("Compliant", () => {
  it("findings are counted by severity, the gravest first; exempt ones are none", () => {
    const findings = [finding("a", { severity: "Critical" }), finding("b"), finding("c"), finding("d", { verdict: "exempt" })];
    const condition = judge("Compliant", { total: tally(5, 3, 0, 1), findings });
    expect(condition).toMatchObject({ status: "False", reason: "FindingsOpen" });
    expect(condition.message).toBe("3 findings: 1 Critical, 2 High. See status.findings for the worst. 1 failure under an exception.");
  });

  it.each([
    ["without a finding, but not all reached", tally(5, 0, 2, 0), "Unknown", "NotFullyEvaluated"],
    ["with nothing judged", tally(0, 0, 0, 0), "Unknown", "NothingEvaluated"],
    ["with all passing", tally(5, 0, 0, 0), "True", "NoFindings"],
    ["with all that fails exempt", tally(0, 0, 0, 2), "True", "NoFindings"],
    ["with a finding and something not reached", tally(5, 1, 2, 0), "False", "FindingsOpen"],
  ] as const)("%s", (_, total, status, reason) => {
    expect(judge("Compliant", { total, findings: total.fail > 0 ? [finding("a")] : [] })).toMatchObject({ status, reason });
  });
});

describe("Approved", () => {
  const approvals = (...list: object[]) => ({ spec: { document: { title: "Scope", approvals: list as { role: string }[] } } });
  const digest = summary().scope.digest;

  it.each([
    ["nobody", [{ role: "CTO" }], "False", "NotApproved"],
    ["everybody, today's text", [{ role: "CTO", name: "A", date: "2026-01-01", digest }], "True", "Approved"],
    [
      "everybody, another text",
      [{ role: "CTO", name: "A", date: "2026-01-01", digest: `sha256:${"0".repeat(64)}` }],
      "False",
      "ApprovalStale",
    ],
    ["one of two", [{ role: "CTO", name: "A", date: "2026-01-01", digest }, { role: "COO" }], "False", "ApprovalIncomplete"],
  ] as const)("approved by %s", (_, list, status, reason) => {
    expect(judge("Approved", approvals(...list))).toMatchObject({ status, reason });
  });
});

describe("ReviewCurrent", () => {
  it("the day itself is in time, the next millisecond is overdue", () => {
    const end = Date.parse("2026-06-30T23:59:59.999Z");
    expect(judge("ReviewCurrent", { reviewDueAt: end }, { at: end })).toMatchObject({ status: "True", reason: "Current" });
    const overdue = judge("ReviewCurrent", { reviewDueAt: end }, { at: end + 1 });
    expect(overdue).toMatchObject({ status: "False", reason: "Overdue" });
    expect(overdue.message).toContain("2026-06-30");
  });

  it("without a date it is unknown", () => {
    expect(judge("ReviewCurrent", {}, { at: NOW })).toMatchObject({ status: "Unknown", reason: "NoReviewDeclared" });
  });
});

describe("CoverageComplete", () => {
  it("with every kind read it is true", () => {
    expect(judge("CoverageComplete")).toMatchObject({ status: "True", reason: "AllKindsRead" });
  });

  it("a forbidden kind makes it False, named with what the API server said", () => {
    const condition = judge("CoverageComplete", {}, { coverage: coverage("Pod", "Forbidden") });
    expect(condition).toMatchObject({ status: "False", reason: "KindForbidden" });
    expect(condition.message).toContain("Pod may not be listed and watched (the API server forbids GET /api/v1/pods)");
    expect(condition.message).toContain("Grant the operator list and watch");
  });

  it("of several gaps the gravest is the reason, and all are listed", () => {
    const condition = judge(
      "CoverageComplete",
      {},
      {
        coverage: coverage("CronJob", "Syncing"),
        quarantined: new Map([["Pod", 2]]),
        declared: { ...READ, exceptions: { state: "NotServed", message: "no such API" } },
      },
    );
    expect(condition.reason).toBe("KindNotServed");
    expect(condition.message).toMatch(
      /^ScopeException is not served \(no such API\); CronJob is being read; 2 objects of kind Pod could not be understood\./,
    );
    expect(condition.message).toContain("Checks that need them answer unknown. Nothing is exempt meanwhile. Install the API");
  });

  it("without exceptions all is judged, and nothing is exempt", () => {
    const condition = judge("CoverageComplete", {}, { declared: { ...READ, exceptions: { state: "Forbidden", message: "no" } } });
    expect(condition.message).toBe(
      "ScopeException may not be listed and watched (no). Nothing is exempt meanwhile. Grant the operator list and watch on these kinds.",
    );
  });

  it("a kind whose API is not installed is no gap: there is none of it", () => {
    const absent = new Map([...snapshot().coverage, ["HTTPRoute", { state: "Absent" }] as const]);
    expect(judge("CoverageComplete", {}, { coverage: absent })).toMatchObject({ status: "True", reason: "AllKindsRead" });
  });

  it("objects set aside make it False", () => {
    expect(judge("CoverageComplete", {}, { quarantined: new Map([["Pod", 1]]) })).toMatchObject({
      status: "False",
      reason: "ObjectsQuarantined",
    });
  });
});
