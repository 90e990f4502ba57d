import type { NamespaceAssessment, PlaceAssessment, Snapshot } from "./assessment.ts";
import type { Basis } from "./basis.ts";
import type { Due, ReadsByPlace } from "./due.ts";
import { assessNamespace } from "./namespace.ts";
import { assessObject } from "./objects.ts";
import { sameAssessment, samePlace } from "./same.ts";
import type { CheckError } from "./sheet.ts";

/** The places of a cluster, namespaces and cluster-scoped objects: what is due is assessed anew, the rest is taken over. */

/** What became of one place in a turn; undefined where it was or is not there. */
export interface Change {
  readonly before: PlaceAssessment | undefined;
  readonly after: PlaceAssessment | undefined;
}

export interface Places {
  readonly namespaces: Snapshot["namespaces"];
  readonly objects: Snapshot["objects"];
}

export interface AssessedPlaces extends Places {
  /** By name or key, those that are new, different or gone. */
  readonly changes: ReadonlyMap<string, Change>;
  readonly reads: ReadsByPlace;
  /** How many namespaces and objects were assessed. */
  readonly assessed: { readonly namespaces: number; readonly objects: number };
  readonly errors: readonly CheckError[];
}

interface Result<A> {
  readonly assessment: A | undefined;
  readonly errors: readonly CheckError[];
  readonly reads: ReadonlySet<string>;
}

const NOTHING: Result<never> = { assessment: undefined, errors: [], reads: new Set() };

/** Takes the new results over one by one, and keeps the object of an assessment that says what the last one said. */
class Renewal {
  readonly changes = new Map<string, Change>();
  readonly errors: CheckError[] = [];
  readonly reads: Map<string, ReadonlySet<string>>;

  constructor(reads: ReadsByPlace) {
    this.reads = new Map(reads);
  }

  take<A extends PlaceAssessment>(places: Map<string, A>, place: string, result: Result<A>, same: (a: A, b: A) => boolean): void {
    const before = places.get(place);
    const after = result.assessment;
    this.errors.push(...result.errors);
    if (result.reads.size > 0) this.reads.set(place, result.reads);
    else this.reads.delete(place);
    if (before === undefined || after === undefined ? before === after : same(before, after)) return;
    this.changes.set(place, { before, after });
    if (after === undefined) places.delete(place);
    else places.set(place, after);
  }
}

/** Assesses what is due. */
export const assessPlaces = (basis: Basis, due: Due, before: Places, readsBefore: ReadsByPlace): AssessedPlaces => {
  const namespaces = new Map<string, NamespaceAssessment>(before.namespaces);
  const objects = new Map<string, PlaceAssessment>(before.objects);
  const renewal = new Renewal(readsBefore);
  const assessed = { namespaces: 0, objects: 0 };
  for (const [name, fact] of due.namespaces) {
    const membership = fact && basis.membership(name);
    const result = fact && membership && assessNamespace(basis, fact, membership);
    if (result !== undefined) assessed.namespaces++;
    renewal.take(namespaces, name, result ?? NOTHING, sameAssessment);
  }
  for (const key of due.objects) {
    const result = assessObject(basis, key);
    if (result !== undefined) assessed.objects++;
    renewal.take(objects, key, result ?? NOTHING, samePlace);
  }
  const { changes, errors, reads } = renewal;
  return { namespaces, objects, changes, reads, assessed, errors };
};
