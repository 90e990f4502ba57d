import { describe, expect, test } from "vitest";
import { namespace, pod, workload, type Manifest } from "../../tests/builders/manifests.ts";
import { assessmentOf, checkOf, exceptionOf, scopeFacts, summaryOf, turnOf, type TurnInput } from "../../tests/builders/turns.ts";
import { factsOf, NOW } from "../../tests/builders/world.ts";
import type { FactStore } from "../facts/store.ts";
import type { AssessmentResult } from "./snapshot.ts";

const SCOPES = scopeFacts({ acme: { environments: [{ name: "production", namespaces: { names: ["prod-*"] } }] } });
const CHECK = "logging-sidecar";
const FAIL = { verdict: "fail", reason: "Undeclared", message: "It is undeclared." } as const;
const CHECKS = [
  checkOf(CHECK, "Workload"),
  checkOf("namespace-declared", "Namespace", ({ membership }) => (membership.state === "Undeclared" ? FAIL : { verdict: "pass" })),
];
const MANIFESTS = [namespace("prod-a"), namespace("prod-b"), namespace("other"), workload("Deployment", "prod-a", "web")];
const NONE: ReadonlySet<string> = new Set();

const first = (facts: FactStore, input: Partial<TurnInput> = {}) => turnOf({ scopes: SCOPES, checks: CHECKS, facts, ...input });
const next = (facts: FactStore, previous: AssessmentResult, input: Partial<TurnInput> = {}) =>
  turnOf({ scopes: SCOPES, checks: CHECKS, facts, previous, dirty: NONE, ...input });

/** The store after these objects came. */
const apply = (facts: FactStore, manifests: readonly Manifest[]): void => {
  const more = factsOf(manifests);
  for (const fact of more.namespaces()) facts.sink("Namespace").apply(fact.uid, fact);
  for (const { namespace: name } of manifests.map(({ metadata }) => metadata)) {
    if (name === undefined) continue;
    for (const { templates } of more.workloads(name)) for (const fact of templates) facts.sink("Deployment").apply(fact.uid, fact);
  }
};

