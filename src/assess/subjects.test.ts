import { describe, expect, test } from "vitest";
import { gateway, httpRoute, ingress, networkPolicy, roleBinding, service, serviceAccount } from "../../tests/builders/boundary.ts";
import { namespace, workload } from "../../tests/builders/manifests.ts";
import { assessmentOf, checkOf, exceptionOf, scopeFacts, summaryOf, turnOf } from "../../tests/builders/turns.ts";
import { factsOf } from "../../tests/builders/world.ts";
import type { SubjectType } from "../checks/check.ts";
import type { ObjectKind } from "../facts/fact-by-kind.ts";
import { SUBJECTS_INSIDE } from "./subjects.ts";

const CHECK = "exposure-declared";
const SCOPES = scopeFacts({
  acme: {
    environments: [{ name: "production", namespaces: { names: ["prod"] } }],
    exclusions: [{ name: "Customers", justification: "Theirs", namespaces: { names: ["customer"] } }],
  },
});
const labels = { team: "blue" };
const KINDS = [
  ["Service", "v1", (inside: string) => service(inside, "web", { labels })],
  ["Ingress", "networking.k8s.io/v1", (inside: string) => ingress(inside, "web", { labels })],
  ["Gateway", "gateway.networking.k8s.io/v1", (inside: string) => gateway(inside, "web", { labels })],
  ["HTTPRoute", "gateway.networking.k8s.io/v1", (inside: string) => httpRoute(inside, "web", { labels })],
  ["NetworkPolicy", "networking.k8s.io/v1", (inside: string) => networkPolicy(inside, "web", {}, { labels })],
  [
    "RoleBinding",
    "rbac.authorization.k8s.io/v1",
    (inside: string) => roleBinding(inside, "web", { role: "Role/edit", subjects: [], labels }),
  ],
  ["ServiceAccount", "v1", (inside: string) => serviceAccount(inside, "web", { labels })],
] as const satisfies readonly (readonly [Extract<SubjectType, ObjectKind>, string, unknown])[];

const NAMESPACES = ["prod", "customer", "other", "kube-system"];

describe.each(KINDS)("a %s", (kind, apiVersion, make) => {
  const facts = () => factsOf(NAMESPACES.flatMap((name) => [namespace(name), make(name)]));
  const checks = [checkOf(CHECK, kind)];

  test("is judged in an environment of the scope and nowhere else, under the name that the API has for it", () => {
    const { findings } = summaryOf(turnOf({ scopes: SCOPES, facts: facts(), checks }));
    const uid = `uid-${kind}-prod-web`;
    expect(findings.map(({ subject }) => subject)).toEqual([{ apiVersion, kind, namespace: "prod", name: "web", uid }]);
  });

  test.each([{ kinds: [kind] }, { namespaces: ["prod"], names: ["we?"] }, { matchLabels: labels }])(
    "is recognised by an exception for %j",
    (subjects) => {
      const exceptions = [exceptionOf("granted", { checks: [CHECK], expires: "2027-01-01T00:00:00Z", subjects: [subjects] })];
      expect(summaryOf(turnOf({ scopes: SCOPES, facts: facts(), checks, exceptions })).total).toMatchObject({ fail: 0, exempt: 1 });
    },
  );

  test("may be there, unknown once per namespace, while its kind cannot be read; none is there of a kind that is not installed", () => {
    const none = factsOf(NAMESPACES.map((name) => namespace(name)));
    const totalWith = (state: "Syncing" | "Absent") => {
      none.setCoverage(kind, { state }, new Set());
      return summaryOf(turnOf({ scopes: SCOPES, facts: none, checks })).total;
    };
    expect(totalWith("Syncing")).toEqual({ pass: 0, fail: 0, unknown: 1, exempt: 0 });
    expect(totalWith("Absent")).toEqual({ pass: 0, fail: 0, unknown: 0, exempt: 0 });
  });

  test("that was set aside makes its kind unknown in its namespace", () => {
    const aside = facts();
    aside.sink(kind).quarantine("u", "prod", "broken", new Error("no spec"));
    expect(summaryOf(turnOf({ scopes: SCOPES, facts: aside, checks })).total).toEqual({ pass: 0, fail: 0, unknown: 1, exempt: 0 });
  });

  test("is not even listed when no check judges it", () => {
    const asked: string[] = [];
    const store = facts();
    const watched = new Proxy(store, {
      get: (target, property) => {
        const value: unknown = Reflect.get(target, property, target);
        if (typeof value !== "function") return value;
        return (...given: unknown[]) => {
          if (property === "objects") asked.push(String(given[0]));
          return Reflect.apply(value, target, given) as unknown;
        };
      },
    });
    turnOf({ scopes: SCOPES, facts: watched, checks: [checkOf(CHECK, "Workload")] });
    // Whom bindings name is counted.
    expect(asked.filter((each) => each !== "RoleBinding")).toEqual([]);
  });
});

test("every type that a namespace holds is judged by the table, each once", () => {
  const types = SUBJECTS_INSIDE.map(([type]) => type);
  expect(types).toEqual(["Workload", "VolumeClaim", ...KINDS.map(([kind]) => kind)]);
});

test("what a check is told of other namespaces is that of its own scope", () => {
  const scopes = scopeFacts({
    acme: { environments: [{ name: "production", namespaces: { names: ["prod"] } }] },
    // A namespace of the cluster itself stays that when a scope claims it: its controllers work everywhere.
    beta: { environments: [{ name: "main", namespaces: { names: ["b", "kube-claimed"] } }] },
  });
  const told: string[] = [];
  const check = {
    ...checkOf(CHECK, "Workload"),
    evaluate: (_subject, _facts, scope, around) => {
      for (const name of ["prod", "b", "other", "kube-system", "kube-claimed", "kube-gone", "gone"]) {
        told.push(`${scope.name} ${name}: ${around.environmentOf(name)?.name ?? "-"} ${around.isSystem(name)}`);
      }
      return { verdict: "pass" };
    },
  } satisfies ReturnType<typeof checkOf<"Workload">>;
  const facts = factsOf([
    ...["prod", "b", "other", "kube-system", "kube-claimed"].map((name) => namespace(name)),
    workload("Deployment", "prod", "web"),
  ]);
  assessmentOf(turnOf({ scopes, facts, checks: [check] }), "prod");
  expect(told).toEqual([
    "acme prod: production false",
    "acme b: - false",
    "acme other: - false",
    "acme kube-system: - true",
    "acme kube-claimed: - true",
    "acme kube-gone: - true",
    "acme gone: - false",
  ]);
});
