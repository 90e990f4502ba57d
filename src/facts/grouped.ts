/** Values under keys, many to many. A key without values is gone. */
export class Grouped<V> {
  readonly #groups = new Map<string, Set<V>>();

  add(key: string, value: V): void {
    const group = this.#groups.get(key);
    if (group) group.add(value);
    else this.#groups.set(key, new Set([value]));
  }

  delete(key: string, value: V): void {
    const group = this.#groups.get(key);
    if (!group?.delete(value)) return;
    if (group.size === 0) this.#groups.delete(key);
  }

  of(key: string): Iterable<V> {
    return this.#groups.get(key) ?? [];
  }
}
