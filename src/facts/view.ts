import type { Coverage, FactKind, NamespaceFact, NodeFact, PodFact, StringMap, VolumeClaimFact, WorkloadFact } from "./facts.ts";

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
  node(name: string): NodeFact | undefined;
  /** Live pods of DaemonSets that run on the node, over all namespaces. */
  daemonPodsOn(node: string): readonly PodFact[];
  /**
   * How many objects of the kind in the namespace have a projection that failed: their subjects are unknown.
   * A Namespace counts in the namespace that it is.
   */
  quarantined(kind: FactKind, namespace: string): number;
}
