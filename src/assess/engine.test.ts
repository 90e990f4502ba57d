import { describe, expect, test } from "vitest";
import { namespace, workload } from "../../tests/builders/manifests.ts";
import { assessmentOf, checkOf, exceptionOf, scopeFacts, summaryOf, turnOf, type TurnInput } from "../../tests/builders/turns.ts";
import { factsOf, NOW } from "../../tests/builders/world.ts";
import type { ScopeSpecInput } from "../api/scope.ts";
import type { Finding, Tally } from "./assessment.ts";

type RulesInput = NonNullable<ScopeSpecInput["rules"]>;

const environments = [{ name: "production", namespaces: { names: ["prod"] } }];
const SCOPES = scopeFacts({ acme: { environments } });
const MANIFESTS = [namespace("prod"), workload("Deployment", "prod", "web")];
const CHECK = "logging-sidecar";
const failing = checkOf(CHECK, "Workload");

const judged = (input: Partial<TurnInput>) => turnOf({ scopes: SCOPES, facts: factsOf(MANIFESTS), checks: [failing], ...input });

const tally = (input: Partial<TurnInput>): Tally | undefined =>
  assessmentOf(judged(input), "prod").verdicts.get("acme")?.tallies.get(CHECK);

const finding = (input: Partial<TurnInput>): Finding | undefined => summaryOf(judged(input)).findings[0];

describe("a verdict", () => {
  test("that fails is a finding about its subject, with the settings of its environment", () => {
    const checks: RulesInput["checks"] = [{ id: CHECK, environments: ["production"], severity: "Low", mode: "Deny" }];
    const scopes = scopeFacts({ acme: { environments, rules: { checks } } });
    expect(finding({ scopes })).toEqual({
      scope: "acme",
      check: CHECK,
      severity: "Low",
      mode: "Deny",
      subject: { apiVersion: "apps/v1", kind: "Deployment", namespace: "prod", name: "web", uid: "uid-Deployment-prod-web" },
      verdict: "fail",
      reason: "Wrong",
      message: "It is wrong.",
    });
  });

  test("is not reached when the check is switched off, nor counted when it does not apply", () => {
    const off = scopeFacts({ acme: { environments, rules: { checks: [{ id: CHECK, enabled: false }] } } });
    expect(tally({ scopes: off })).toBeUndefined();
    expect(tally({ checks: [checkOf(CHECK, "Workload", () => ({ verdict: "not-applicable" }))] })).toBeUndefined();
  });

  test("of a check of several types is reached for subjects of each", () => {
    const both = checkOf(CHECK, "Workload", undefined, { appliesTo: ["Namespace", "Workload"] as never });
    expect(tally({ checks: [both] })).toEqual({ pass: 0, fail: 2, unknown: 0, exempt: 0 });
  });
});

describe("an exception", () => {
  const EXPIRES = "2026-06-20T00:00:00Z";
  const END = Date.parse(EXPIRES);
  const exceptions = [exceptionOf("granted", { checks: [CHECK], expires: EXPIRES })];

  test("makes a failure exempt until its second, and the assessment knows when", () => {
    expect(finding({ exceptions, now: END - 1 })).toMatchObject({ verdict: "exempt", exception: "granted" });
    expect(assessmentOf(judged({ exceptions, now: END - 1 }), "prod").changesAt).toBe(END);
    expect(finding({ exceptions, now: END })).toMatchObject({ verdict: "fail" });
    expect(finding({ exceptions, now: END })).not.toHaveProperty("exception");
    expect(assessmentOf(judged({ exceptions, now: END }), "prod").changesAt).toBeUndefined();
  });

  test("does not touch what passes", () => {
    const passing = checkOf(CHECK, "Workload", () => ({ verdict: "pass" }));
    expect(tally({ exceptions, checks: [passing] })).toEqual({ pass: 1, fail: 0, unknown: 0, exempt: 0 });
  });

  test("of several the one that ends last is named, and all count as used", () => {
    const longer = exceptionOf("longer", { checks: [CHECK], expires: "2027-01-01T00:00:00Z" });
    const result = judged({ exceptions: [...exceptions, longer] });
    expect(summaryOf(result).findings[0]?.exception).toBe("longer");
    expect(assessmentOf(result, "prod").verdicts.get("acme")?.exceptionsUsed).toEqual(
      new Map([
        ["granted", 1],
        ["longer", 1],
      ]),
    );
    expect(assessmentOf(result, "prod").changesAt).toBe(Date.parse("2027-01-01T00:00:00Z"));
  });

  test("from a check does not follow when it is unknown", () => {
    const facts = factsOf(MANIFESTS);
    facts.setCoverage("Pod", { state: "Syncing" }, new Set());
    expect(tally({ exceptions, facts })).toEqual({ pass: 0, fail: 0, unknown: 1, exempt: 0 });
  });
});

