import type { PodFact, VolumeClaimFact } from "./facts.ts";
import { NamespaceFacts } from "./namespace-facts.ts";
import type { Controller } from "./owners.ts";

/** What workloads and their data are made of. */
export type Content = PodFact | Controller | VolumeClaimFact;

/** The contents of all namespaces. One without any is gone. */
export class ContentFacts {
  readonly #contents = new Map<string, NamespaceFacts>();

  in(namespace: string): NamespaceFacts | undefined {
    return this.#contents.get(namespace);
  }

  replace(before: Content | undefined, after: Content | undefined): void {
    if (before) {
      const contents = this.#contents.get(before.namespace);
      contents?.delete(before);
      if (contents?.empty && after === undefined) this.#contents.delete(before.namespace);
    }
    if (!after) return;
    let contents = this.#contents.get(after.namespace);
    if (!contents) this.#contents.set(after.namespace, (contents = new NamespaceFacts(after.namespace)));
    contents.add(after);
  }
}
