import { expect, test } from "vitest";
import { raw } from "../../../tests/objects/raw.ts";
import { Interner } from "../interner.ts";
import { annotationKeys } from "../known-annotations.ts";
import type { Projection } from "../projection.ts";
import { clusterRoleBindingKind } from "./cluster-role-binding.ts";
import { clusterRoleKind } from "./cluster-role.ts";
import { roleBindingKind } from "./role-binding.ts";
import { roleKind } from "./role.ts";
import { serviceAccountKind } from "./service-account.ts";

const shared: Projection = { interner: new Interner(), annotationKeys: annotationKeys() };

const SUBJECTS = [
  { kind: "ServiceAccount", name: "build" },
  { kind: "ServiceAccount", name: "build", namespace: "ci" },
  { kind: "User", name: "ann", namespace: "ignored" },
  { kind: "Group", name: "staff" },
];

test("a ServiceAccount without a namespace is in that of its RoleBinding; users and groups are in none", () => {
  const fields = { roleRef: { kind: "ClusterRole", name: "edit" }, subjects: SUBJECTS };
  const fact = roleBindingKind.project(raw.RoleBinding({ name: "b", namespace: "shop", fields }), shared);
  expect(fact.role).toEqual({ kind: "ClusterRole", name: "edit" });
  expect(fact.subjects).toStrictEqual([
    { kind: "ServiceAccount", name: "build", namespace: "shop" },
    { kind: "ServiceAccount", name: "build", namespace: "ci" },
    { kind: "User", name: "ann", namespace: undefined },
    { kind: "Group", name: "staff", namespace: undefined },
  ]);
  const cluster = clusterRoleBindingKind.project(raw.ClusterRoleBinding({ name: "b", fields }), shared);
  expect(cluster.subjects.map(({ namespace }) => namespace)).toEqual([undefined, "ci", undefined, undefined]);
});

test("bindings without subjects, and subjects that the authorizer does not know, give nothing to nobody", () => {
  const of = (subjects: unknown) => roleBindingKind.project(raw.RoleBinding({ name: "b", fields: { subjects } }), shared).subjects;
  expect([undefined, null, [], [null], [{ kind: "Robot", name: "r" }], [{ kind: "User" }]].flatMap(of)).toEqual([]);
});

test("equal subjects and roles of different bindings are one object", () => {
  const fields = { roleRef: { kind: "Role", name: "edit" }, subjects: SUBJECTS };
  const [a, b] = ["a", "b"].map((name) => roleBindingKind.project(raw.RoleBinding({ name, fields }), shared));
  expect(a?.subjects).toBe(b?.subjects);
  expect(a?.role).toBe(b?.role);
});

test("of a role only whether it writes is kept", () => {
  const fields = { rules: [{ apiGroups: [""], resources: ["secrets"], resourceNames: ["crown-jewels"], verbs: ["patch"] }] };
  expect(roleKind.project(raw.Role({ name: "r", uid: "u", fields }), shared)).toEqual({
    kind: "Role",
    uid: "u",
    name: "r",
    namespace: "shop",
    writes: true,
  });
  expect(clusterRoleKind.project(raw.ClusterRole({ name: "r", fields }), shared).writes).toBe(true);
  expect(clusterRoleKind.project(raw.ClusterRole({ name: "r" }), shared).writes).toBe(false);
});

test.each([
  ["eks.amazonaws.com/role-arn", "arn:aws:iam::111122223333:role/shop", ["111122223333"]],
  ["eks.amazonaws.com/role-arn", "arn:aws-us-gov:iam::111122223333:role/path/shop", ["111122223333"]],
  ["eks.amazonaws.com/role-arn", "arn:aws:iam::1111:role/shop", []],
  ["eks.amazonaws.com/role-arn", "arn:aws:iam::111122223333:user/shop", []],
  ["iam.gke.io/gcp-service-account", "shop@acme-prod.iam.gserviceaccount.com", ["acme-prod"]],
  ["iam.gke.io/gcp-service-account", "shop@prod.acme.example.iam.gserviceaccount.com", ["acme.example:prod"]],
  ["iam.gke.io/gcp-service-account", "1234-compute@developer.gserviceaccount.com", []],
  ["other.example/role-arn", "arn:aws:iam::111122223333:role/shop", []],
])("a ServiceAccount with %s: %s acts in %j", (key, value, accounts) => {
  const fact = serviceAccountKind.project(raw.ServiceAccount({ name: "a", annotations: { [key]: value } }), shared);
  expect(fact.cloudAccounts).toEqual(accounts);
});

test("a ServiceAccount keeps no annotation, and of two clouds both accounts, sorted", () => {
  const annotations = {
    "iam.gke.io/gcp-service-account": "shop@acme.iam.gserviceaccount.com",
    "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/shop",
    "note.example/secret": "hunter2",
  };
  const fact = serviceAccountKind.project(raw.ServiceAccount({ name: "a", annotations }), shared);
  expect(fact.cloudAccounts).toEqual(["111122223333", "acme"]);
  expect(JSON.stringify(fact)).not.toMatch(/hunter2|role\//);
});
