import type { Coverage } from "../facts/facts.ts";
import type { ExceptionFact, ScopeFact } from "../scope/compiled.ts";

/** The declared side as it was last read: scopes and exceptions by uid, each fed by one reflector. */
export class Declared<F extends { readonly uid: string }> {
  coverage: Coverage = { state: "Syncing" };
  #facts = new Map<string, F>();
  #incoming: Map<string, F> | undefined;
  readonly #changed: (before: F | undefined, after: F | undefined) => void;

  constructor(changed: (before: F | undefined, after: F | undefined) => void) {
    this.#changed = changed;
  }

  /** A new initial list begins; what is known stays until it is complete. */
  begin(): void {
    this.#incoming = new Map();
  }

  init(uid: string, fact: F): void {
    this.#incoming?.set(uid, fact);
  }

  /** The initial list is complete: what is not in it is gone. */
  commit(): void {
    const before = this.#facts;
    const after = this.#incoming ?? new Map<string, F>();
    this.#incoming = undefined;
    this.#facts = after;
    for (const [uid, fact] of before) if (!after.has(uid)) this.#changed(fact, undefined);
    for (const [uid, fact] of after) this.#changed(before.get(uid), fact);
  }

  apply(uid: string, fact: F): void {
    const before = this.#facts.get(uid);
    this.#facts.set(uid, fact);
    this.#changed(before, fact);
  }

  remove(uid: string): void {
    const before = this.#facts.get(uid);
    if (before && this.#facts.delete(uid)) this.#changed(before, undefined);
  }

  all(): readonly F[] {
    return [...this.#facts.values()];
  }
}

/** What a change of the declared side asks for: a new assessment of everything, or only a look at what was written. */
export type DeclaredChange = "none" | "status" | "spec";

export function scopeChange(before: ScopeFact | undefined, after: ScopeFact | undefined): DeclaredChange {
  if (!before || !after) return "spec";
  if (before.generation !== after.generation || before.deleting !== after.deleting) return "spec";
  return before.resourceVersion === after.resourceVersion ? "none" : "status";
}

export function exceptionChange(before: ExceptionFact | undefined, after: ExceptionFact | undefined): DeclaredChange {
  return JSON.stringify(before?.spec) === JSON.stringify(after?.spec) && before?.name === after?.name ? "none" : "spec";
}
