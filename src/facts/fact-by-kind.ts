import type {
  ClusterRoleBindingFact,
  ClusterRoleFact,
  GatewayFact,
  HTTPRouteFact,
  IngressFact,
  NamespaceFact,
  NetworkPolicyFact,
  NodeFact,
  PodFact,
  PrometheusRuleFact,
  ReplicaSetFact,
  RoleBindingFact,
  RoleFact,
  ServiceAccountFact,
  ServiceFact,
  VolumeClaimFact,
  WorkloadFact,
} from "./facts.ts";

/** The record of each kind. */
export interface FactByKind {
  Namespace: NamespaceFact;
  Node: NodeFact;
  ClusterRole: ClusterRoleFact;
  ClusterRoleBinding: ClusterRoleBindingFact;
  Role: RoleFact;
  RoleBinding: RoleBindingFact;
  ServiceAccount: ServiceAccountFact;
  NetworkPolicy: NetworkPolicyFact;
  Service: ServiceFact;
  Ingress: IngressFact;
  Gateway: GatewayFact;
  HTTPRoute: HTTPRouteFact;
  PrometheusRule: PrometheusRuleFact;
  PersistentVolumeClaim: VolumeClaimFact;
  CronJob: WorkloadFact;
  Job: WorkloadFact;
  DaemonSet: WorkloadFact;
  StatefulSet: WorkloadFact;
  Deployment: WorkloadFact;
  ReplicaSet: ReplicaSetFact;
  Pod: PodFact;
}

/** Any one record, discriminated by `kind`. */
export type Fact = FactByKind[keyof FactByKind];

/** Kinds of which a namespace holds objects that are subjects or consulted as they are. */
export type ObjectKind =
  | "Service"
  | "Ingress"
  | "Gateway"
  | "HTTPRoute"
  | "PrometheusRule"
  | "NetworkPolicy"
  | "RoleBinding"
  | "ServiceAccount";
