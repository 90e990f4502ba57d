import type { NodeFact, PodFact } from "./facts.ts";

interface NodeEntry {
  /** Live pods on the node by namespace: how many. */
  readonly pods: Map<string, number>;
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

/** Nodes by name, and what runs on them. A pod may name a node that is not known. */
export class NodeIndex {
  readonly #nodes = new Map<string, NodeFact>();
  readonly #entries = new Map<string, NodeEntry>();

  node(name: string): NodeFact | undefined {
    return this.#nodes.get(name);
  }

  replaceNode(before: NodeFact | undefined, after: NodeFact | undefined): void {
    if (before && this.#nodes.get(before.name) === before) this.#nodes.delete(before.name);
    if (after) this.#nodes.set(after.name, after);
  }

  replacePod(before: PodFact | undefined, after: PodFact | undefined): void {
    if (before) this.#leave(before);
    if (after) this.#enter(after);
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

  #enter(pod: PodFact): void {
    if (pod.node === undefined || pod.finished) return;
    let entry = this.#entries.get(pod.node);
    if (!entry) this.#entries.set(pod.node, (entry = { pods: new Map(), daemons: new Set(), list: undefined }));
    entry.pods.set(pod.namespace, (entry.pods.get(pod.namespace) ?? 0) + 1);
    if (!isDaemon(pod)) return;
    entry.daemons.add(pod);
    entry.list = undefined;
  }

  #leave(pod: PodFact): void {
    const entry = pod.node === undefined || pod.finished ? undefined : this.#entries.get(pod.node);
    if (!entry || pod.node === undefined) return;
    const left = (entry.pods.get(pod.namespace) ?? 0) - 1;
    if (left > 0) entry.pods.set(pod.namespace, left);
    else entry.pods.delete(pod.namespace);
    if (entry.daemons.delete(pod)) entry.list = undefined;
    if (entry.pods.size === 0) this.#entries.delete(pod.node);
  }
}
