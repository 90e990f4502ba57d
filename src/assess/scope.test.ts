import { describe, expect, test } from "vitest";
import { namespace, pod, workload } from "../../tests/builders/manifests.ts";
import { checkOf, exceptionOf, scopeFacts, summaryOf, turnOf, type Specs, type TurnInput } from "../../tests/builders/turns.ts";
import { factsOf, NOW } from "../../tests/builders/world.ts";
import type { Subject } from "../checks/check.ts";

const ENVIRONMENTS: NonNullable<Specs[string]["environments"]> = [
  { name: "production", namespaces: { names: ["prod-*"] } },
  { name: "development", namespaces: { names: ["dev"] } },
  { name: "staging", namespaces: { names: ["staging"] }, presence: "Optional" },
  { name: "next", namespaces: { names: ["next"] }, presence: "Planned" },
  { name: "laptops" },
];
const facts = () => factsOf([namespace("prod-b"), namespace("prod-a"), namespace("elsewhere")]);

const summarised = (spec: Specs[string], input: Partial<TurnInput> = {}) =>
  turnOf({ scopes: scopeFacts({ acme: spec }), facts: facts(), checks: [], ...input });

describe("namespaces of a scope", () => {
  test("are counted by state; required environments without one are missing", () => {
    const spec: Specs[string] = {
      environments: [...ENVIRONMENTS, { name: "all-a", namespaces: { names: ["prod-a"] } }],
      exclusions: [{ name: "Customers", namespaces: { names: ["customer"] } }],
    };
    const cluster = factsOf(["prod-a", "prod-b", "customer", "elsewhere", "kube-system"].map((name) => namespace(name)));
    expect(summaryOf(summarised(spec, { facts: cluster })).namespaces).toEqual({
      inScope: 1,
      excluded: 1,
      undeclared: 1,
      conflict: 1,
      missing: 2,
    });
  });

  test("are not missing while namespaces cannot be seen", () => {
    const cluster = facts();
    cluster.setCoverage("Namespace", { state: "Syncing" }, new Set());
    expect(summaryOf(summarised({ environments: ENVIRONMENTS }, { facts: cluster })).namespaces.missing).toBe(0);
  });
});

describe("entries of a statement", () => {
  /** The subjects that a check of the type gets, in order. */
  const subjectsOf = <T extends "Environment" | "Component" | "Exclusion" | "Scope">(
    type: T,
    spec: Specs[string],
    input: Partial<TurnInput> = {},
  ) => {
    const seen: Subject<T>[] = [];
    const check = checkOf<T>("component-present", type, (subject) => {
      seen.push(subject);
      return { verdict: "fail", reason: "Wrong", message: "It is wrong." };
    });
    return { result: summarised(spec, { ...input, checks: [check] }), seen };
  };

  test("the statement itself is one subject", () => {
    const { result, seen } = subjectsOf("Scope", {});
    expect(seen).toEqual([{ type: "Scope" }]);
    expect(summaryOf(result).own.findings[0]?.subject).toEqual({
      apiVersion: "isms-scope.io/v1alpha1",
      kind: "Scope",
      name: "acme",
      uid: "uid-acme",
    });
  });

  test("an environment is one when it binds namespaces, with those in scope by it", () => {
    const { result, seen } = subjectsOf("Environment", { environments: ENVIRONMENTS });
    expect(seen.map(({ entry, namespaces }) => [entry.name, namespaces])).toEqual([
      ["production", ["prod-a", "prod-b"]],
      ["development", []],
      ["staging", []],
      ["next", []],
    ]);
    expect(summaryOf(result).findings[0]?.subject).toEqual({ kind: "Environment", name: "development" });
  });

  test("an exclusion is one, also without a binding", () => {
    const { seen } = subjectsOf("Exclusion", { exclusions: [{ name: "Data center" }] });
    expect(seen.map(({ entry }) => entry.name)).toEqual(["Data center"]);
  });

  test("a component is expected where it is declared, can be observed, and there is something", () => {
    const components = [
      { name: "web", workloads: { names: ["web"] } },
      { name: "etl", workloads: { names: ["etl"] }, environments: ["staging", "laptops"] },
      { name: "on-paper" },
    ];
    const cluster = factsOf([
      namespace("prod-a"),
      namespace("staging"),
      pod("prod-a", "web"),
      pod("staging", "web"),
      workload("Deployment", "staging", "etl"),
    ]);
    const { seen } = subjectsOf("Component", { environments: ENVIRONMENTS, components }, { facts: cluster });
    expect(seen.map(({ entry, expectedIn, runsIn }) => [entry.name, expectedIn, [...runsIn]])).toEqual([
      ["web", ["production", "development", "staging"], ["production", "staging"]],
      ["etl", ["staging"], []],
    ]);
  });

  test("a component is judged where the check is enabled, with the strictest severity of those environments", () => {
    const { result, seen } = subjectsOf("Component", {
      environments: ENVIRONMENTS,
      components: [{ name: "web", workloads: { names: ["web"] } }],
      rules: {
        checks: [
          { id: "component-present", enabled: false },
          { id: "component-present", environments: ["production"], severity: "Low" },
          { id: "component-present", environments: ["development"], severity: "Critical" },
        ],
      },
    });
    expect(seen.map(({ expectedIn }) => expectedIn)).toEqual([["production", "development"]]);
    expect(summaryOf(result).findings[0]?.severity).toBe("Critical");
  });

  test("are unknown where their kinds are not seen, and exclusions need none", () => {
    const cluster = facts();
    cluster.sink("Pod").quarantine("u", "prod-a", "broken", new Error("no spec"));
    const components = [
      { name: "web", workloads: { names: ["web"] }, environments: ["production"] },
      { name: "etl", workloads: { names: ["etl"] }, environments: ["development"] },
    ];
    const spec = { environments: ENVIRONMENTS, components, exclusions: [{ name: "Data center" }] };
    expect(subjectsOf("Component", spec, { facts: cluster }).seen.map(({ entry }) => entry.name)).toEqual(["etl"]);
    expect(subjectsOf("Environment", spec, { facts: cluster }).seen).toHaveLength(4);
    cluster.sink("Namespace").quarantine("v", undefined, "broken", new Error("no metadata"));
    expect(subjectsOf("Environment", spec, { facts: cluster }).seen).toEqual([]);
    expect(summaryOf(subjectsOf("Environment", spec, { facts: cluster }).result).total.unknown).toBe(4);
    expect(subjectsOf("Exclusion", spec, { facts: cluster }).seen).toHaveLength(1);
  });
});

