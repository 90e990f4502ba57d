import { ChangeLog, type Changes } from "./changes.ts";
import { CoverageByKind } from "./coverage.ts";
import type { Coverage, Fact, FactByKind, FactKind, NamespaceFact, NodeFact, PodFact, VolumeClaimFact } from "./facts.ts";
import type { Interner } from "./interner.ts";
import { LANDMARKS } from "./landmarks.ts";
import { NamespaceFacts } from "./namespace-facts.ts";
import { agentNode, NodeIndex } from "./node-index.ts";
import type { Controller } from "./owners.ts";
import { FactTable, type FactSink, type Quarantined } from "./table.ts";
import type { FactsView, Workload } from "./view.ts";

type Tables = { readonly [K in FactKind]: FactTable<FactByKind[K]> };
type Content = PodFact | Controller | VolumeClaimFact;
type Replaced<F> = (before: F | undefined, after: F | undefined) => void;

const NOTHING: readonly never[] = Object.freeze([]);

/**
 * All facts, what they changed since the last turn, and the view that checks read. Reflectors write through `sink`; the
 * turn reads. Both run in one thread and never in between each other, so nothing changes during a turn.
 */
export class FactStore implements FactsView {
  readonly #interner: Interner;
  readonly #changes: ChangeLog;
  readonly #coverage = new CoverageByKind();
  readonly #namespaces = new Map<string, NamespaceFact>();
  readonly #contents = new Map<string, NamespaceFacts>();
  readonly #nodes = new NodeIndex();
  readonly #aside = new Map<FactKind, Map<string, number>>();
  readonly #tables: Tables;

  /** `interner` is the one of the projections that feed this store. `onChange` is called once before each `takeChanges`. */
  constructor(interner: Interner, onChange: () => void) {
    this.#interner = interner;
    this.#changes = new ChangeLog(onChange);
    this.#tables = this.#makeTables();
  }

  /** Where the reflector of a kind puts what it reads. */
  sink<K extends FactKind>(kind: K): FactSink<FactByKind[K]> {
    return this.#tables[kind];
  }

  /** Says how far a kind is known, and which annotations were kept when it was listed. */
  setCoverage(kind: FactKind, coverage: Coverage, annotationKeys: ReadonlySet<string>): void {
    if (this.#coverage.set(kind, coverage, annotationKeys)) this.#changes.cluster();
  }

  /** Whether all synced kinds that have annotations were read with these keys; if not, they must be listed anew first. */
  keepsAnnotations(keys: ReadonlySet<string>): boolean {
    return this.#coverage.keepsAnnotations(keys);
  }

  /** What changed since the last call. */
  takeChanges(): Changes {
    return this.#changes.take((node) => this.#nodes.namespacesOn(node));
  }

  /** How many facts of the kind are known. */
  count(kind: FactKind): number {
    return this.#tables[kind].size;
  }

  /** Objects of the kind whose projection failed. */
  quarantinedObjects(kind: FactKind): readonly Quarantined[] {
    return [...this.#tables[kind].aside()];
  }

  coverage(kind: FactKind): Coverage {
    return this.#coverage.of(kind);
  }

  namespace(name: string): NamespaceFact | undefined {
    return this.#namespaces.get(name);
  }

  namespaces(): Iterable<NamespaceFact> {
    return this.#namespaces.values();
  }

  workloads(namespace: string): readonly Workload[] {
    return this.#contents.get(namespace)?.workloads() ?? NOTHING;
  }

  volumeClaims(namespace: string): readonly VolumeClaimFact[] {
    return this.#contents.get(namespace)?.claims() ?? NOTHING;
  }

  volumeClaim(namespace: string, name: string): VolumeClaimFact | undefined {
    return this.#contents.get(namespace)?.claim(name);
  }

  workloadsMounting(namespace: string, claim: string): readonly Workload[] {
    return this.#contents.get(namespace)?.mounting(claim) ?? NOTHING;
  }

  node(name: string): NodeFact | undefined {
    return this.#nodes.node(name);
  }

  daemonPodsOn(node: string): readonly PodFact[] {
    return this.#nodes.daemonPods(node);
  }

  quarantined(kind: FactKind, namespace: string): number {
    return this.#aside.get(kind)?.get(namespace) ?? 0;
  }

  #makeTables(): Tables {
    const content: Replaced<Content> = (before, after) => this.#replaceContent(before, after);
    return {
      Namespace: this.#table("Namespace", (before, after) => this.#replaceNamespace(before, after)),
      Node: this.#table("Node", (before, after) => this.#replaceNode(before, after)),
      Pod: this.#table("Pod", (before, after) => this.#replacePod(before, after)),
      PersistentVolumeClaim: this.#table("PersistentVolumeClaim", content),
      CronJob: this.#table("CronJob", content),
      Job: this.#table("Job", content),
      DaemonSet: this.#table("DaemonSet", content),
      StatefulSet: this.#table("StatefulSet", content),
      Deployment: this.#table("Deployment", content),
      ReplicaSet: this.#table("ReplicaSet", content),
    };
  }

  #table<K extends FactKind>(kind: K, replaced: Replaced<FactByKind[K]>): FactTable<FactByKind[K]> {
    return new FactTable<FactByKind[K]>({
      replaced,
      quarantined: (object, by) => this.#setAside(kind, object, by),
      settled: () => {
        if (this.#interner.overgrown) this.#interner.sweep(this.#held());
      },
    });
  }

  *#held(): Generator<Fact> {
    for (const table of Object.values(this.#tables)) yield* table.held();
  }

  #replaceNamespace(before: NamespaceFact | undefined, after: NamespaceFact | undefined): void {
    if (before && this.#namespaces.get(before.name) === before) this.#namespaces.delete(before.name);
    if (after) this.#namespaces.set(after.name, after);
    for (const fact of [before, after]) if (fact) this.#namespaceChanged(fact.name);
  }

  #namespaceChanged(name: string): void {
    this.#changes.namespace(name);
    if (LANDMARKS.has(name)) this.#changes.cluster();
  }

  #replaceNode(before: NodeFact | undefined, after: NodeFact | undefined): void {
    this.#nodes.replaceNode(before, after);
    for (const fact of [before, after]) if (fact) this.#changes.node(fact.name);
  }

  #replacePod(before: PodFact | undefined, after: PodFact | undefined): void {
    this.#nodes.replacePod(before, after);
    this.#replaceContent(before, after);
    for (const node of [agentNode(before), agentNode(after)]) if (node !== undefined) this.#changes.node(node);
  }

  #replaceContent(before: Content | undefined, after: Content | undefined): void {
    if (before) {
      const contents = this.#contents.get(before.namespace);
      contents?.delete(before);
      if (contents?.empty && after === undefined) this.#contents.delete(before.namespace);
      this.#changes.namespace(before.namespace);
    }
    if (!after) return;
    let contents = this.#contents.get(after.namespace);
    if (!contents) this.#contents.set(after.namespace, (contents = new NamespaceFacts(after.namespace)));
    contents.add(after);
    this.#changes.namespace(after.namespace);
  }

  #setAside(kind: FactKind, { namespace, name }: Quarantined, by: 1 | -1): void {
    const place = (kind === "Namespace" ? name : namespace) ?? "";
    let counts = this.#aside.get(kind);
    if (!counts) this.#aside.set(kind, (counts = new Map<string, number>()));
    const count = (counts.get(place) ?? 0) + by;
    if (count > 0) counts.set(place, count);
    else counts.delete(place);
    if (place !== "") this.#namespaceChanged(place);
    else if (kind === "Node" && name !== undefined) this.#changes.node(name);
    else this.#changes.cluster();
  }
}
