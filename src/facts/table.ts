import type { Fact } from "./fact-by-kind.ts";

/** Where a reflector puts what it reads of one kind. All calls are synchronous. */
export interface FactSink<F extends Fact> {
  /** A snapshot begins. What an earlier one collected without `commit` is forgotten; what is known stays. */
  begin(): void;
  /** An object of the snapshot. */
  init(uid: string, fact: F): void;
  /** The snapshot is complete: whatever is not in it is gone. */
  commit(): void;
  /** An object was added or modified. */
  apply(uid: string, fact: F): void;
  /** An object was deleted. */
  remove(uid: string): void;
  /**
   * An object whose projection failed, of the snapshot if one is under way. What was known of it is forgotten; it counts as
   * set aside until it is read again or gone.
   */
  quarantine(uid: string, namespace: string | undefined, name: string | undefined, error: unknown): void;
}

/** An object that was set aside, and why its projection failed. */
export interface Quarantined {
  readonly uid: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly problem: string;
}

/** Hears of each difference, after it is in the table: `before` is gone, `after` is known now. */
export interface TableObserver<F extends Fact> {
  replaced(before: F | undefined, after: F | undefined): void;
  quarantined(object: Quarantined, by: 1 | -1): void;
  /** A call is over: what the table holds is whole. */
  settled(): void;
}

interface Staged<F extends Fact> {
  readonly facts: Map<string, F>;
  readonly aside: Map<string, Quarantined>;
}

/** Field by field; what is nested is interned, so that it is equal only when it is the same. */
const same = <F extends Fact>(a: F, b: F): boolean => {
  const keys = Object.keys(a) as (keyof F)[];
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
};

/** The facts of one kind by uid. Equal projections replace nothing, so that nobody hears of them. */
export class FactTable<F extends Fact> implements FactSink<F> {
  readonly #observer: TableObserver<F>;
  readonly #facts = new Map<string, F>();
  readonly #aside = new Map<string, Quarantined>();
  #staged: Staged<F> | undefined;

  constructor(observer: TableObserver<F>) {
    this.#observer = observer;
  }

  /** How many facts are known. */
  get size(): number {
    return this.#facts.size;
  }

  /** Objects that were set aside. */
  aside(): IterableIterator<Quarantined> {
    return this.#aside.values();
  }

  /** All facts that are held, those of a snapshot under way included. */
  *held(): Generator<F> {
    yield* this.#facts.values();
    if (this.#staged) yield* this.#staged.facts.values();
  }

  begin(): void {
    this.#staged = { facts: new Map(), aside: new Map() };
  }

  init(uid: string, fact: F): void {
    if (!this.#staged) return this.apply(uid, fact);
    const known = this.#facts.get(uid);
    // An equal fact is dropped for the one that is known: a new snapshot of an unchanged cluster holds nothing twice.
    this.#staged.facts.set(uid, known !== undefined && same(known, fact) ? known : fact);
    this.#staged.aside.delete(uid);
    this.#observer.settled();
  }

  commit(): void {
    const staged = this.#staged;
    if (!staged) return;
    this.#staged = undefined;
    // Removals first: an object that was deleted and created again under its name takes the place of the old one.
    for (const uid of this.#facts.keys()) if (!staged.facts.has(uid)) this.#forget(uid);
    for (const uid of this.#aside.keys()) if (!staged.aside.has(uid)) this.#readmit(uid);
    for (const [uid, fact] of staged.facts) this.#put(uid, fact);
    for (const [uid, object] of staged.aside) this.#set(uid, object);
    this.#observer.settled();
  }

  apply(uid: string, fact: F): void {
    this.#put(uid, fact);
    this.#staged?.facts.set(uid, fact);
    this.#staged?.aside.delete(uid);
    this.#observer.settled();
  }

  remove(uid: string): void {
    this.#forget(uid);
    this.#readmit(uid);
    this.#staged?.facts.delete(uid);
    this.#staged?.aside.delete(uid);
    this.#observer.settled();
  }

  quarantine(uid: string, namespace: string | undefined, name: string | undefined, error: unknown): void {
    const object = { uid, namespace, name, problem: error instanceof Error ? error.message : String(error) };
    if (this.#staged) {
      this.#staged.facts.delete(uid);
      this.#staged.aside.set(uid, object);
    } else {
      this.#set(uid, object);
    }
    this.#observer.settled();
  }

  #put(uid: string, fact: F): void {
    this.#readmit(uid);
    const before = this.#facts.get(uid);
    if (before !== undefined && (before === fact || same(before, fact))) return;
    this.#facts.set(uid, fact);
    this.#observer.replaced(before, fact);
  }

  #forget(uid: string): void {
    const before = this.#facts.get(uid);
    if (before === undefined) return;
    this.#facts.delete(uid);
    this.#observer.replaced(before, undefined);
  }

  #set(uid: string, object: Quarantined): void {
    this.#forget(uid);
    const before = this.#aside.get(uid);
    if (before?.namespace === object.namespace && before?.name === object.name && before?.problem === object.problem) return;
    this.#readmit(uid);
    this.#aside.set(uid, object);
    this.#observer.quarantined(object, 1);
  }

  #readmit(uid: string): void {
    const before = this.#aside.get(uid);
    if (before === undefined) return;
    this.#aside.delete(uid);
    this.#observer.quarantined(before, -1);
  }
}
