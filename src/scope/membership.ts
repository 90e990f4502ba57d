import type { Claim, CompiledScope, Membership } from "./compiled.ts";
import { compileGlobs, type NameTest } from "./glob.ts";
import { namespaceAlternatives, type NamedLabels, type NamespaceAlternative } from "./matchers.ts";

/**
 * What each namespace is to the declared scopes. It depends on nothing but the namespace's name and labels.
 *
 * - One entry claims it: it is in scope, or excluded.
 * - Claims that disagree (two environments, two scopes, an environment and an exclusion) are a conflict, never settled here.
 *   Several exclusions of one scope agree; the first in the document stands for them. An exclusion that has expired
 *   still excludes: what runs there does not slip into the scope by the calendar, and the expiry is a finding of its own.
 * - Nobody claims it: undeclared; unless it is a system namespace. Those are claimed only by a matcher that spells out their
 *   name, because a glob or a label selector that happens to reach kube-system was not meant for it.
 */
export type MembershipOf = (namespace: NamedLabels) => Membership;

/** Namespaces that belong to the cluster itself, as globs, when the installer names none. */
export const DEFAULT_SYSTEM_NAMESPACES: readonly string[] = ["kube-*"];

/** Which namespaces belong to the cluster itself: their names alone tell, whoever claims them, and also of those that are not there. */
export const systemNamespaces = (system: readonly string[] = DEFAULT_SYSTEM_NAMESPACES): NameTest => compileGlobs(system);

interface Claimant {
  readonly claim: Claim;
  /** Place in the order of scopes, environments before exclusions. */
  readonly order: number;
  readonly alternative: NamespaceAlternative;
}

/** Claimants by the names that they spell out, and those that must be asked about every namespace. */
interface ClaimantIndex {
  readonly byName: ReadonlyMap<string, readonly Claimant[]>;
  readonly others: readonly Claimant[];
}

const entriesOf = ({ name: scope, spec }: CompiledScope) => [
  ...spec.environments.map(({ name, namespaces }) => ({ claim: { scope, entry: "environment", name } as const, namespaces })),
  ...spec.exclusions.map(({ name, namespaces }) => ({ claim: { scope, entry: "exclusion", name } as const, namespaces })),
];

const indexOf = (scopes: Iterable<CompiledScope>): ClaimantIndex => {
  const byName = new Map<string, Claimant[]>();
  const others: Claimant[] = [];
  for (const [order, { claim, namespaces }] of [...scopes].flatMap(entriesOf).entries()) {
    if (namespaces === undefined) continue;
    for (const alternative of namespaceAlternatives(namespaces)) {
      const claimant = { claim, order, alternative };
      if (alternative.literals === undefined) others.push(claimant);
      for (const name of new Set(alternative.literals)) byName.set(name, [...(byName.get(name) ?? []), claimant]);
    }
  }
  return { byName, others };
};

/** The claims in the order of the documents, each once. */
const claimsOn = (index: ClaimantIndex, namespace: NamedLabels, system: boolean): readonly Claim[] => {
  const claims = new Map<number, Claim>();
  for (const claimants of [index.byName.get(namespace.name) ?? [], index.others]) {
    for (const { claim, order, alternative } of claimants) {
      if ((!system || alternative.spells(namespace.name)) && alternative.selects(namespace)) claims.set(order, claim);
    }
  }
  return [...claims].sort(([a], [b]) => a - b).map(([, claim]) => claim);
};

const settled = (claims: readonly Claim[]): Membership | undefined => {
  const [first, ...more] = claims;
  if (first === undefined) return undefined;
  if (first.entry === "environment") {
    return more.length > 0 ? undefined : { state: "InScope", scope: first.scope, environment: first.name };
  }
  const agree = more.every(({ scope, entry }) => scope === first.scope && entry === "exclusion");
  return agree ? { state: "Excluded", scope: first.scope, exclusion: first.name } : undefined;
};

/** Compiles membership for all scopes at once; `system` are globs. Scopes are taken in the order given. */
export const compileMembership = (scopes: Iterable<CompiledScope>, system: readonly string[] = DEFAULT_SYSTEM_NAMESPACES): MembershipOf => {
  const index = indexOf(scopes);
  const isSystem = systemNamespaces(system);
  return (namespace) => {
    const ofSystem = isSystem(namespace.name);
    const claims = claimsOn(index, namespace, ofSystem);
    if (claims.length === 0) return { state: ofSystem ? "System" : "Undeclared" };
    return settled(claims) ?? { state: "Conflict", claims };
  };
};