describe("exceptions of a scope", () => {
  const CHECK = "namespace-declared";
  const stateAt = (expires: string, input: Partial<TurnInput> = {}) => {
    const result = summarised(
      { environments: ENVIRONMENTS },
      { checks: [checkOf(CHECK, "Namespace")], exceptions: [exceptionOf("one", { checks: [CHECK], expires })], ...input },
    );
    return summaryOf(result).exceptions[0]?.state;
  };

  test.each([
    ["2026-06-23T00:00:00Z", "active"],
    ["2026-06-22T12:00:00.001Z", "active"],
    ["2026-06-22T12:00:00Z", "expiring"],
    ["2026-06-15T12:00:00.001Z", "expiring"],
    ["2026-06-15T12:00:00Z", "expired"],
  ])("that end at %s are %s", (expires, state) => {
    expect(stateAt(expires)).toBe(state);
  });

  test("that exempt nothing are unused", () => {
    expect(stateAt("2027-01-01T00:00:00Z", { checks: [checkOf(CHECK, "Namespace", () => ({ verdict: "pass" }))] })).toBe("unused");
  });

  test("are not called unused by one who has not seen everything", () => {
    const passing = checkOf(CHECK, "Namespace", () => ({ verdict: "pass" }), { needs: ["Node"] });
    const forbidden = facts();
    forbidden.setCoverage("Node", { state: "Forbidden", message: "no" }, new Set());
    expect(stateAt("2027-01-01T00:00:00Z", { facts: forbidden, checks: [passing] })).toBe("active");
    const syncing = facts();
    syncing.setCoverage("Pod", { state: "Syncing" }, new Set());
    expect(stateAt("2027-01-01T00:00:00Z", { facts: syncing, checks: [] })).toBe("active");
  });

  test("and reviews are deadlines of the scope", () => {
    const exceptions = [exceptionOf("one", { checks: [CHECK], expires: "2026-07-15T12:00:00Z" })];
    expect(summaryOf(summarised({}, { exceptions })).changesAt).toBe(Date.parse("2026-07-08T12:00:00Z"));
    const reviewed = summaryOf(summarised({ document: { title: "Scope", nextReview: "2026-06-30" } }, { exceptions }));
    expect(reviewed.reviewDueAt).toBe(Date.parse("2026-06-30T23:59:59.999Z"));
    expect(reviewed.changesAt).toBe(Date.parse("2026-07-01T00:00:00Z"));
  });

  test("of a review that is past, only its date is left", () => {
    const { reviewDueAt, changesAt } = summaryOf(summarised({ document: { title: "Scope", nextReview: "2026-06-14" } }));
    expect(reviewDueAt).toBeLessThan(NOW);
    expect(changesAt).toBeUndefined();
  });
});