describe("a turn", () => {
  test("assesses what is dirty and keeps every other assessment as it is", () => {
    const facts = factsOf(MANIFESTS);
    const before = first(facts);
    apply(facts, [workload("Deployment", "prod-b", "web")]);
    const after = next(facts, before, { dirty: new Set(["prod-b"]) });
    expect(after.assessed).toBe(1);
    expect(after.changed).toEqual(new Set(["prod-b"]));
    expect(assessmentOf(after, "prod-a")).toBe(assessmentOf(before, "prod-a"));
    expect(assessmentOf(after, "prod-b")).not.toBe(assessmentOf(before, "prod-b"));
    expect(summaryOf(after).checks.get(CHECK)?.fail).toBe(2);
    expect(summaryOf(before).checks.get(CHECK)?.fail).toBe(1);
  });

  test("keeps an assessment that says again what it said", () => {
    const facts = factsOf(MANIFESTS);
    const before = first(facts);
    const after = next(facts, before, { dirty: "all" });
    expect(after.assessed).toBe(3);
    expect(after.changed.size).toBe(0);
    for (const [name, assessment] of before.snapshot.namespaces) expect(after.snapshot.namespaces.get(name)).toBe(assessment);
    expect(summaryOf(after).findings).toBe(summaryOf(before).findings);
  });

  test("sees that a component stopped running though every verdict stays the same", () => {
    const scopes = scopeFacts({
      acme: {
        environments: [{ name: "production", namespaces: { names: ["prod-*"] } }],
        components: [{ name: "web", workloads: { names: ["web"] } }],
      },
    });
    const deployment = workload("Deployment", "prod-a", "web");
    const facts = factsOf([...MANIFESTS, pod("prod-a", "web-1", { owner: deployment })]);
    const checks = [checkOf("component-present", "Component", ({ runsIn }) => (runsIn.size > 0 ? { verdict: "pass" } : FAIL))];
    const before = turnOf({ scopes, facts, checks });
    facts.sink("Pod").remove("uid-Pod-prod-a-web-1");
    const after = turnOf({ scopes, facts, checks, previous: before, dirty: new Set(["prod-a"]) });
    expect([summaryOf(before).total, summaryOf(after).total].map(({ pass, fail }) => [pass, fail])).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  test("without anything dirty assesses nothing, and counts as a turn", () => {
    const facts = factsOf(MANIFESTS);
    const after = next(facts, first(facts), { now: NOW + 1 });
    expect(after.assessed).toBe(0);
    expect(after.snapshot).toMatchObject({ revision: 2, at: NOW + 1 });
  });

  test("forgets a namespace that is gone, by name or when everything is dirty", () => {
    for (const dirty of ["all", new Set(["prod-a"])] as const) {
      const facts = factsOf(MANIFESTS);
      const before = first(facts);
      facts.sink("Namespace").remove("uid-Namespace--prod-a");
      const after = next(facts, before, { dirty });
      expect([...after.snapshot.namespaces.keys()]).toEqual(["prod-b", "other"]);
      expect(after.changed).toEqual(new Set(["prod-a"]));
      expect(summaryOf(after).findings.map(({ subject }) => subject.name)).toEqual(["other"]);
    }
  });

  test("does not change the snapshot before it", () => {
    const facts = factsOf(MANIFESTS);
    const before = first(facts);
    const kept = structuredClone({
      namespaces: before.snapshot.namespaces,
      findings: summaryOf(before).findings,
      checks: summaryOf(before).checks,
    });
    facts.sink("Namespace").remove("uid-Namespace--prod-a");
    next(facts, before, { dirty: "all", scopes: scopeFacts({ acme: {} }, { generation: 2 }) });
    expect({ namespaces: before.snapshot.namespaces, findings: summaryOf(before).findings, checks: summaryOf(before).checks }).toEqual(
      kept,
    );
  });
});

describe("everything is assessed again, though nothing is dirty, when", () => {
  const facts = factsOf(MANIFESTS);
  const forbidden = factsOf(MANIFESTS);
  forbidden.setCoverage("Node", { state: "Forbidden", message: "no" }, new Set());
  const exception = exceptionOf("one", { checks: [CHECK], expires: "2027-01-01T00:00:00Z" });

  test.each<[string, Partial<TurnInput>]>([
    ["a scope has a new generation", { scopes: scopeFacts({ acme: { environments: [] } }, { generation: 2 }) }],
    ["a scope comes", { scopes: [...SCOPES, ...scopeFacts({ beta: {} })] }],
    ["a scope is being deleted", { scopes: scopeFacts({ acme: {} }, { deletionTimestamp: "2026-06-15T12:00:00Z" }) }],
    ["an exception comes", { exceptions: [exception] }],
    ["the installer names other system namespaces", { system: ["other"] }],
    ["the checks are others", { checks: [...CHECKS] }],
    ["facts no longer hold the annotations", { keepsAnnotations: () => false }],
    ["a kind becomes unreadable", { facts: forbidden }],
    ["the clock went back", { now: NOW - 1 }],
  ])("%s", (_, input) => {
    expect(next(facts, first(facts), input).assessed).toBe(3);
  });

  test.each<[string, Partial<TurnInput>]>([
    ["the status of a scope changed", { scopes: SCOPES.map((fact) => ({ ...fact, resourceVersion: "9", status: { digest: "x" } })) }],
    ["an exception was read again", { exceptions: [structuredClone(exception)] }],
  ])("but not when %s", (_, input) => {
    expect(next(facts, first(facts, { exceptions: [exception] }), { exceptions: [exception], ...input }).assessed).toBe(0);
  });

  test("and the status of a scope is that of its newest object", () => {
    const [fact] = SCOPES.map((scope) => ({ ...scope, resourceVersion: "9" }));
    const after = next(facts, first(facts), { scopes: fact === undefined ? [] : [fact] });
    expect(summaryOf(after).scope.fact).toBe(fact);
  });
});

describe("deadlines", () => {
  const END = Date.parse("2026-06-20T00:00:00Z");
  const exceptions = [exceptionOf("one", { checks: [CHECK], expires: "2026-06-20T00:00:00Z", subjects: [{ namespaces: ["prod-a"] }] })];

  test("a namespace whose deadline has come is assessed again at that instant, and no other", () => {
    const facts = factsOf(MANIFESTS);
    const before = first(facts, { exceptions });
    expect(before.snapshot.changesAt).toBe(END);
    const early = next(facts, before, { exceptions, now: END - 1 });
    expect(early.assessed).toBe(0);
    expect(summaryOf(early).checks.get(CHECK)?.exempt).toBe(1);
    const ended = next(facts, early, { exceptions, now: END });
    expect(ended.assessed).toBe(1);
    expect(summaryOf(ended).checks.get(CHECK)).toEqual({ pass: 0, fail: 1, unknown: 0, exempt: 0 });
    expect(summaryOf(ended).exceptions[0]?.state).toBe("expired");
    expect(ended.snapshot.changesAt).toBeUndefined();
  });

  test("an entry of the statement changes at its instant though no namespace does", () => {
    const scopes = scopeFacts({ acme: { exclusions: [{ name: "Hosting", expires: "2026-06-20T00:00:00Z" }] } });
    const check = checkOf("exclusion-justified", "Exclusion", (_, now) => (now < END ? { verdict: "pass", changesAt: END } : FAIL));
    const facts = factsOf([]);
    const before = turnOf({ scopes, facts, checks: [check] });
    expect(before.snapshot.changesAt).toBe(END);
    const after = turnOf({ scopes, facts, checks: [check], previous: before, dirty: NONE, now: END });
    expect(summaryOf(after).total.fail).toBe(1);
  });
});

describe("a snapshot", () => {
  test("is settled when no kind is still being read", () => {
    const facts = factsOf(MANIFESTS);
    expect(first(facts).snapshot.settled).toBe(true);
    facts.setCoverage("Node", { state: "Forbidden", message: "no" }, new Set());
    expect(first(facts).snapshot.settled).toBe(true);
    facts.setCoverage("Pod", { state: "Syncing" }, new Set());
    expect(first(facts).snapshot.settled).toBe(false);
  });

  test("is not settled while kinds are read again for the annotations that a scope now judges", () => {
    expect(first(factsOf(MANIFESTS), { keepsAnnotations: () => false }).snapshot.settled).toBe(false);
  });

  test("tells how far kinds are known, and what was set aside", () => {
    const facts = factsOf(MANIFESTS);
    facts.setCoverage("Node", { state: "Forbidden", message: "no list" }, new Set());
    facts.sink("Pod").quarantine("u", "prod-a", "broken", new Error("no spec"));
    const { coverage, quarantined } = first(facts).snapshot;
    expect(coverage.get("Node")).toEqual({ state: "Forbidden", message: "no list" });
    expect(quarantined.get("Pod")).toBe(1);
  });

  test("names a scope that cannot be used beside those that can", () => {
    const [broken] = scopeFacts({ broken: { environments: "none" as never } });
    const { scopes, invalid } = first(factsOf(MANIFESTS), { scopes: broken === undefined ? [] : [...SCOPES, broken] }).snapshot;
    expect([...scopes.keys()]).toEqual(["acme"]);
    expect(invalid).toEqual([broken]);
  });
});
