interface Placed {
  readonly namespace: string;
  readonly name: string;
}

interface Place<F> {
  readonly byName: Map<string, F>;
  /** In order, made when asked for. */
  list: readonly F[] | undefined;
}

const NONE: readonly never[] = Object.freeze([]);

export const byName = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : 1);

/** Objects of one kind by namespace and name. */
export class ObjectIndex<F extends Placed> {
  readonly #places = new Map<string, Place<F>>();

  replace(before: F | undefined, after: F | undefined): void {
    if (before) this.#delete(before);
    if (after) this.#set(after);
  }

  /** Those in the namespace by name; the same list until they change. */
  in(namespace: string): readonly F[] {
    const place = this.#places.get(namespace);
    if (!place) return NONE;
    place.list ??= [...place.byName.values()].sort(byName);
    return place.list;
  }

  get(namespace: string, name: string): F | undefined {
    return this.#places.get(namespace)?.byName.get(name);
  }

  *all(): Generator<F> {
    for (const { byName: objects } of this.#places.values()) yield* objects.values();
  }

  #set(fact: F): void {
    let place = this.#places.get(fact.namespace);
    if (!place) this.#places.set(fact.namespace, (place = { byName: new Map(), list: undefined }));
    place.byName.set(fact.name, fact);
    place.list = undefined;
  }

  #delete(fact: F): void {
    const place = this.#places.get(fact.namespace);
    if (place?.byName.get(fact.name) !== fact) return;
    place.byName.delete(fact.name);
    place.list = undefined;
    if (place.byName.size === 0) this.#places.delete(fact.namespace);
  }
}
