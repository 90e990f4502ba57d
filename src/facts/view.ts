import type { FactByKind, ObjectKind } from "./fact-by-kind.ts";
import type { SelectorFact } from "./selector.ts";
import type {
  ClusterRoleBindingFact,
  ClusterRoleFact,
  Coverage,
  FactKind,
  GatewayFact,
  HTTPRouteFact,
  NamespaceFact,
  NodeFact,
  PodFact,
  PrometheusRuleFact,
  RoleFact,
  RoleRef,
  StringMap,
  VolumeClaimFact,
  WorkloadFact,
} from "./facts.ts";

/**
 * A workload as checks judge it: the top controller of some pods, or a template, or a bare pod.
 * Its kind may be one that is not watched (Rollout, any CRD): then there are pods and perhaps intermediate templates only.
 */
export interface Workload {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Empty when the controller is known by its name alone (its kind cannot be read, and neither can what links to it). */
  readonly uid: string;
  /** Labels of the controller where it is watched, overlaid by the labels that all its shapes share. */
  readonly labels: StringMap;
  /** Kept annotations and labels of the controller itself, where it is watched; of a bare pod, its own. */
  readonly own: { readonly labels: StringMap; readonly annotations: StringMap };
  /** Live pods by name. Finished ones are left out; those that are being deleted still run and are in. */
  readonly pods: readonly PodFact[];
  /** Templates of this controller and of the watched ones below it, finished Jobs left out; what counts while no pod is live. */
  readonly templates: readonly WorkloadFact[];
}

/** What checks may read. Everything is synchronous; nothing here changes during a turn. */
export interface FactsView {
  coverage(kind: FactKind): Coverage;
  namespace(name: string): NamespaceFact | undefined;
  namespaces(): Iterable<NamespaceFact>;
  /** Workloads of a namespace, each once, by kind and name. */
  workloads(namespace: string): readonly Workload[];
  /** Claims of a namespace by name. */
  volumeClaims(namespace: string): readonly VolumeClaimFact[];
  volumeClaim(namespace: string, name: string): VolumeClaimFact | undefined;
  /** Workloads of the namespace of which a live pod or a template mounts the claim. */
  workloadsMounting(namespace: string, claim: string): readonly Workload[];
  /** Objects of a kind in a namespace, by name. */
  objects<K extends ObjectKind>(kind: K, namespace: string): readonly FactByKind[K][];
  /** The role that a binding in `namespace` refers to (undefined: a ClusterRoleBinding); undefined when there is none. */
  role(ref: RoleRef, namespace: string | undefined): RoleFact | ClusterRoleFact | undefined;
  clusterRoleBindings(): Iterable<ClusterRoleBindingFact>;
  clusterRoleBinding(name: string): ClusterRoleBindingFact | undefined;
  gateway(namespace: string, name: string): GatewayFact | undefined;
  /** HTTPRoutes of all namespaces that name the Gateway as a parent, by namespace and name. */
  routesOf(gatewayNamespace: string, gateway: string): readonly HTTPRouteFact[];
  prometheusRules(): Iterable<PrometheusRuleFact>;
  /** Names of the namespaces that the selector selects. An empty selector selects all. */
  namespacesSelected(selector: SelectorFact): ReadonlySet<string>;
  node(name: string): NodeFact | undefined;
  nodes(): Iterable<NodeFact>;
  /** Namespaces with live pods on the node. */
  namespacesOn(node: string): Iterable<string>;
  /** Live pods of DaemonSets that run on the node, over all namespaces. */
  daemonPodsOn(node: string): readonly PodFact[];
  /**
   * How many objects of the kind in the namespace have a projection that failed: their subjects are unknown.
   * A Namespace counts in the namespace that it is.
   */
  quarantined(kind: FactKind, namespace: string): number;
}
