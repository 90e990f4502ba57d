import type { Finding, SubjectRef } from "../assess/assessment.ts";

/** Kinds of statement that can drift: what the scope says of namespaces, workloads, …, of its own entries, and of itself. */
export const STATEMENT_KINDS = [
  "namespace",
  "workload",
  "volume",
  "network",
  "interface",
  "access",
  "location",
  "environment",
  "component",
  "exclusion",
  "quantity",
  "objective",
  "monitoring",
  "document",
] as const;
export type StatementKind = (typeof STATEMENT_KINDS)[number];

/** Objects by group and kind. Whatever else is in a namespace is a workload. */
const OBJECTS: ReadonlyMap<string, StatementKind> = new Map([
  ["/Namespace", "namespace"],
  ["/PersistentVolumeClaim", "volume"],
  ["/Service", "interface"],
  ["networking.k8s.io/Ingress", "interface"],
  ["gateway.networking.k8s.io/Gateway", "interface"],
  ["gateway.networking.k8s.io/HTTPRoute", "interface"],
  ["networking.k8s.io/NetworkPolicy", "network"],
  ["rbac.authorization.k8s.io/RoleBinding", "access"],
  ["rbac.authorization.k8s.io/ClusterRoleBinding", "access"],
  ["/ServiceAccount", "access"],
  ["/Node", "location"],
]);

const ENTRIES: ReadonlyMap<string, StatementKind> = new Map([
  ["Environment", "environment"],
  ["Component", "component"],
  ["Exclusion", "exclusion"],
  ["Quantity", "quantity"],
  ["Objective", "objective"],
  ["Alert", "monitoring"],
  ["Scope", "document"],
]);

/** What is in a namespace is never an entry, and neither is what only a cluster has. */
const entryKind = ({ kind, namespace }: SubjectRef): StatementKind | undefined => (namespace === undefined ? ENTRIES.get(kind) : undefined);

const groupOf = (apiVersion: string): string => (apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "");

/**
 * The kind of statement that a finding contradicts. The kind of a workload is whatever its pods name as their controller, also a word
 * that an entry of the statement has ("Component", "Scope") or that other groups use as well ("Service" of Knative): the group tells them apart.
 */
export const statementKind = ({ subject }: Finding): StatementKind =>
  entryKind(subject) ?? OBJECTS.get(`${groupOf(subject.apiVersion ?? "v1")}/${subject.kind}`) ?? "workload";

/** Subjects that are entries of the statement and no objects of their own. */
export const isEntry = ({ subject }: Finding): boolean => entryKind(subject) !== undefined;

/** The namespace that a finding is about or in; undefined for an entry of the statement and for what only a cluster has. */
export const namespaceOf = (finding: Finding): string | undefined =>
  finding.subject.namespace ?? (statementKind(finding) === "namespace" ? finding.subject.name : undefined);
