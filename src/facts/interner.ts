import type { Fact } from "./fact-by-kind.ts";
import type { StringMap } from "./facts.ts";

/** Fewer entries than this are not worth a sweep. */
const FLOOR = 1024;

/** A key and its value. */
export type Entry = readonly [string, string];

/** The order of entries that equal maps share. */
export const byKey = (a: Entry, b: Entry): number => (a[0] < b[0] ? -1 : 1);

/** Entries of a map in the order of `byKey`; values that are no text are left out. */
export const sortedEntries = (map: Readonly<Record<string, unknown>> | null | undefined): Entry[] =>
  Object.entries(map ?? {})
    .filter((entry): entry is [string, string] => typeof entry[1] === "string")
    .sort(byKey);

/** Names without duplicates or gaps, in the one order that equal sets share. */
export const sortedNames = (names: Iterable<string | null | undefined>): string[] =>
  [...new Set([...names].filter((name): name is string => typeof name === "string" && name !== ""))].sort();

/** JSON leaves undefined fields out, and records of different types would be one. */
const explicit = (_key: string, value: unknown): unknown => value ?? { undefined: value === undefined };

/**
 * Keeps one frozen object per content. What no fact holds any more is let go by `sweep`, which the store calls when the
 * pool has doubled: the cost per new entry stays constant, and the pool never exceeds twice what lives (plus a floor).
 */
export class Interner {
  readonly #pool = new Map<string, object>();
  readonly #texts = new Map<string, string>();
  readonly #floor: number;
  #limit: number;

  /** `floor`: how many entries are kept without a thought. */
  constructor(floor = FLOOR) {
    this.#floor = floor;
    this.#limit = floor;
  }

  /** How many entries are kept. */
  get size(): number {
    return this.#pool.size + this.#texts.size;
  }

  /** Whether a sweep is due. */
  get overgrown(): boolean {
    return this.size > this.#limit;
  }

  /** The object kept under the key, made and frozen when there is none. Keys of different kinds of object must differ. */
  intern<T extends object>(key: string, make: () => T): T {
    const kept = this.#pool.get(key) as T | undefined;
    if (kept !== undefined) return kept;
    const made = Object.freeze(make());
    this.#pool.set(key, made);
    return made;
  }

  /** One string for all equal ones: names that many facts repeat. */
  text(value: string): string {
    const kept = this.#texts.get(value);
    if (kept !== undefined) return kept;
    this.#texts.set(value, value);
    return value;
  }

  /** A map without prototype; the entries come from `sortedEntries`. */
  map(entries: readonly Entry[]): StringMap {
    return this.intern(`map${JSON.stringify(entries)}`, () => {
      const map = Object.create(null) as Record<string, string>;
      for (const [key, value] of entries) map[key] = value;
      return map;
    });
  }

  /** A list of names, in the order given. */
  names(names: readonly string[]): readonly string[] {
    return this.intern(`names${JSON.stringify(names)}`, () => [...names]);
  }

  /**
   * A record or list of plain values, records, lists and what is interned already: it and all within it, so that equal parts
   * of different wholes are one object as well.
   */
  tree<T extends object>(value: T): T {
    if (Object.isFrozen(value)) return value;
    return this.intern(`tree${JSON.stringify(value, explicit)}`, () => {
      const parts: readonly (readonly [string, unknown])[] = Object.entries(value);
      const held = parts.map(([key, part]) => [key, typeof part === "object" && part !== null ? this.tree(part) : part] as const);
      return (Array.isArray(value) ? held.map(([, part]) => part) : Object.fromEntries(held)) as T;
    });
  }

  /** Lets go of everything that none of these facts holds. */
  sweep(facts: Iterable<Fact>): void {
    const held = new Set<object>();
    this.#texts.clear();
    for (const fact of facts) {
      hold(fact, held);
      if ("namespace" in fact) this.text(fact.namespace);
      if (fact.kind === "Pod" && fact.node !== undefined) this.text(fact.node);
    }
    for (const [key, value] of this.#pool) if (!held.has(value)) this.#pool.delete(key);
    this.#limit = Math.max(this.#floor, 2 * this.size);
  }
}

const hold = (value: object, held: Set<object>): void => {
  for (const part of Object.values(value) as unknown[]) {
    if (typeof part !== "object" || part === null || held.has(part)) continue;
    held.add(part);
    hold(part, held);
  }
};
