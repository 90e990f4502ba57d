import type { NodeFact, PodFact } from "./facts.ts";

interface NodeEntry {
  /** Live pods on the node by namespace: how many. */
  readonly pods: Map<string, number>;
  /** Those of them with ways onto the node. */
  readonly intruders: Map<string, number>;
  readonly daemons: Set<PodFact>;
  /** `daemons` in order, made when asked for. */
  list: readonly PodFact[] | undefined;
}

const NONE: readonly PodFact[] = Object.freeze([]);

const order = (a: PodFact, b: PodFact): number => {
  if (a.namespace !== b.namespace) return a.namespace < b.namespace ? -1 : 1;
  return a.name < b.name ? -1 : 1;
};

const isDaemon = (pod: PodFact): boolean => pod.owner?.kind === "DaemonSet";

/** The node on which a pod that may be a log agent runs: when such a pod changes, all pods there are concerned. */
export const agentNode = (pod: PodFact | undefined): string | undefined =>
  pod !== undefined && isDaemon(pod) && pod.shape.readsHostLogs ? pod.node : undefined;

const count = (counts: Map<string, number>, key: string, by: 1 | -1): void => {
  const left = (counts.get(key) ?? 0) + by;
  if (left > 0) counts.set(key, left);
  else counts.delete(key);
};

const hasHostAccess = ({ shape }: PodFact): boolean => shape.hostAccess.length > 0;

/** The node on which a pod counts; undefined for one that runs nowhere, or no more. */
export const nodeOf = (pod: PodFact | undefined): string | undefined => (pod === undefined || pod.finished ? undefined : pod.node);

/** Nodes by name, and what runs on them. A pod may name a node that is not known. */
export class NodeIndex {
  readonly #nodes = new Map<string, NodeFact>();
  readonly #entries = new Map<string, NodeEntry>();

  node(name: string): NodeFact | undefined {
    return this.#nodes.get(name);
  }

  nodes(): Iterable<NodeFact> {
    return this.#nodes.values();
  }

  replaceNode(before: NodeFact | undefined, after: NodeFact | undefined): void {
    if (before && this.#nodes.get(before.name) === before) this.#nodes.delete(before.name);
    if (after) this.#nodes.set(after.name, after);
  }

  /** Returns the nodes on which the namespace of the pod has live pods now and had none, or the other way round. */
  replacePod(before: PodFact | undefined, after: PodFact | undefined): readonly string[] {
    const namespace = (after ?? before)?.namespace ?? "";
    const nodes = [...new Set([nodeOf(before), nodeOf(after)])].filter((node) => node !== undefined);
    const was = nodes.map((node) => this.#runsOn(node, namespace));
    if (before) this.#leave(before);
    if (after) this.#enter(after);
    return nodes.filter((node, index) => this.#runsOn(node, namespace) !== was[index]);
  }

  /** Live pods of DaemonSets on the node, by namespace and name. */
  daemonPods(node: string): readonly PodFact[] {
    const entry = this.#entries.get(node);
    if (!entry) return NONE;
    entry.list ??= [...entry.daemons].sort(order);
    return entry.list;
  }

  /** Namespaces with live pods on the node. */
  namespacesOn(node: string): Iterable<string> {
    return this.#entries.get(node)?.pods.keys() ?? [];
  }

  /** Namespaces with live pods on the node that have ways onto it: they are judged by who else is there. */
  intrudersOn(node: string): Iterable<string> {
    return this.#entries.get(node)?.intruders.keys() ?? [];
  }

  #runsOn(node: string, namespace: string): boolean {
    return this.#entries.get(node)?.pods.has(namespace) ?? false;
  }

  #enter(pod: PodFact): void {
    const node = nodeOf(pod);
    if (node === undefined) return;
    let entry = this.#entries.get(node);
    if (!entry) this.#entries.set(node, (entry = { pods: new Map(), intruders: new Map(), daemons: new Set(), list: undefined }));
    count(entry.pods, pod.namespace, 1);
    if (hasHostAccess(pod)) count(entry.intruders, pod.namespace, 1);
    if (!isDaemon(pod)) return;
    entry.daemons.add(pod);
    entry.list = undefined;
  }

  #leave(pod: PodFact): void {
    const node = nodeOf(pod);
    const entry = node === undefined ? undefined : this.#entries.get(node);
    if (!entry || node === undefined) return;
    count(entry.pods, pod.namespace, -1);
    if (hasHostAccess(pod)) count(entry.intruders, pod.namespace, -1);
    if (entry.daemons.delete(pod)) entry.list = undefined;
    if (entry.pods.size === 0) this.#entries.delete(node);
  }
}
