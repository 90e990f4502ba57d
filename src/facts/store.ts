import { ChangeLog, type Changes } from "./changes.ts";
import type { Content } from "./content-facts.ts";
import type { Fact, FactByKind, ObjectKind } from "./fact-by-kind.ts";
import type { Coverage, FactKind, NamespaceFact, NodeFact, PodFact } from "./facts.ts";
import { IndexedFacts } from "./indexed-facts.ts";
import type { Interner } from "./interner.ts";
import { LANDMARKS } from "./landmarks.ts";
import { agentNode } from "./node-index.ts";
import { FactTable, type FactSink, type Quarantined } from "./table.ts";

type Tables = { readonly [K in FactKind]: FactTable<FactByKind[K]> };
type Replaced<F> = (before: F | undefined, after: F | undefined) => void;

const eachOf = <F>(before: F | undefined, after: F | undefined): readonly F[] => [before, after].filter((fact) => fact !== undefined);

/**
 * All facts, what they changed since the last turn, and the view that checks read. Reflectors write through `sink`; the
 * turn reads. Both run in one thread and never in between each other, so nothing changes during a turn.
 *
 * A change makes dirty what is judged by it: the namespace of the object; and where checks look further, those from which they
 * look. A policy looks at the namespaces that its selectors select, a binding at its role and at the namespaces of its subjects,
 * a route at its Gateway and the other way round, a pod with ways onto its node at who else is there, and a node at all of them.
 */
export class FactStore extends IndexedFacts {
  readonly #interner: Interner;
  readonly #changes: ChangeLog;
  readonly #tables: Tables;

  /** `interner` is the one of the projections that feed this store. `onChange` is called once before each `takeChanges`. */
  constructor(interner: Interner, onChange: () => void) {
    const changes = new ChangeLog(onChange);
    super(changes);
    this.#interner = interner;
    this.#changes = changes;
    this.#tables = this.#makeTables();
  }

  /** Where the reflector of a kind puts what it reads. */
  sink<K extends FactKind>(kind: K): FactSink<FactByKind[K]> {
    return this.#tables[kind];
  }

  /** Says how far a kind is known, and which annotations were kept when it was listed. */
  setCoverage(kind: FactKind, coverage: Coverage, annotationKeys: ReadonlySet<string>): void {
    if (this.known.set(kind, coverage, annotationKeys)) this.#changes.cluster();
  }

  /** Whether all synced kinds that have annotations were read with these keys; if not, they must be listed anew first. */
  keepsAnnotations(keys: ReadonlySet<string>): boolean {
    return this.known.keepsAnnotations(keys);
  }

  /** What changed since the last call. */
  takeChanges(): Changes {
    return this.#changes.take((node) => this.namespacesOn(node));
  }

  /** How many facts of the kind are known. */
  count(kind: FactKind): number {
    return this.#tables[kind].size;
  }

