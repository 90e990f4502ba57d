/**
 * What we remember of the cluster: compact, deep-readonly records, projected on arrival.
 * A record holds what some check judges and nothing else: never an env value, never an annotation that no scope names.
 * Whatever is nested in a record is interned and frozen: equal content is the same object, so equality is `===`.
 * Maps have no prototype, so that a label named `constructor` is absent unless somebody set it.
 */

export type StringMap = Readonly<Record<string, string>>;

/** Kinds that are watched. A kind is one file in kinds/. */
export const FACT_KINDS = [
  "Namespace",
  "Node",
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

/** The controller of an object (`ownerReferences[].controller: true`), of any kind, watched or not. */
export interface OwnerRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  /**
   * Only on a pod's ReplicaSet that a Deployment made: the name of that Deployment, read from the pod-template-hash label.
   * It keeps the pod's subject right while the ReplicaSet cannot be read, has not arrived yet, or is already deleted.
   */
  readonly deployment?: string;
}

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
  /** A hostPath volume from which a node agent reads container logs (/var/log, /var/lib/docker/containers, …). */
  readonly readsHostLogs: boolean;
  readonly serviceAccount: string;
}

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

export type Fact = NamespaceFact | NodeFact | VolumeClaimFact | PodFact | WorkloadFact | ReplicaSetFact;

export interface FactByKind {
  Namespace: NamespaceFact;
  Node: NodeFact;
  PersistentVolumeClaim: VolumeClaimFact;
  CronJob: WorkloadFact;
  Job: WorkloadFact;
  DaemonSet: WorkloadFact;
  StatefulSet: WorkloadFact;
  Deployment: WorkloadFact;
  ReplicaSet: ReplicaSetFact;
  Pod: PodFact;
}

/** How far a kind is known. Only `Synced` lets a check that needs the kind reach a verdict. */
export type Coverage =
  | { readonly state: "Synced" }
  | { readonly state: "Syncing" }
  | { readonly state: "Forbidden" | "NotServed"; readonly message: string };
