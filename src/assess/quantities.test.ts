import { describe, expect, test } from "vitest";
import { clusterRoleBinding, roleBinding } from "../../tests/builders/boundary.ts";
import { namespace, node, pod, volumeClaim, workload, type Manifest } from "../../tests/builders/manifests.ts";
import { checkOf, exceptionOf, scopeFacts, summaryOf, turnOf, type Specs, type TurnInput } from "../../tests/builders/turns.ts";
import { factsOf } from "../../tests/builders/world.ts";
import type { ObservationSpec } from "../api/scope.ts";
import type { Check, Outcome, Subject } from "../checks/check.ts";
import type { FactKind } from "../facts/facts.ts";

type Kind = ObservationSpec["kind"];

const ACME: Specs[string] = { environments: [{ name: "production", namespaces: { names: ["prod", "prod-2"] } }] };
const PASS: Outcome = { verdict: "pass" };
const spaces = ["prod", "prod-2", "other"].map((name) => namespace(name));
const deployment = workload("Deployment", "prod", "web", { serviceAccount: "template" });

const CLUSTER: readonly Manifest[] = [
  ...spaces,
  node("n1"),
  node("n2"),
  deployment,
  pod("prod", "web-1", { owner: deployment, serviceAccount: "robot" }),
  pod("prod", "web-2", { owner: deployment, serviceAccount: "robot" }),
  pod("prod", "shell", {}),
  workload("CronJob", "prod-2", "nightly", { serviceAccount: "robot" }),
  pod("other", "web", { serviceAccount: "elsewhere" }),
  volumeClaim("prod", "a"),
  volumeClaim("prod-2", "b"),
  volumeClaim("other", "c"),
  roleBinding("prod", "a", { role: "Role/edit", subjects: ["User/ann", "User/bob", "Group/devs", "User/system:kube-proxy"] }),
  roleBinding("prod-2", "b", { role: "Role/edit", subjects: ["User/ann", "ServiceAccount/robot"] }),
  roleBinding("other", "c", { role: "Role/edit", subjects: ["User/eve", "Group/guests"] }),
  clusterRoleBinding("d", { role: "ClusterRole/view", subjects: ["User/zoe", "Group/devs", "Group/system:masters"] }),
];

/** What a check of quantities is told for an entry that counts the kind. */
const quantity = (kind: Kind, more: Partial<TurnInput> = {}, spec: Specs[string] = ACME) => {
  const seen: Subject<"Quantity">[] = [];
  const check = checkOf("quantity-declared", "Quantity", (subject) => {
    seen.push(subject);
    return PASS;
  }) as Check;
  const personnel = [{ name: "People", quantity: "3", observe: { kind } }];
  const { checks = [], ...input } = more;
  const scopes = scopeFacts({ acme: { ...spec, personnel } });
  const result = turnOf({ scopes, facts: factsOf(CLUSTER), ...input, checks: [...checks, check] });
  return { observed: seen.map(({ observed }) => observed), seen, summary: summaryOf(result) };
};

