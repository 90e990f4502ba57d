import { describe, expect, test } from "vitest";
import { clusterRoleBinding } from "../../tests/builders/boundary.ts";
import { namespace, node, pod } from "../../tests/builders/manifests.ts";
import { checkOf, exceptionOf, scopeFacts, summaryOf, turnOf, type Specs, type TurnInput } from "../../tests/builders/turns.ts";
import { factsOf, NOW } from "../../tests/builders/world.ts";
import type { Subject } from "../checks/check.ts";
import type { FactStore } from "../facts/store.ts";
import type { AssessmentResult } from "./snapshot.ts";

const ACME: Specs[string] = {
  environments: [
    { name: "production", namespaces: { names: ["prod", "prod-2"] } },
    { name: "development", namespaces: { names: ["dev"] } },
  ],
};
const SPECS: Specs = { acme: ACME, beta: { environments: [{ name: "main", namespaces: { names: ["b"] } }] } };
const SCOPES = scopeFacts(SPECS);
const NAMESPACES = ["prod", "prod-2", "dev", "b", "other"].map((name) => namespace(name));
const on = (at: string, ...inside: readonly string[]) => inside.map((name) => pod(name, `web-${at}`, { node: at }));
const facts = () =>
  factsOf([
    ...NAMESPACES,
    node("n1"),
    node("n2"),
    node("n3"),
    ...on("n1", "prod", "prod-2", "dev", "other"),
    ...on("n2", "b"),
    ...on("n3", "other"),
  ]);
const NOTHING: ReadonlySet<string> = new Set();
const UNKNOWN = { pass: 0, fail: 0, unknown: 1, exempt: 0 };

describe("a node", () => {
  const CHECK = "location-declared";
  const checks = [checkOf(CHECK, "Node")];

  test("is judged by each scope whose live pods it runs, and kept only then", () => {
    const { snapshot } = turnOf({ scopes: SCOPES, facts: facts(), checks });
    expect([...snapshot.objects].map(([key, { verdicts }]) => `${key}: ${[...verdicts.keys()].join(" ")}`)).toEqual([
      "Node/n1: acme",
      "Node/n2: beta",
    ]);
    expect(summaryOf({ snapshot } as AssessmentResult).findings.map(({ subject }) => subject)).toEqual([
      { apiVersion: "v1", kind: "Node", name: "n1", uid: "uid-Node--n1" },
    ]);
  });

  const seenUnder = (spec: Specs[string]) => {
    const seen: [string, string][][] = [];
    const watching = checkOf(CHECK, "Node", ({ environments }: Subject<"Node">) => {
      seen.push([...environments].map(([name, environment]) => [name, environment.name]));
      return { verdict: "fail", reason: "Wrong", message: "It is wrong." };
    });
    return { result: turnOf({ scopes: scopeFacts({ acme: spec }), facts: facts(), checks: [watching] }), seen };
  };

  test("is told what runs on it, namespace by namespace", () => {
    expect(seenUnder(ACME).seen).toEqual([
      [
        ["dev", "development"],
        ["prod", "production"],
        ["prod-2", "production"],
      ],
    ]);
  });

  test("is judged for the environments in which the check is enabled, with the strictest of their settings", () => {
    const { result, seen } = seenUnder({
      ...ACME,
      rules: {
        checks: [
          { id: CHECK, enabled: false, environments: ["production"] },
          { id: CHECK, severity: "Critical", environments: ["development"] },
        ],
      },
    });
    expect(seen).toEqual([[["dev", "development"]]]);
    expect(summaryOf(result).findings[0]?.severity).toBe("Critical");
    const off = { ...ACME, rules: { checks: [{ id: CHECK, enabled: false }] } } satisfies Specs[string];
    expect(seenUnder(off).result.snapshot.objects.size).toBe(0);
  });

  test.each(["Node", "Pod", "Namespace"] as const)(
    "is unknown while a %s is not read, also where no node is seen, once per scope",
    (kind) => {
      for (const cluster of [facts(), factsOf([])]) {
        cluster.setCoverage(kind, { state: "Forbidden", message: "no" }, new Set());
        expect(summaryOf(turnOf({ scopes: SCOPES, facts: cluster, checks })).checks.get(CHECK)).toEqual(UNKNOWN);
      }
    },
  );

  test("is unknown while a pod of the scope is set aside, which may run on it; not for one of others", () => {
    const cluster = facts();
    cluster.sink("Pod").quarantine("u", "other", "broken", new Error("no spec"));
    const before = turnOf({ scopes: SCOPES, facts: cluster, checks });
    expect(summaryOf(before).total.fail).toBe(1);
    cluster.sink("Pod").quarantine("v", "prod", "broken", new Error("no spec"));
    const after = turnOf({ scopes: SCOPES, facts: cluster, checks, previous: before, dirty: new Set(["prod"]) });
    expect(summaryOf(after).total).toEqual(UNKNOWN);
  });

  test("is exempt by its name, until the second of the exception", () => {
    const expires = "2026-06-20T00:00:00Z";
    const exceptions = [exceptionOf("granted", { checks: [CHECK], expires, subjects: [{ kinds: ["Node"], names: ["n1"] }] })];
    const shared = { scopes: SCOPES, facts: facts(), checks, exceptions };
    const before = turnOf(shared);
    expect(summaryOf(before).total).toMatchObject({ fail: 0, exempt: 1 });
    expect(summaryOf(before).exceptions[0]?.state).toBe("expiring");
    const ended = turnOf({ ...shared, previous: before, dirty: NOTHING, now: Date.parse(expires) });
    expect([ended.assessed, ended.assessedObjects]).toEqual([0, 1]);
    expect(summaryOf(ended).total).toMatchObject({ fail: 1, exempt: 0 });
  });
});

