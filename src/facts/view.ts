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
  readonly uid: string;
  /** Labels of the controller where it is watched, overlaid by the labels that all its shapes share. */
  readonly labels: StringMap;
  /** Kept annotations and labels of the controller itself, where it is watched. */
  readonly own: { readonly labels: StringMap; readonly annotations: StringMap };
  /** Live pods, finished and terminated ones left out. */
  readonly pods: readonly PodFact[];
  /** Templates of the watched controllers below this one; what counts while no pod is live. */
  readonly templates: readonly WorkloadFact[];
}

/** What checks may read. Everything is synchronous; nothing here changes during a turn. */
export interface FactsView {
  coverage(kind: FactKind): Coverage;
  namespace(name: string): NamespaceFact | undefined;
  namespaces(): Iterable<NamespaceFact>;
  /** Workloads of a namespace, each once. */
  workloads(namespace: string): readonly Workload[];
  volumeClaims(namespace: string): readonly VolumeClaimFact[];
  volumeClaim(namespace: string, name: string): VolumeClaimFact | undefined;
  /** Workloads of the namespace that mount the claim. */
  workloadsMounting(namespace: string, claim: string): readonly Workload[];
  node(name: string): NodeFact | undefined;
  /** Live pods of DaemonSets that run on the node, over all namespaces. */
  daemonPodsOn(node: string): readonly PodFact[];
  /** Objects of the kind whose projection failed: their subjects are unknown. Namespace → how many. */
  quarantined(kind: FactKind, namespace: string): number;
}
