import { nothing, type Found, type Item, type Log, type Outcome, type Source } from "./items.ts";

/** Asks source after source for what is missing, and tells what each had. Lives as long as one search. */
export class Search<I extends string = Item> {
  readonly #wanted: readonly I[];
  readonly #log: Log;
  readonly #found = new Map<I, string>();
  readonly #reasons: string[] = [];

  constructor(wanted: readonly I[], log: Log) {
    this.#wanted = wanted;
    this.#log = log;
  }

  get complete(): boolean {
    return this.#missing().length === 0;
  }

  /** Asks one source; it is not troubled when nothing is missing. */
  async ask(source: Source<I>): Promise<void> {
    if (this.complete) return;
    const outcome = await source.find(this.#missing()).catch((error: unknown) => nothing<I>(messageOf(error)));
    for (const [item, path] of outcome.found) this.#found.set(item, path);
    this.#reasons.push(`${source.name}: ${this.#share(outcome)}${outcome.note}`);
    this.#log(this.#reasons.at(-1) ?? "");
  }

  /** All that was wanted; throws `failure` with the reasons of every source when something is missing. */
  result(failure: string): Found<I> {
    if (this.complete) return this.#found;
    throw new Error(`${failure}: ${this.#missing().join(", ")} not found\n  ${this.#reasons.join("\n  ")}`);
  }

  #share({ found }: Outcome<I>): string {
    if (found.size === 0) return "";
    if (found.size === this.#wanted.length) return "all from ";
    return `${this.complete ? "" : "only "}${[...found.keys()].join(", ")} from `;
  }

  #missing(): I[] {
    return this.#wanted.filter((item) => !this.#found.has(item));
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