describe("a ClusterRoleBinding", () => {
  const CHECK = "access-declared";
  const bindings = ["admins", "robots"].map((name) => clusterRoleBinding(name, { role: "ClusterRole/edit", subjects: ["User/ann"] }));
  const cluster = () => factsOf([...NAMESPACES, ...bindings]);

  test("is judged by every scope", () => {
    const { snapshot } = turnOf({ scopes: SCOPES, facts: cluster(), checks: [checkOf(CHECK, "ClusterRoleBinding")] });
    expect([...snapshot.objects.keys()]).toEqual(["ClusterRoleBinding/admins", "ClusterRoleBinding/robots"]);
    expect([...snapshot.scopes.values()].map(({ findings }) => findings.map(({ subject }) => `${subject.kind} ${subject.name}`))).toEqual([
      ["ClusterRoleBinding admins", "ClusterRoleBinding robots"],
      ["ClusterRoleBinding admins", "ClusterRoleBinding robots"],
    ]);
  });

  test("is unknown once per scope where none is seen because the kind is not", () => {
    const blind = factsOf(NAMESPACES);
    blind.setCoverage("ClusterRoleBinding", { state: "Forbidden", message: "no" }, new Set());
    expect(summaryOf(turnOf({ scopes: SCOPES, facts: blind, checks: [checkOf(CHECK, "ClusterRoleBinding")] })).total).toEqual(UNKNOWN);
  });

  test("about which no scope has a verdict is not kept, and is judged again when what it asked for changes", () => {
    const foreign = checkOf(CHECK, "ClusterRoleBinding");
    const check: typeof foreign = {
      ...foreign,
      evaluate: (_subject, _facts, _scope, around) =>
        around.environmentOf("late") === undefined ? { verdict: "not-applicable" } : { verdict: "pass" },
    };
    const scopes = scopeFacts({ acme: { environments: [{ name: "production", namespaces: { names: ["late"] } }] } });
    const shared = { scopes, facts: cluster(), checks: [check] };
    const before = turnOf(shared);
    expect(before.snapshot.objects.size).toBe(0);
    const [late] = [...factsOf([namespace("late")]).namespaces()];
    if (late !== undefined) shared.facts.sink("Namespace").apply(late.uid, late);
    const after = turnOf({ ...shared, previous: before, dirty: new Set(["late"]) });
    expect([after.assessed, after.assessedObjects]).toEqual([1, 2]);
    expect([...after.snapshot.objects.keys()]).toEqual(["ClusterRoleBinding/admins", "ClusterRoleBinding/robots"]);
  });
});

describe("objects of the cluster", () => {
  const checks = [checkOf("location-declared", "Node"), checkOf("access-declared", "ClusterRoleBinding")];
  const store = (): FactStore => facts();
  const next = (previous: AssessmentResult, facts: FactStore, input: Partial<TurnInput>) =>
    turnOf({ scopes: SCOPES, facts, checks, previous, dirty: NOTHING, now: NOW + 1, ...input });

  test("are assessed again when they are dirty, and kept as they were when they say the same", () => {
    const cluster = store();
    const before = turnOf({ scopes: SCOPES, facts: cluster, checks });
    const after = next(before, cluster, { dirtyObjects: new Set(["Node/n1"]) });
    expect([after.assessed, after.assessedObjects]).toEqual([0, 1]);
    expect(after.snapshot.objects.get("Node/n1")).toBe(before.snapshot.objects.get("Node/n1"));
    expect(summaryOf(after).findings).toBe(summaryOf(before).findings);
  });

  test("are forgotten with their findings when they are gone", () => {
    const cluster = store();
    const before = turnOf({ scopes: SCOPES, facts: cluster, checks });
    cluster.sink("Node").remove("uid-Node--n1");
    const after = next(before, cluster, { dirtyObjects: new Set(["Node/n1"]) });
    expect([...after.snapshot.objects.keys()]).toEqual(["Node/n2"]);
    expect(summaryOf(after).findings).toEqual([]);
  });

  test("are all assessed again when everything is", () => {
    const cluster = store();
    expect(next(turnOf({ scopes: SCOPES, facts: cluster, checks }), cluster, { dirty: "all" }).assessedObjects).toBe(3);
  });
});
