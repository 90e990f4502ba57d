import type { Finding } from "../assess/assessment.ts";

/** Kinds of statement that can drift: what the scope says of namespaces, workloads, …, and of itself. */
export const STATEMENT_KINDS = ["namespace", "workload", "volume", "environment", "component", "exclusion", "document"] as const;
export type StatementKind = (typeof STATEMENT_KINDS)[number];

const KINDS: Readonly<Record<string, StatementKind>> = {
  Namespace: "namespace",
  PersistentVolumeClaim: "volume",
  Environment: "environment",
  Component: "component",
  Exclusion: "exclusion",
  Scope: "document",
};

/** The kind of statement that a finding contradicts. Workloads are of any kind, watched or not. */
export const statementKind = ({ subject }: Finding): StatementKind => KINDS[subject.kind] ?? "workload";

/** Subjects that are entries of the statement and no objects of their own. */
export const isEntry = (finding: Finding): boolean =>
  ["environment", "component", "exclusion", "document"].includes(statementKind(finding));
