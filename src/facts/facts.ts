/**
 * What we remember of the cluster: compact, deep-readonly records, projected on arrival.
 * A record holds what some check judges and nothing else: never an env value, never an annotation that no scope names.
 * Whatever is nested in a record is interned and frozen: equal content is the same object, so equality is `===`.
 * Maps have no prototype, so that a label named `constructor` is absent unless somebody set it.
 */

import type { OwnerRef } from "./owner-ref.ts";
import type { SelectorFact } from "./selector.ts";

export type StringMap = Readonly<Record<string, string>>;

/** Kinds that are watched. A kind is one file in kinds/. */
export const FACT_KINDS = [
  "Namespace",
  "Node",
  "ClusterRole",
  "ClusterRoleBinding",
  "Role",
  "RoleBinding",
  "ServiceAccount",
  "NetworkPolicy",
  "Service",
  "Ingress",
  "Gateway",
  "HTTPRoute",
  "PrometheusRule",
  "PersistentVolumeClaim",
  "CronJob",
  "Job",
  "DaemonSet",
  "StatefulSet",
  "Deployment",
  "ReplicaSet",
  "Pod",
] as const;
export type FactKind = (typeof FACT_KINDS)[number];

interface Identity {
  readonly uid: string;
  readonly name: string;
}

interface Namespaced extends Identity {
  readonly namespace: string;
}

export interface NamespaceFact extends Identity {
  readonly kind: "Namespace";
  readonly labels: StringMap;
  readonly annotations: StringMap;
  readonly terminating: boolean;
  /** Which of our label keys a field manager other than ours holds: key → manager. */
  readonly foreignLabels: StringMap;
  /** Our label keys that our field manager holds. */
  readonly ownLabels: readonly string[];
}

export interface NodeFact extends Identity {
  readonly kind: "Node";
  readonly labels: StringMap;
  readonly providerID: string | undefined;
}

export interface VolumeClaimFact extends Namespaced {
  readonly kind: "PersistentVolumeClaim";
  readonly labels: StringMap;
  readonly annotations: StringMap;
}

/** How a container runs. `sidecar` is an init container with restartPolicy Always (KEP-753). */
export type ContainerRole = "container" | "init" | "sidecar" | "ephemeral";

export interface ContainerFact {
  readonly name: string;
  readonly image: string;
  readonly role: ContainerRole;
  /** It runs `tail -f` or `tail -F`: the streaming sidecar of the Kubernetes documentation. */
  readonly tails: boolean;
}

/**
 * What pods of one owner share, or what a template asks for: one record for all equal pods.
 * Labels that differ by design from pod to pod (pod-template-hash, the StatefulSet pod name, …) are left out.
 */
export interface PodShape {
  readonly labels: StringMap;
  readonly annotations: StringMap;
  readonly containers: readonly ContainerFact[];
  /** Images that are mounted as volumes (KEP-4639), sorted. */
  readonly volumeImages: readonly string[];
  /** A hostPath volume from which a node agent reads container logs (/var/log, /var/lib/docker/containers, …). */
  readonly readsHostLogs: boolean;
  /** By which ways it reaches the node: in the order of HOST_ACCESS, interned. */
  readonly hostAccess: readonly HostAccess[];
  readonly serviceAccount: string;
}

/** Ways out of a pod onto its node. `privileged`, and `hostProcess` of Windows, are of any container, init and ephemeral ones included. */
export const HOST_ACCESS = ["hostNetwork", "hostPID", "hostIPC", "hostPath", "privileged", "hostProcess"] as const;
export type HostAccess = (typeof HOST_ACCESS)[number];

export interface PodFact extends Namespaced {
  readonly kind: "Pod";
  readonly owner: OwnerRef | undefined;
  readonly shape: PodShape;
  /** Names of the PersistentVolumeClaims it mounts, those of ephemeral volumes included. */
  readonly claims: readonly string[];
  readonly node: string | undefined;
  readonly ready: boolean;
  /** Succeeded or Failed: it runs no more and is not judged. */
  readonly finished: boolean;
}

export type TemplateKind = "Deployment" | "StatefulSet" | "DaemonSet" | "Job" | "CronJob";

export interface WorkloadFact extends Namespaced {
  readonly kind: TemplateKind;
  readonly labels: StringMap;
  readonly annotations: StringMap;
  readonly owner: OwnerRef | undefined;
  /** The pod template. */
  readonly template: PodShape;
  readonly claims: readonly string[];
  /** volumeClaimTemplates of a StatefulSet; its claims are named `<template>-<StatefulSet>-<ordinal>`. */
  readonly claimTemplates?: readonly string[];
  /** A Job that is complete or failed: its template is not judged, its record remains. */
  readonly finished: boolean;
}

/** Read as metadata only: it links pods to Deployments (or to whatever controls it). */
export interface ReplicaSetFact extends Namespaced {
  readonly kind: "ReplicaSet";
  readonly owner: OwnerRef | undefined;
}

/** One side of a rule of a NetworkPolicy. Exactly one of the two forms: an address range, or pods and namespaces (both must select). */
export type PeerFact =
  | { readonly cidr: string; readonly except: readonly string[] }
  | {
      /** Pods; undefined is all of them. */
      readonly pods: SelectorFact | undefined;
      /** Namespaces; undefined is the policy's own. */
      readonly namespaces: SelectorFact | undefined;
    };

/** `port` undefined is all ports; a name or a number; `endPort` makes it a range. */
export interface PolicyPort {
  readonly protocol: string;
  readonly port: number | string | undefined;
  readonly endPort: number | undefined;
}

