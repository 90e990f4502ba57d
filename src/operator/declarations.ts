import type { Coverage } from "../facts/facts.ts";

/** Something declared that could not be used, and the sentence that says what to mend. */
export interface Unusable {
  readonly uid: string;
  readonly name: string;
  readonly problem: string;
}

interface Entry<F> {
  readonly fact: F | undefined;
  readonly unusable: Unusable | undefined;
}

/** The declared side as it was last read: scopes, or exceptions, by uid. Fed by one reflector; every call is synchronous. */
export class Declared<F extends { readonly uid: string }> {
  coverage: Coverage = { state: "Syncing" };
  #entries = new Map<string, Entry<F>>();
  #incoming: Map<string, Entry<F>> | undefined;
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** A new initial list begins; what is known stays until it is complete. */
  begin(): void {
    this.#incoming = new Map();
  }

  init(uid: string, fact: F): void {
    this.#incoming?.set(uid, { fact, unusable: undefined });
  }

  /** The initial list is complete: what is not in it is gone. */
  commit(): void {
    this.#entries = this.#incoming ?? new Map<string, Entry<F>>();
    this.#incoming = undefined;
    this.#changed();
  }

  apply(uid: string, fact: F): void {
    this.#entries.set(uid, { fact, unusable: undefined });
    this.#changed();
  }

  remove(uid: string): void {
    if (this.#entries.delete(uid)) this.#changed();
  }

  /** It is there, but declares nothing that can be used. */
  quarantine(uid: string, _namespace: string | undefined, name: string, error: unknown): void {
    const problem = error instanceof Error ? error.message : String(error);
    (this.#incoming ?? this.#entries).set(uid, { fact: undefined, unusable: { uid, name, problem } });
    if (!this.#incoming) this.#changed();
  }

  all(): readonly F[] {
    return [...this.#entries.values()].flatMap(({ fact }) => (fact === undefined ? [] : [fact]));
  }

  unusable(): readonly Unusable[] {
    return [...this.#entries.values()].flatMap((entry) => (entry.unusable === undefined ? [] : [entry.unusable]));
  }
}