  /** Objects of the kind whose projection failed. */
  quarantinedObjects(kind: FactKind): readonly Quarantined[] {
    return [...this.#tables[kind].aside()];
  }

  #makeTables(): Tables {
    return { ...this.#contentTables(), ...this.#accessTables(), ...this.#networkTables(), ...this.#placeTables() };
  }

  #placeTables() {
    return {
      Namespace: this.#table("Namespace", (before, after) => this.#replaceNamespace(before, after)),
      Node: this.#table("Node", (before, after) => this.#replaceNode(before, after)),
      PrometheusRule: this.#table("PrometheusRule", (before, after) => {
        this.placed.PrometheusRule.replace(before, after);
        this.#changes.statement();
      }),
    };
  }

  #contentTables() {
    const content: Replaced<Content> = (before, after) => this.#replaceContent(before, after);
    return {
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

  #accessTables() {
    const { access } = this;
    return {
      ClusterRole: this.#table("ClusterRole", (before, after) => access.replaceClusterRole(before, after)),
      ClusterRoleBinding: this.#table("ClusterRoleBinding", (before, after) => access.replaceClusterRoleBinding(before, after)),
      Role: this.#table("Role", (before, after) => access.replaceRole(before, after)),
      RoleBinding: this.#objectTable("RoleBinding", (before, after) => access.replaceBinding(before, after)),
      ServiceAccount: this.#objectTable("ServiceAccount"),
    };
  }

  #networkTables() {
    const { routes, selections } = this;
    return {
      NetworkPolicy: this.#objectTable("NetworkPolicy", (before, after) => selections.replacePolicy(before, after)),
      Service: this.#objectTable("Service"),
      Ingress: this.#objectTable("Ingress"),
      Gateway: this.#objectTable("Gateway", (before, after) => routes.replaceGateway(before, after)),
      HTTPRoute: this.#objectTable("HTTPRoute", (before, after) => routes.replaceRoute(before, after)),
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

  /** Of a kind whose objects are judged in their namespace; `further` keeps what looks beyond it. */
  #objectTable<K extends ObjectKind>(kind: K, further?: Replaced<FactByKind[K]>): FactTable<FactByKind[K]> {
    return this.#table<K>(kind, (before, after) => {
      this.placed[kind].replace(before, after);
      further?.(before, after);
      for (const { namespace } of eachOf(before, after)) this.#changes.namespace(namespace);
    });
  }

  *#held(): Generator<Fact> {
    for (const table of Object.values(this.#tables)) yield* table.held();
  }

  #replaceNamespace(before: NamespaceFact | undefined, after: NamespaceFact | undefined): void {
    if (before && this.byName.get(before.name) === before) this.byName.delete(before.name);
    if (after) this.byName.set(after.name, after);
    for (const { name } of eachOf(before, after)) this.#namespaceChanged(name);
    // Others judge a namespace by its labels, and by whether it is there.
    if (before?.labels !== after?.labels) for (const { name } of eachOf(before, after)) this.#neighboursChanged(name);
  }

  #namespaceChanged(name: string): void {
    this.#changes.namespace(name);
    if (LANDMARKS.has(name)) this.#changes.cluster();
  }

  #neighboursChanged(name: string): void {
    for (const holder of this.selections.namespaceChanged(name)) this.#changes.namespace(holder);
    this.access.namespaceChanged(name);
    for (const node of this.contents.in(name)?.nodes() ?? []) this.#companyChanged(node);
  }

  /** Who runs on a node is judged of the node, and of those there that reach it. */
  #companyChanged(node: string): void {
    this.#changes.object("Node", node);
    for (const namespace of this.onNodes.intrudersOn(node)) this.#changes.namespace(namespace);
  }

  #replaceNode(before: NodeFact | undefined, after: NodeFact | undefined): void {
    this.onNodes.replaceNode(before, after);
    for (const { name } of eachOf(before, after)) this.#nodeChanged(name);
  }

  #nodeChanged(name: string): void {
    this.#changes.node(name);
    this.#changes.object("Node", name);
  }

  #replacePod(before: PodFact | undefined, after: PodFact | undefined): void {
    for (const node of this.onNodes.replacePod(before, after)) this.#companyChanged(node);
    this.#replaceContent(before, after);
    for (const node of [agentNode(before), agentNode(after)]) if (node !== undefined) this.#changes.node(node);
  }

  #replaceContent(before: Content | undefined, after: Content | undefined): void {
    this.contents.replace(before, after);
    for (const { namespace } of eachOf(before, after)) this.#changes.namespace(namespace);
  }

  #setAside(kind: FactKind, { namespace, name }: Quarantined, by: 1 | -1): void {
    const place = (kind === "Namespace" ? name : namespace) ?? "";
    this.aside.add(kind, place, by);
    if (place !== "") this.#namespaceChanged(place);
    else if (kind === "Node" && name !== undefined) this.#nodeChanged(name);
    else this.#changes.cluster();
  }
}
