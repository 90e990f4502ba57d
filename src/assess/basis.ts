import type { Check, SubjectType } from "../checks/check.ts";
import type { SelectorFact } from "../facts/selector.ts";
import { FACT_KINDS, type FactKind } from "../facts/facts.ts";
import { KINDS } from "../facts/kinds.ts";
import type { FactsView } from "../facts/view.ts";
import type { CompiledScope, Membership } from "../scope/compiled.ts";
import type { Exceptions } from "../scope/exceptions.ts";
import type { NameTest } from "../scope/glob.ts";
import type { MembershipOf } from "../scope/membership.ts";

/** What all verdicts of a turn rest on. */
export interface Basis {
  readonly checks: ReadonlyMap<SubjectType, readonly Check[]>;
  readonly facts: FactsView;
  /** By name. */
  readonly scopes: ReadonlyMap<string, CompiledScope>;
  /** What a namespace of that name is; undefined when there is none. */
  readonly membership: (namespace: string) => Membership | undefined;
  /** Whether a namespace of that name belongs to the cluster itself, whoever claims it, and also when it is not there. */
  readonly isSystem: NameTest;
  /** Which namespaces selected by the selector are neither in the scope of that name nor of the system, sorted. */
  readonly outside: (selector: SelectorFact, scope: string) => readonly string[];
  readonly exceptions: Exceptions;
  /** Whether these are all that there are. */
  readonly exceptionsRead: boolean;
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
  /** Kinds that the subjects are made of, where that is not the same for all of the type. */
  readonly kinds?: readonly FactKind[];
}

/** Kinds that belong to no namespace: one that is set aside may concern any. A Namespace counts in the namespace that it is. */
const CLUSTER_KINDS: ReadonlySet<FactKind> = new Set(
  KINDS.filter(({ kind, namespaced }) => !namespaced && kind !== "Namespace").map(({ kind }) => kind),
);

/** Kinds in namespaces that checks which need them look up in others too: one that is set aside may be what they look for. */
const SOUGHT_EVERYWHERE: readonly FactKind[] = ["Namespace", "Gateway", "HTTPRoute", "PrometheusRule"];

/** Whether something that a check needs of this kind may be set aside in whatever namespace. */
export const missesAfar = ({ quarantined }: Pick<Basis, "quarantined">, kind: FactKind): boolean =>
  SOUGHT_EVERYWHERE.includes(kind) && (quarantined.get(kind) ?? 0) > 0;

/** Which kinds that are sought everywhere have objects set aside: with these, what other places say may be otherwise. */
export const asideAfar = (quarantined: Basis["quarantined"]): readonly FactKind[] =>
  SOUGHT_EVERYWHERE.filter((kind) => missesAfar({ quarantined }, kind));

/** Checks by what they judge. */
export const tableOf = (checks: readonly Check[]): Basis["checks"] => {
  const table = new Map<SubjectType, Check[]>();
  for (const check of checks) {
    for (const type of check.appliesTo) table.set(type, [...(table.get(type) ?? []), check]);
  }
  return table;
};

/** Asks once per namespace. Valid for one turn, in which nothing changes. */
export const memberships = (facts: FactsView, membershipOf: MembershipOf): Basis["membership"] => {
  const known = new Map<string, Membership | undefined>();
  return (name) => {
    if (known.has(name)) return known.get(name);
    const namespace = facts.namespace(name);
    const membership = namespace && membershipOf(namespace);
    known.set(name, membership);
    return membership;
  };
};

/**
 * Asks once per selector and scope: thousands of policies may share one that selects thousands of namespaces. Valid for one turn.
 * Whoever holds a selector is told of every change of what it selects, so that nobody has to note what was asked of here.
 */
export const outsiders = (facts: FactsView, { membership, isSystem }: Pick<Basis, "membership" | "isSystem">): Basis["outside"] => {
  const known = new Map<string, Map<SelectorFact, readonly string[]>>();
  return (selector, scope) => {
    const ofScope = known.get(scope) ?? new Map<SelectorFact, readonly string[]>();
    known.set(scope, ofScope);
    const found =
      ofScope.get(selector) ??
      [...facts.namespacesSelected(selector)].filter((name) => !isSystem(name) && !isInside(membership(name), scope)).sort();
    ofScope.set(selector, found);
    return found;
  };
};

const isInside = (membership: Membership | undefined, scope: string): boolean =>
  membership?.state === "InScope" && membership.scope === scope;

/** A kind whose API is not installed is seen whole: there is nothing of it. */
const isSeen = (facts: FactsView, kind: FactKind): boolean => {
  const { state } = facts.coverage(kind);
  return state === "Synced" || state === "Absent";
};

/** Kinds of which not everything is seen in these namespaces: not synced, or with objects set aside. */
export const blindKinds = ({ facts, quarantined }: Basis, namespaces: Iterable<string>): ReadonlySet<FactKind> => {
  const blind = new Set(FACT_KINDS.filter((kind) => !isSeen(facts, kind)));
  const suspects = FACT_KINDS.filter((kind) => !blind.has(kind) && (quarantined.get(kind) ?? 0) > 0);
  if (suspects.length === 0) return blind;
  for (const kind of suspects) if (CLUSTER_KINDS.has(kind)) blind.add(kind);
  for (const namespace of namespaces) {
    for (const kind of suspects) if (facts.quarantined(kind, namespace) > 0) blind.add(kind);
  }
  return blind;
};

/** The same where it matters which namespaces there are: one that was set aside may belong to any environment. */
export const blindAmong = (basis: Basis, namespaces: Iterable<string>): ReadonlySet<FactKind> => {
  const blind = blindKinds(basis, namespaces);
  return missesAfar(basis, "Namespace") ? new Set([...blind, "Namespace" as const]) : blind;
};
