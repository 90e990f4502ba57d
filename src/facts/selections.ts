import type { SelectorFact } from "./selector.ts";
import type { NamespaceFact, NetworkPolicyFact, PolicyRuleFact } from "./facts.ts";
import { compileSelector, isEmptySelector } from "./selector.ts";

/** The label that the API server gives each namespace: its name. (KEP-2161) */
const NAME_LABEL = "kubernetes.io/metadata.name";

interface Selection {
  readonly selects: (labels: NamespaceFact["labels"]) => boolean;
  readonly names: Set<string>;
  /** An empty selector selects all: which ones there are is no matter for a policy that has it. */
  readonly empty: boolean;
  /** Namespaces whose policies have it, and how many of them. */
  readonly holders: Map<string, number>;
}

type Rules = readonly PolicyRuleFact[] | undefined;

const peersOf = (rules: Rules) => (rules ?? []).flatMap(({ peers }) => peers ?? []);

/** The namespace selectors of a policy, each once. */
const selectorsOf = ({ ingress, egress }: NetworkPolicyFact): ReadonlySet<SelectorFact> =>
  new Set(
    [...peersOf(ingress), ...peersOf(egress)].flatMap((peer) => ("cidr" in peer || peer.namespaces === undefined ? [] : [peer.namespaces])),
  );

/**
 * Which namespaces the namespace selectors of NetworkPolicies select: one set per selector that some policy has, kept right
 * namespace by namespace. A change of a namespace costs one test per selector, a new selector one per namespace.
 */
export class Selections {
  readonly #namespaces: ReadonlyMap<string, NamespaceFact>;
  readonly #known = new Map<SelectorFact, Selection>();

  /** `namespaces` are all by name, and alive. */
  constructor(namespaces: ReadonlyMap<string, NamespaceFact>) {
    this.#namespaces = namespaces;
  }

  /** How many selectors are remembered. */
  get size(): number {
    return this.#known.size;
  }

  /** The set is alive: it follows what changes after this turn. That of a selector which no policy has is made anew each time. */
  of(selector: SelectorFact): ReadonlySet<string> {
    return (this.#known.get(selector) ?? this.#select(selector)).names;
  }

  replacePolicy(before: NetworkPolicyFact | undefined, after: NetworkPolicyFact | undefined): void {
    // The new one first, so that what both have is not forgotten in between.
    if (after) for (const selector of selectorsOf(after)) this.#hold(selector, after.namespace);
    if (before) for (const selector of selectorsOf(before)) this.#release(selector, before.namespace);
  }

  /** Says which namespaces have policies whose selectors (but for empty ones) selected the namespace before or do so now. */
  namespaceChanged(name: string): ReadonlySet<string> {
    const labels = this.#namespaces.get(name)?.labels;
    const concerned = new Set<string>();
    for (const { selects, names, empty, holders } of this.#known.values()) {
      const before = names.delete(name);
      const now = labels !== undefined && selects(labels);
      if (now) names.add(name);
      if ((before || now) && !empty) for (const holder of holders.keys()) concerned.add(holder);
    }
    return concerned;
  }

  #hold(selector: SelectorFact, holder: string): void {
    let selection = this.#known.get(selector);
    if (!selection) this.#known.set(selector, (selection = this.#select(selector)));
    selection.holders.set(holder, (selection.holders.get(holder) ?? 0) + 1);
  }

  #release(selector: SelectorFact, holder: string): void {
    const selection = this.#known.get(selector);
    if (!selection) return;
    const left = (selection.holders.get(holder) ?? 0) - 1;
    if (left > 0) selection.holders.set(holder, left);
    else selection.holders.delete(holder);
    if (selection.holders.size === 0) this.#known.delete(selector);
  }

  #select(selector: SelectorFact): Selection {
    const selects = compileSelector(selector);
    const names = new Set<string>();
    for (const { name, labels } of this.#candidates(selector)) if (selects(labels)) names.add(name);
    return { selects, names, empty: isEmptySelector(selector), holders: new Map() };
  }

  /** A selector by name is the usual one, and needs no look at the others. */
  #candidates({ matchLabels }: SelectorFact): Iterable<NamespaceFact> {
    const name = matchLabels[NAME_LABEL];
    if (name === undefined) return this.#namespaces.values();
    const namespace = this.#namespaces.get(name);
    return namespace ? [namespace] : [];
  }
}
