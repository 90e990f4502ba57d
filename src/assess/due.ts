import type { NamespaceFact } from "../facts/facts.ts";
import type { FactsView } from "../facts/view.ts";
import type { Membership } from "../scope/compiled.ts";
import type { PlaceAssessment, Snapshot } from "./assessment.ts";
import type { Basis } from "./basis.ts";
import { objectKeys } from "./objects.ts";
import { sameMembership } from "./same.ts";
import { namespaceKey } from "./surroundings.ts";

/** Which places must be assessed again in a turn. */

/** Places by name (namespaces) or key (objects), and what each read beyond itself. Those that read nothing are not here. */
export type ReadsByPlace = ReadonlyMap<string, ReadonlySet<string>>;

export interface Dirty {
  /** Namespaces by name, objects by key; both also when they are gone. */
  readonly namespaces: ReadonlySet<string>;
  readonly objects: ReadonlySet<string>;
}

/** Facts of the namespaces to assess by name; undefined for one that is gone. And keys of the objects. */
export interface Due {
  readonly namespaces: ReadonlyMap<string, NamespaceFact | undefined>;
  readonly objects: ReadonlySet<string>;
}

/** Objects are known by kind and name; a namespace has no slash in its name. */
export const isObjectKey = (place: string): boolean => place.includes("/");

const withFacts = (facts: FactsView, names: Iterable<string>): Due["namespaces"] =>
  new Map([...names].map((name) => [name, facts.namespace(name)]));

export const everything = (basis: Basis, before: Pick<Snapshot, "namespaces" | "objects"> | undefined): Due => {
  const { facts } = basis;
  const existing = [...facts.namespaces()].map(({ name }) => name);
  return {
    namespaces: withFacts(facts, new Set([...(before?.namespaces.keys() ?? []), ...existing])),
    objects: new Set([...(before?.objects.keys() ?? []), ...objectKeys(basis)]),
  };
};

const sameState = (a: Membership | undefined, b: Membership | undefined): boolean =>
  a === undefined || b === undefined ? a === b : sameMembership(a, b);

/** What other places may have read and is not what it was: namespaces that are something else to the scopes now, and objects. */
const changedReads = (basis: Basis, before: Snapshot, { namespaces, objects }: Dirty): ReadonlySet<string> => {
  const changed = new Set(objects);
  for (const name of namespaces) {
    if (!sameState(before.namespaces.get(name)?.membership, basis.membership(name))) changed.add(namespaceKey(name));
  }
  return changed;
};

const ended = (places: Iterable<readonly [string, PlaceAssessment]>, now: number): string[] =>
  [...places].filter(([, { changesAt }]) => changesAt !== undefined && changesAt <= now).map(([place]) => place);

/** What changed, what read something that changed, and what has come to its deadline. */
export const duePlaces = (basis: Basis, before: Snapshot, reads: ReadsByPlace, dirty: Dirty): Due => {
  const names = new Set([...dirty.namespaces, ...ended(before.namespaces, basis.now)]);
  const objects = new Set([...dirty.objects, ...ended(before.objects, basis.now)]);
  const changed = changedReads(basis, before, dirty);
  if (changed.size > 0) {
    for (const [place, read] of reads) {
      if (!changed.isDisjointFrom(read)) (isObjectKey(place) ? objects : names).add(place);
    }
  }
  return { namespaces: withFacts(basis.facts, names), objects };
};