describe("a check that cannot see what it needs is unknown", () => {
  const UNKNOWN: Tally = { pass: 0, fail: 0, unknown: 1, exempt: 0 };

  test.each(["Syncing", "Forbidden", "NotServed"] as const)("when a kind that it consults is %s", (state) => {
    const facts = factsOf(MANIFESTS);
    facts.setCoverage("Node", { state, message: "no" }, new Set());
    expect(tally({ facts, checks: [checkOf(CHECK, "Workload", undefined, { needs: ["Node"] })] })).toEqual(UNKNOWN);
    expect(tally({ facts })).toEqual({ pass: 0, fail: 1, unknown: 0, exempt: 0 });
  });

  test("unless the rules of the scope do not make it consult that kind", () => {
    const facts = factsOf(MANIFESTS);
    facts.setCoverage("Node", { state: "Forbidden", message: "no" }, new Set());
    const check = checkOf(CHECK, "Workload", undefined, { needs: ["Node"], needsUnder: () => [] });
    expect(tally({ facts, checks: [check] })).toEqual({ pass: 0, fail: 1, unknown: 0, exempt: 0 });
  });

  test.each(["Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"] as const)(
    "when %s, of which workloads are made, cannot be read",
    (kind) => {
      const facts = factsOf(MANIFESTS);
      facts.setCoverage(kind, { state: "Forbidden", message: "no" }, new Set());
      expect(tally({ facts })).toEqual(UNKNOWN);
    },
  );

  test("once per namespace where its subjects are hidden, and not where there are none", () => {
    const facts = factsOf([namespace("prod")]);
    expect(tally({ facts })).toBeUndefined();
    facts.setCoverage("Deployment", { state: "Forbidden", message: "no" }, new Set());
    expect(tally({ facts })).toEqual(UNKNOWN);
  });

  test("where an object of such a kind was set aside, and only there", () => {
    const two = scopeFacts({ acme: { environments: [{ name: "production", namespaces: { names: ["prod", "prod2"] } }] } });
    const facts = factsOf([...MANIFESTS, namespace("prod2"), workload("Deployment", "prod2", "web")]);
    facts.sink("Pod").quarantine("u", "prod2", "broken", new Error("no spec"));
    const result = judged({ scopes: two, facts });
    expect(assessmentOf(result, "prod").verdicts.get("acme")?.tallies.get(CHECK)?.fail).toBe(1);
    expect(assessmentOf(result, "prod2").verdicts.get("acme")?.tallies.get(CHECK)).toEqual(UNKNOWN);
  });

  test("everywhere when a Node that it consults was set aside", () => {
    const facts = factsOf(MANIFESTS);
    facts.sink("Node").quarantine("u", undefined, "broken", new Error("no metadata"));
    expect(tally({ facts, checks: [checkOf(CHECK, "Workload", undefined, { needs: ["Node"] })] })).toEqual(UNKNOWN);
  });

  test("when facts were not read with the annotation keys of the scope", () => {
    expect(tally({ keepsAnnotations: () => false })).toEqual(UNKNOWN);
    const onNamespace = checkOf(CHECK, "Namespace");
    expect(tally({ keepsAnnotations: () => false, checks: [onNamespace] })).toEqual({ pass: 0, fail: 1, unknown: 0, exempt: 0 });
  });
});

describe("a check that throws", () => {
  const throwing = checkOf(CHECK, "Workload", () => {
    throw new TypeError("not a function");
  });

  test("leaves its subject unknown, is recorded, and stops nothing else", () => {
    const result = judged({ checks: [throwing, checkOf("data-classification", "Workload")] });
    expect(result.errors).toEqual([
      {
        scope: "acme",
        check: CHECK,
        subject: expect.objectContaining({ kind: "Deployment", name: "web" }) as unknown,
        message: "not a function",
      },
    ]);
    expect(summaryOf(result).total).toEqual({ pass: 0, fail: 1, unknown: 1, exempt: 0 });
  });

  test("while it says what it needs is unknown too", () => {
    const facts = factsOf(MANIFESTS);
    facts.setCoverage("Node", { state: "Forbidden", message: "no" }, new Set());
    const check = checkOf(CHECK, "Workload", undefined, {
      needsUnder: () => {
        throw new Error("no rules");
      },
    });
    const result = judged({ facts, checks: [check] });
    expect(result.errors).toHaveLength(1);
    expect(summaryOf(result).total.unknown).toBe(1);
  });
});

describe("the instant at which an assessment changes", () => {
  const changing = (changesAt: number) => checkOf(CHECK, "Workload", () => ({ verdict: "pass", changesAt }));

  test("is the earliest that a check names", () => {
    const checks = [changing(NOW + 5_000), checkOf("data-classification", "Workload", () => ({ verdict: "pass", changesAt: NOW + 2_000 }))];
    expect(assessmentOf(judged({ checks }), "prod").changesAt).toBe(NOW + 2_000);
    expect(judged({ checks }).snapshot.changesAt).toBe(NOW + 2_000);
  });

  test.each([NOW, NOW - 1, Number.NaN, Number.POSITIVE_INFINITY])(
    "is never %s, which would not come or come at once and for ever",
    (instant) => {
      expect(assessmentOf(judged({ checks: [changing(instant)] }), "prod").changesAt).toBeUndefined();
    },
  );
});
