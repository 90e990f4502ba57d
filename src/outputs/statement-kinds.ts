import type { Finding } from "../assess/assessment.ts";

/** Kinds of statement that can drift: what the scope says of namespaces, workloads, …, and of itself. */
export const STATEMENT_KINDS = ["namespace", "workload", "volume", "environment", "component", "exclusion", "document"] as const;
export type StatementKind = (typeof STATEMENT_KINDS)[number];

const INSIDE: ReadonlyMap<string, StatementKind> = new Map([["PersistentVolumeClaim", "volume"]]);
const OUTSIDE: ReadonlyMap<string, StatementKind> = new Map([
  ["Namespace", "namespace"],
  ["Environment", "environment"],
  ["Component", "component"],
  ["Exclusion", "exclusion"],
  ["Scope", "document"],
]);

/**
 * The kind of statement that a finding contradicts. The kind of a workload is whatever its pods name as their controller, also a word
 * that an entry of the statement has ("Component", "Scope"): what is in a namespace is never an entry.
 */
export const statementKind = ({ subject: { kind, namespace } }: Finding): StatementKind =>
  (namespace === undefined ? OUTSIDE : INSIDE).get(kind) ?? "workload";

/** Subjects that are entries of the statement and no objects of their own. */
export const isEntry = (finding: Finding): boolean =>
  ["environment", "component", "exclusion", "document"].includes(statementKind(finding));

/** The namespace that a finding is about or in; undefined for an entry of the statement. */
export const namespaceOf = (finding: Finding): string | undefined =>
  finding.subject.namespace ?? (statementKind(finding) === "namespace" ? finding.subject.name : undefined);
