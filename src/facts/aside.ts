import type { FactKind } from "./facts.ts";

/** How many objects of each kind are set aside, by the namespace that they concern ("" where that is not known, or not one). */
export class AsideCounts {
  readonly #counts = new Map<FactKind, Map<string, number>>();

  of(kind: FactKind, namespace: string): number {
    return this.#counts.get(kind)?.get(namespace) ?? 0;
  }

  add(kind: FactKind, namespace: string, by: 1 | -1): void {
    let counts = this.#counts.get(kind);
    if (!counts) this.#counts.set(kind, (counts = new Map<string, number>()));
    const count = (counts.get(namespace) ?? 0) + by;
    if (count > 0) counts.set(namespace, count);
    else counts.delete(namespace);
  }
}
