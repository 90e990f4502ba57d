import type { Check, SubjectType } from "../checks/check.ts";
import { FACT_KINDS, type FactKind } from "../facts/facts.ts";
import type { FactsView } from "../facts/view.ts";
import type { Exceptions } from "../scope/exceptions.ts";

/** What all verdicts of a turn rest on. */
export interface Basis {
  readonly checks: ReadonlyMap<SubjectType, readonly Check[]>;
  readonly facts: FactsView;
  readonly exceptions: Exceptions;
  /** Names of the scopes from whose annotation keys facts were read. The others cannot judge by annotations yet. */
  readonly legible: ReadonlySet<string>;
  /** Objects set aside, by kind, over the cluster. */
  readonly quarantined: ReadonlyMap<FactKind, number>;
  /** Epoch ms. */
  readonly now: number;
}

/** Subjects of one type in one place. */
export interface Place {
  readonly type: SubjectType;
  /** The environment whose settings apply. */
  readonly environment: string | undefined;
  /** Kinds of which not everything is seen there. */
  readonly blind: ReadonlySet<FactKind>;
}

const WORKLOAD_KINDS = ["Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"] as const;

/** Kinds that a subject is made of: a check of it needs them, whether it says so or not. */
export const OWN_KINDS: Readonly<Record<SubjectType, readonly FactKind[]>> = {
  Namespace: ["Namespace"],
  Workload: ["Namespace", ...WORKLOAD_KINDS],
  VolumeClaim: ["Namespace", "PersistentVolumeClaim"],
  Environment: ["Namespace"],
  Component: ["Namespace", ...WORKLOAD_KINDS],
  Exclusion: [],
  Scope: [],
};

/** Kinds that belong to no namespace: one that is set aside may concern any. */
const CLUSTER_KINDS: readonly FactKind[] = ["Node"];

/** Checks by what they judge. */
export const tableOf = (checks: readonly Check[]): Basis["checks"] => {
  const table = new Map<SubjectType, Check[]>();
  for (const check of checks) {
    for (const type of check.appliesTo) table.set(type, [...(table.get(type) ?? []), check]);
  }
  return table;
};

/** Kinds of which not everything is seen in these namespaces: not synced, or with objects set aside. */
export const blindKinds = ({ facts, quarantined }: Basis, namespaces: Iterable<string>): ReadonlySet<FactKind> => {
  const blind = new Set(FACT_KINDS.filter((kind) => facts.coverage(kind).state !== "Synced"));
  const suspects = FACT_KINDS.filter((kind) => !blind.has(kind) && (quarantined.get(kind) ?? 0) > 0);
  if (suspects.length === 0) return blind;
  for (const kind of suspects) if (CLUSTER_KINDS.includes(kind)) blind.add(kind);
  for (const namespace of namespaces) {
    for (const kind of suspects) if (facts.quarantined(kind, namespace) > 0) blind.add(kind);
  }
  return blind;
};