/** One rule: from or to any of `peers` (undefined: from or to anywhere), on any of `ports` (undefined: on all). */
export interface PolicyRuleFact {
  readonly peers: readonly PeerFact[] | undefined;
  readonly ports: readonly PolicyPort[] | undefined;
}

/** networking.k8s.io/v1. `ingress` and `egress` are undefined where the policy does not restrict that direction (policyTypes, defaulted as the API does). */
export interface NetworkPolicyFact extends Namespaced {
  readonly kind: "NetworkPolicy";
  readonly labels: StringMap;
  readonly podSelector: SelectorFact;
  readonly ingress: readonly PolicyRuleFact[] | undefined;
  readonly egress: readonly PolicyRuleFact[] | undefined;
}

export interface ServiceFact extends Namespaced {
  readonly kind: "Service";
  readonly labels: StringMap;
  readonly type: "ClusterIP" | "NodePort" | "LoadBalancer" | "ExternalName";
  /** Only of type ExternalName. Lower case, without a dot at its end. */
  readonly externalName: string | undefined;
  /** spec.externalIPs, sorted. */
  readonly externalIPs: readonly string[];
  /** Host names and addresses of its load balancer, asked for and given: spec.loadBalancerIP, status.loadBalancer.ingress. Sorted. */
  readonly balancer: readonly string[];
  /** Host names that it asks external-dns for (annotation external-dns.alpha.kubernetes.io/hostname), lower case, sorted. Never in a message. */
  readonly requestedHosts: readonly string[];
}

export interface IngressFact extends Namespaced {
  readonly kind: "Ingress";
  readonly labels: StringMap;
  /** Hosts of its rules, lower case, sorted; "" stands for any host (a rule without a host, or a default backend). */
  readonly hosts: readonly string[];
  /** Hosts of spec.tls; "" stands for any host (an entry without hosts). */
  readonly tlsHosts: readonly string[];
  /** Some annotation of a known controller gives it a certificate for all its hosts (AWS, GKE, …). */
  readonly tlsByAnnotation: boolean;
}

export interface ListenerFact {
  readonly name: string;
  /** HTTP, HTTPS, TLS, TCP, UDP or a word of an implementation. */
  readonly protocol: string;
  readonly port: number;
  /** Lower case; undefined is any host. */
  readonly host: string | undefined;
}

/** gateway.networking.k8s.io/v1 */
export interface GatewayFact extends Namespaced {
  readonly kind: "Gateway";
  readonly labels: StringMap;
  readonly listeners: readonly ListenerFact[];
}

/** What an HTTPRoute is attached to; `namespace` is filled in with the route's own. */
export interface RouteParent {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly section: string | undefined;
  readonly port: number | undefined;
}

/** gateway.networking.k8s.io/v1 */
export interface HTTPRouteFact extends Namespaced {
  readonly kind: "HTTPRoute";
  readonly labels: StringMap;
  /** Lower case, sorted; empty: those of the listeners. */
  readonly hosts: readonly string[];
  readonly parents: readonly RouteParent[];
  /** Every rule does nothing but redirect to https. */
  readonly redirectsToHttps: boolean;
}

/** monitoring.coreos.com/v1, as far as alerts go. */
export interface PrometheusRuleFact extends Namespaced {
  readonly kind: "PrometheusRule";
  /** Names of its alerts and their label severity, sorted by name; `severity` is undefined where the label is not there. */
  readonly alerts: readonly { readonly name: string; readonly severity: string | undefined }[];
}

/** rbac.authorization.k8s.io/v1 */
export interface RbacSubject {
  readonly kind: "User" | "Group" | "ServiceAccount";
  readonly name: string;
  /** Of a ServiceAccount; filled in with the binding's own where that is left out. */
  readonly namespace: string | undefined;
}

export interface RoleRef {
  readonly kind: "Role" | "ClusterRole";
  readonly name: string;
}

export interface RoleBindingFact extends Namespaced {
  readonly kind: "RoleBinding";
  readonly labels: StringMap;
  readonly role: RoleRef;
  readonly subjects: readonly RbacSubject[];
}

export interface ClusterRoleBindingFact extends Identity {
  readonly kind: "ClusterRoleBinding";
  readonly labels: StringMap;
  readonly role: RoleRef;
  readonly subjects: readonly RbacSubject[];
}

/** What it allows, as far as it is asked: whether its rules let somebody change what runs or lies in a namespace. */
export interface RoleFact extends Namespaced {
  readonly kind: "Role";
  readonly writes: boolean;
}

export interface ClusterRoleFact extends Identity {
  readonly kind: "ClusterRole";
  readonly writes: boolean;
}

/** Read as metadata only. */
export interface ServiceAccountFact extends Namespaced {
  readonly kind: "ServiceAccount";
  readonly labels: StringMap;
  /** Cloud accounts and projects whose roles it assumes by its annotations (role ARN, GCP service account), sorted. */
  readonly cloudAccounts: readonly string[];
}

/**
 * How far a kind is known. `Synced` and `Absent` let a check that needs the kind reach a verdict; `Absent` is a kind of an optional
 * API that is not installed, so that there are no objects of it. One that was read and is served no more is `NotServed` until it is sure.
 */
export type Coverage =
  | { readonly state: "Synced" }
  | { readonly state: "Absent" }
  | { readonly state: "Syncing" }
  | { readonly state: "Forbidden" | "NotServed"; readonly message: string };