describe("what an entry counts", () => {
  test.each<[Kind, number, string]>([
    ["Node", 2, "nodes of the cluster"],
    ["Namespace", 2, "namespaces in scope"],
    ["ServiceAccount", 2, "accounts that pods use, by template where none is live, each once per namespace, without default"],
    ["PersistentVolumeClaim", 2, "claims in scope"],
    ["User", 3, "users by bindings in scope and of the cluster, each once, without those of the control plane"],
    ["Group", 1, "groups, likewise"],
    ["ScopeException", 0, "exceptions that hold"],
    ["Finding", 0, "findings of severity High or Critical"],
  ])("of kind %s is %i: %s", (kind, observed) => {
    expect(quantity(kind).observed).toEqual([observed]);
  });

  test("of exceptions are those of the scope that have not ended", () => {
    const exceptions = ["2026-06-15T12:00:00Z", "2026-06-15T12:00:01Z", "2027-01-01T00:00:00Z"].map((expires, place) =>
      exceptionOf(`e${place}`, { checks: ["quantity-declared"], expires }),
    );
    const other = { ...exceptionOf("beta", { checks: ["quantity-declared"], expires: "2027-01-01T00:00:00Z" }) };
    const ofBeta = { ...other, spec: { ...other.spec, scope: "beta" } };
    expect(quantity("ScopeException", { exceptions: [...exceptions, ofBeta] }).observed).toEqual([2]);
  });

  test("of findings are open ones of namespaces, objects and entries that are High or Critical", () => {
    const checks = [
      checkOf("namespace-declared", "Namespace"),
      checkOf("environment-populated", "Environment", undefined, { severity: "Critical" }),
      checkOf("registry-declared", "Workload", undefined, { severity: "Medium" }),
    ] as Check[];
    // Three namespaces, of which one is undeclared, and one environment.
    expect(quantity("Finding", { checks }).observed).toEqual([4]);
    const exceptions = [
      exceptionOf("e", { checks: ["namespace-declared"], expires: "2027-01-01T00:00:00Z", subjects: [{ names: ["prod"] }] }),
    ];
    expect(quantity("Finding", { checks, exceptions }).observed).toEqual([3]);
  });

  test.each<[Kind, FactKind]>([
    ["Node", "Node"],
    ["Namespace", "Namespace"],
    ["ServiceAccount", "Pod"],
    ["ServiceAccount", "CronJob"],
    ["PersistentVolumeClaim", "PersistentVolumeClaim"],
    ["User", "RoleBinding"],
    ["Group", "ClusterRoleBinding"],
  ])("of kind %s is unknown while a %s cannot be read, and no other is", (kind, missing) => {
    const facts = factsOf(CLUSTER);
    facts.setCoverage(missing, { state: "Forbidden", message: "no" }, new Set());
    expect(quantity(kind, { facts }).summary.checks.get("quantity-declared")).toMatchObject({ pass: 0, unknown: 1 });
    expect(quantity("ScopeException", { facts }).summary.checks.get("quantity-declared")).toMatchObject({ pass: 1, unknown: 0 });
  });

  test("of findings is unknown while some check is unknown, for then nobody can say that there are none", () => {
    const facts = factsOf(CLUSTER);
    facts.setCoverage("Gateway", { state: "Syncing" }, new Set());
    const checks = [checkOf("namespace-declared", "Namespace", () => PASS, { needs: ["Gateway"] })] as Check[];
    expect(quantity("Finding", { facts, checks }).summary.checks.get("quantity-declared")).toMatchObject({ pass: 0, unknown: 1 });
  });

  test("of exceptions is unknown while they are not read", () => {
    expect(quantity("ScopeException", { exceptionsRead: false }).summary.checks.get("quantity-declared")).toMatchObject({ unknown: 1 });
    expect(quantity("Node", { exceptionsRead: false }).summary.checks.get("quantity-declared")).toMatchObject({ pass: 1 });
  });

  test("is judged of services by platform and name, and of entries that name both a number and what to count", () => {
    const technology = [
      {
        name: "AWS",
        services: [
          { name: "EC2", quantity: "11", observe: { kind: "Node" as const }, presence: "Planned" as const },
          { name: "S3", quantity: "54" },
        ],
      },
    ];
    const { seen } = quantity("Node", {}, { ...ACME, technology });
    expect(seen.map(({ list, entry }) => `${list}: ${entry.name} ${entry.presence}`)).toEqual([
      "technology: AWS/EC2 Planned",
      "personnel: People Required",
    ]);
  });
});

describe("an objective", () => {
  const objective = (kind: Kind | undefined, more: Partial<TurnInput> = {}) => {
    const seen: Subject<"Objective">["observed"][] = [];
    const check = checkOf("objective-met", "Objective", ({ observed }) => {
      seen.push(observed);
      return { verdict: "fail", reason: "Missed", message: "It is missed." };
    }) as Check;
    const objectives = [
      { name: "Few", ...(kind && { observe: { kind } }) },
      { name: "None", ...(kind && { observe: { kind } }) },
    ];
    const { checks = [], ...input } = more;
    turnOf({ scopes: scopeFacts({ acme: { ...ACME, objectives } }), facts: factsOf(CLUSTER), ...input, checks: [...checks, check] });
    return seen;
  };
  const failing = [checkOf("namespace-declared", "Namespace"), checkOf("host-boundary", "Node")] as Check[];

  test("that observes nothing is not judged", () => {
    expect(objective(undefined)).toEqual([]);
  });

  test("counts no finding of another objective", () => {
    expect(objective("Finding")).toEqual([
      { count: 0, share: undefined },
      { count: 0, share: undefined },
    ]);
    expect(objective("Finding", { checks: failing })).toEqual([
      { count: 3, share: undefined },
      { count: 3, share: undefined },
    ]);
  });

  test("knows which share of all verdicts the exceptions exempt, and none while nothing was judged", () => {
    expect(objective("ScopeException")[0]).toEqual({ count: 0, share: undefined });
    const passing = checkOf("data-classification", "VolumeClaim", () => PASS) as Check;
    const exceptions = [
      exceptionOf("e", { checks: ["namespace-declared"], expires: "2027-01-01T00:00:00Z", subjects: [{ names: ["prod"] }] }),
    ];
    // Three namespaces fail, one of them under the exception, and two claims pass.
    expect(objective("ScopeException", { checks: [...failing, passing], exceptions })[0]).toEqual({ count: 1, share: 20 });
  });
});
