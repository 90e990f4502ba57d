import type { Manifest } from "./manifests.ts";

/** Roles and bindings as an API server would answer them. */

const API = "rbac.authorization.k8s.io/v1";

/** Somebody as tests name them: `Group ops`, `ServiceAccount tools/deployer`. */
type Named = string;

const subjectOf = (named: Named) => {
  const [kind = "", ...rest] = named.split(" ");
  const name = rest.join(" ");
  if (kind !== "ServiceAccount") return { apiGroup: "rbac.authorization.k8s.io", kind, name };
  const [namespace, account] = name.split("/");
  return { kind, name: account, namespace };
};

const WRITING = [{ apiGroups: ["apps"], resources: ["deployments"], verbs: ["get", "update"] }];
const READING = [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list", "watch"] }];

/** The ClusterRole `edit` writes, `view` reads. */
export const clusterRole = (name: "edit" | "view"): Manifest => ({
  apiVersion: API,
  kind: "ClusterRole",
  metadata: { name, uid: `uid-ClusterRole-${name}` },
  rules: name === "edit" ? WRITING : READING,
});

/** A Role of a namespace that writes. */
export const role = (namespace: string, name: string): Manifest => ({
  apiVersion: API,
  kind: "Role",
  metadata: { name, namespace, uid: `uid-Role-${namespace}-${name}` },
  rules: WRITING,
});

/** The RoleBinding `binding` of a namespace, to a ClusterRole unless the role is named as `Role <name>`. */
export const roleBinding = (namespace: string, to: string, subjects: readonly Named[]): Manifest => ({
  apiVersion: API,
  kind: "RoleBinding",
  metadata: { name: "binding", namespace, uid: `uid-RoleBinding-${namespace}` },
  roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: to.includes(" ") ? "Role" : "ClusterRole", name: to.replace("Role ", "") },
  subjects: subjects.map(subjectOf),
});

/** The ClusterRoleBinding `binding`. */
export const clusterRoleBinding = (to: string, subjects: readonly Named[]): Manifest => ({
  apiVersion: API,
  kind: "ClusterRoleBinding",
  metadata: { name: "binding", uid: "uid-ClusterRoleBinding" },
  roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: to },
  subjects: subjects.map(subjectOf),
});
