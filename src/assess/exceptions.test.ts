import { describe, expect, test } from "vitest";
import {
  clusterRoleBinding,
  gateway,
  httpRoute,
  ingress,
  networkPolicy,
  roleBinding,
  service,
  serviceAccount,
} from "../../tests/builders/boundary.ts";
import { exceptionFact } from "../../tests/builders/exceptions.ts";
import { namespace, node, pod, volumeClaim, workload } from "../../tests/builders/manifests.ts";
import { checkOf, scopeFacts, summaryOf, turnOf, type TurnInput } from "../../tests/builders/turns.ts";
import { factsOf, NOW } from "../../tests/builders/world.ts";
import type { ExceptionSpec } from "../api/exception.ts";
import type { SubjectType } from "../checks/check.ts";
import type { ExceptionFact } from "../scope/compiled.ts";
import type { AssessmentResult } from "./snapshot.ts";

const CHECK = "logging-sidecar";
const END = NOW + 60_000;
const TEXT = new Date(END).toISOString();
const grant = { role: "ClusterRole/admin", subjects: ["User/ann"] };

/** One subject of each type, by the kind and name under which findings show it. */
const SUBJECTS: Readonly<Record<SubjectType, string>> = {
  Namespace: "Namespace prod",
  Workload: "Deployment web",
  Neighbour: "Pod stray",
  VolumeClaim: "PersistentVolumeClaim data",
  Service: "Service front",
  Ingress: "Ingress shop",
  Gateway: "Gateway edge",
  HTTPRoute: "HTTPRoute shop",
  NetworkPolicy: "NetworkPolicy deny",
  RoleBinding: "RoleBinding staff",
  ServiceAccount: "ServiceAccount robot",
  Node: "Node n1",
  ClusterRoleBinding: "ClusterRoleBinding admins",
  Scope: "Scope acme",
  Environment: "Environment production",
  Component: "Component shop",
  Exclusion: "Exclusion trial",
  Quantity: "Quantity AWS/EKS",
  Objective: "Objective few",
  Alert: "Alert Down",
};
const TYPES = Object.keys(SUBJECTS) as SubjectType[];

const FACTS = factsOf([
  namespace("prod", { labels: { team: "shop" } }),
  namespace("other"),
  workload("Deployment", "prod", "web"),
  pod("prod", "bare", { node: "n1" }),
  pod("other", "stray", { node: "n1", hostPath: "/" }),
  volumeClaim("prod", "data"),
  service("prod", "front"),
  ingress("prod", "shop"),
  gateway("prod", "edge"),
  httpRoute("prod", "shop"),
  networkPolicy("prod", "deny"),
  roleBinding("prod", "staff", grant),
  serviceAccount("prod", "robot"),
  node("n1", { labels: { pool: "main" } }),
  clusterRoleBinding("admins", { ...grant, labels: { tier: "platform" } }),
]);
const SCOPES = scopeFacts({
  acme: {
    environments: [{ name: "production", namespaces: { names: ["prod"] } }],
    components: [{ name: "shop", workloads: { names: ["web"] } }],
    exclusions: [{ name: "trial" }],
    technology: [{ name: "AWS", services: [{ name: "EKS", quantity: "2", observe: { kind: "Namespace" } }] }],
    objectives: [{ name: "few", target: "0", observe: { kind: "Finding" } }],
    monitoring: { alerts: [{ name: "Down" }] },
  },
});

const CHECKS = new Map(TYPES.map((type) => [type, [checkOf(CHECK, type)]] as const));
const turn = (type: SubjectType, exceptions: readonly ExceptionFact[], input: Partial<TurnInput> = {}): AssessmentResult =>
  turnOf({ scopes: SCOPES, checks: CHECKS.get(type) ?? [], facts: FACTS, exceptions, ...input });
/** What fails and what is exempt, as `<kind> <name>`. */
const findings = (result: AssessmentResult, verdict: "fail" | "exempt") =>
  summaryOf(result)
    .findings.filter((finding) => finding.verdict === verdict)
    .map(({ subject: { kind, name } }) => `${kind} ${name}`);

const granted = (spec: Partial<ExceptionSpec> = {}, name = "granted") => exceptionFact(name, { expires: TEXT, ...spec });
const NOTHING_NEW = { dirty: new Set<string>() } as const;

