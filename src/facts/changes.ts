/** What changed since it was last asked. */
export interface Changes {
  /** Namespaces of which a fact changed, or whose pods run on a node that changed. */
  readonly namespaces: ReadonlySet<string>;
  /** Nodes that changed themselves, or on which a pod that reads host logs changed. */
  readonly nodes: ReadonlySet<string>;
  /** Objects of the cluster that are judged themselves and may be judged otherwise now, as `Node/<name>`, `ClusterRoleBinding/<name>`. */
  readonly objects: ReadonlySet<string>;
  /** Something changed that concerns all namespaces: how far a kind is known. */
  readonly cluster: boolean;
}

/** Collects changes, and nudges once for all that come before the next `take`. */
export class ChangeLog {
  readonly #nudge: () => void;
  #namespaces = new Set<string>();
  #nodes = new Set<string>();
  #objects = new Set<string>();
  #cluster = false;
  #nudged = false;

  constructor(nudge: () => void) {
    this.#nudge = nudge;
  }

  namespace(name: string): void {
    this.#namespaces.add(name);
    this.#tell();
  }

  node(name: string): void {
    this.#nodes.add(name);
    this.#tell();
  }

  object(kind: "Node" | "ClusterRoleBinding", name: string): void {
    this.#objects.add(`${kind}/${name}`);
    this.#tell();
  }

  /** Something changed by which entries of statements alone are judged; those are judged in every turn. */
  statement(): void {
    this.#tell();
  }

  cluster(): void {
    this.#cluster = true;
    this.#tell();
  }

  /** Hands over what was collected, and begins anew. `onNode` names the namespaces with pods on a node. */
  take(onNode: (node: string) => Iterable<string>): Changes {
    const namespaces = this.#namespaces;
    const nodes = this.#nodes;
    const objects = this.#objects;
    const cluster = this.#cluster;
    for (const node of nodes) for (const namespace of onNode(node)) namespaces.add(namespace);
    this.#namespaces = new Set();
    this.#nodes = new Set();
    this.#objects = new Set();
    this.#cluster = false;
    this.#nudged = false;
    return { namespaces, nodes, objects, cluster };
  }

  #tell(): void {
    if (this.#nudged) return;
    this.#nudged = true;
    this.#nudge();
  }
}
