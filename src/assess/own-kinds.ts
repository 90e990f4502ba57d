import type { SubjectType } from "../checks/check.ts";
import type { FactKind } from "../facts/facts.ts";
import type { ObservationSpec } from "../api/scope.ts";

/** Kinds that a subject is made of: a check of it needs them, whether it says so or not. */

export const WORKLOAD_KINDS = ["Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"] as const;

export const OWN_KINDS: Readonly<Record<SubjectType, readonly FactKind[]>> = {
  Namespace: ["Namespace"],
  Workload: ["Namespace", ...WORKLOAD_KINDS],
  Neighbour: ["Namespace", ...WORKLOAD_KINDS],
  VolumeClaim: ["Namespace", "PersistentVolumeClaim"],
  Service: ["Namespace", "Service"],
  Ingress: ["Namespace", "Ingress"],
  Gateway: ["Namespace", "Gateway"],
  HTTPRoute: ["Namespace", "HTTPRoute"],
  NetworkPolicy: ["Namespace", "NetworkPolicy"],
  RoleBinding: ["Namespace", "RoleBinding"],
  ServiceAccount: ["Namespace", "ServiceAccount"],
  Node: ["Node", "Namespace", "Pod"],
  ClusterRoleBinding: ["ClusterRoleBinding"],
  Environment: ["Namespace"],
  Component: ["Namespace", ...WORKLOAD_KINDS],
  Exclusion: [],
  Scope: [],
  // Of these it depends on what the entry counts: `countedKinds`.
  Quantity: [],
  Objective: [],
  Alert: ["PrometheusRule"],
};

/** Kinds of which something is counted. Exceptions and findings are none of them. */
export const countedKinds = ({ kind }: ObservationSpec): readonly FactKind[] => {
  switch (kind) {
    case "Node":
      return ["Node"];
    case "Namespace":
      return ["Namespace"];
    case "PersistentVolumeClaim":
      return OWN_KINDS.VolumeClaim;
    case "ServiceAccount":
      return OWN_KINDS.Workload;
    case "User":
    case "Group":
      return ["Namespace", "RoleBinding", "ClusterRoleBinding"];
    case "ScopeException":
    case "Finding":
      return [];
  }
};