describe.each(TYPES)("an exception for a subject of type %s", (type) => {
  const [kind = "", name = ""] = SUBJECTS[type].split(" ");
  const precise = granted({ subjects: [{ kinds: [kind], names: [name] }] });

  test("by its kind and name makes its failure exempt, and no other", () => {
    expect(findings(turn(type, []), "fail")).toContain(SUBJECTS[type]);
    expect(findings(turn(type, [precise]), "exempt")).toEqual([SUBJECTS[type]]);
    expect(findings(turn(type, [granted({ subjects: [{ kinds: [kind], names: ["another"] }] })]), "exempt")).toEqual([]);
    expect(findings(turn(type, [granted({ subjects: [{ kinds: ["Another"], names: [name] }] })]), "exempt")).toEqual([]);
  });

  test("ends when it is taken back, also while somebody's finalizer holds it", () => {
    const before = turn(type, [precise]);
    const taken = turn(type, [{ ...precise, deleting: true }], { ...NOTHING_NEW, previous: before });
    expect(findings(taken, "exempt")).toEqual([]);
    expect(findings(taken, "fail")).toContain(SUBJECTS[type]);
  });

  test("ends at its second, though nothing else happens", () => {
    const before = turn(type, [precise]);
    expect(before.snapshot.changesAt).toBe(END);
    const last = turn(type, [precise], { ...NOTHING_NEW, previous: before, now: END - 1 });
    expect(findings(last, "exempt")).toEqual([SUBJECTS[type]]);
    const ended = turn(type, [precise], { ...NOTHING_NEW, previous: last, now: END });
    expect(findings(ended, "exempt")).toEqual([]);
    expect(findings(ended, "fail")).toContain(SUBJECTS[type]);
    expect(summaryOf(ended).exceptions).toMatchObject([{ state: "expired", exempts: 0 }]);
  });

  test("that is taken away, or granted for another scope, exempts nothing from the same turn on", () => {
    const before = turn(type, [precise]);
    for (const exceptions of [[], [{ ...precise, spec: { ...precise.spec, scope: "another" } }]]) {
      const after = turn(type, exceptions, { ...NOTHING_NEW, previous: before });
      expect(findings(after, "exempt")).toEqual([]);
      expect(findings(after, "fail")).toContain(SUBJECTS[type]);
    }
  });

  test("by a namespace covers what is in it, and nothing that is in none", () => {
    const everywhere = granted({ subjects: [{ namespaces: ["*"], names: [name] }] });
    const inNone = ["Node", "ClusterRoleBinding", "Scope", "Environment", "Component", "Exclusion", "Quantity", "Objective", "Alert"];
    expect(findings(turn(type, [everywhere]), "exempt")).toEqual(inNone.includes(type) ? [] : [SUBJECTS[type]]);
  });
});

test.each([
  ["Node", { pool: "main" }],
  ["ClusterRoleBinding", { tier: "platform" }],
  ["Namespace", { team: "shop" }],
] as const)("an exception recognises a %s by its labels", (type, matchLabels) => {
  expect(findings(turn(type, [granted({ subjects: [{ matchLabels }] })]), "exempt")).toEqual([SUBJECTS[type]]);
});

describe("of two exceptions that overlap", () => {
  const longer = granted({ expires: new Date(END + 60_000).toISOString() }, "longer");

  test("each says how much it covers, and the failure stays exempt until the last has ended", () => {
    const both = turn("Workload", [granted(), longer]);
    expect(summaryOf(both).exceptions.map(({ exempts }) => exempts)).toEqual([2, 2]);
    const one = turn("Workload", [granted(), longer], { ...NOTHING_NEW, previous: both, now: END });
    expect(summaryOf(one).exceptions).toMatchObject([
      { state: "expired", exempts: 0 },
      { state: "expiring", exempts: 2 },
    ]);
    expect(findings(one, "fail")).toEqual([]);
    const none = turn("Workload", [granted(), longer], { ...NOTHING_NEW, previous: one, now: END + 60_000 });
    expect(findings(none, "exempt")).toEqual([]);
    expect(findings(none, "fail")).toHaveLength(2);
  });
});

test("how much an exception covers follows its edit, though every failure stays exempt by a longer one", () => {
  const longer = granted({ expires: new Date(END + 60_000).toISOString() }, "longer");
  const both = turn("Workload", [granted(), longer]);
  const narrower = granted({ subjects: [{ names: ["web"] }] });
  const after = turn("Workload", [narrower, longer], { ...NOTHING_NEW, previous: both });
  expect(summaryOf(after).exceptions.map(({ exempts }) => exempts)).toEqual([1, 2]);
});

describe("what an exception carries beside what it grants", () => {
  test("is no change of it: a status that is written makes nothing be assessed again", () => {
    const before = turn("Workload", [granted()]);
    expect(before.assessed).toBeGreaterThan(0);
    const written = { ...granted(), generation: 1, status: { state: "Expiring" as const, since: TEXT, exempts: 2 } };
    const after = turn("Workload", [written], { ...NOTHING_NEW, previous: before });
    expect(after.assessed).toBe(0);
    expect(after.changed.size).toBe(0);
    expect(summaryOf(after).findings).toBe(summaryOf(before).findings);
  });

  test("but what it grants is: every word of it", () => {
    const before = turn("Workload", [granted()]);
    for (const spec of [
      { reason: "Another" },
      { ticket: "T-1" },
      { expires: new Date(END + 1000).toISOString() },
      { subjects: [{ names: ["web"] }] },
    ]) {
      expect(turn("Workload", [granted(spec)], { ...NOTHING_NEW, previous: before }).assessed).toBeGreaterThan(0);
    }
  });
});

test("one that ends at no instant, or ended a moment ago, exempts nothing; one granted in its last second does", () => {
  for (const expires of ["never", new Date(NOW).toISOString(), new Date(NOW - 1000).toISOString()]) {
    expect(findings(turn("Workload", [granted({ expires })]), "exempt")).toEqual([]);
    expect(summaryOf(turn("Workload", [granted({ expires })])).exceptions).toMatchObject([{ state: "expired" }]);
  }
  const last = turn("Workload", [granted({ expires: new Date(NOW + 1000).toISOString() })]);
  expect(findings(last, "exempt")).toHaveLength(2);
  expect(last.snapshot.changesAt).toBe(NOW + 1000);
});
