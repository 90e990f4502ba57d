import type { OwnerRef } from "./owner-ref.ts";
import type { ReplicaSetFact, TemplateKind, WorkloadFact } from "./facts.ts";

/** A watched object that can control pods or other controllers. */
export type Controller = WorkloadFact | ReplicaSetFact;

/** The top of a chain of controllers. */
export interface Top {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Empty when only the name is known. */
  readonly uid: string;
  /** The object itself, where it is watched and known. */
  readonly fact: Controller | undefined;
}

/** Controllers of one namespace. */
export interface Controllers {
  byUid(uid: string): Controller | undefined;
  deployment(name: string): WorkloadFact | undefined;
}

const API_VERSIONS: Readonly<Record<TemplateKind | "ReplicaSet", string>> = {
  Deployment: "apps/v1",
  StatefulSet: "apps/v1",
  DaemonSet: "apps/v1",
  ReplicaSet: "apps/v1",
  Job: "batch/v1",
  CronJob: "batch/v1",
};

const topOfFact = (fact: Controller): Top => ({
  apiVersion: API_VERSIONS[fact.kind],
  kind: fact.kind,
  name: fact.name,
  uid: fact.uid,
  fact,
});

/**
 * What a reference points at. A ReplicaSet that is not known (not readable, not here yet, or deleted before its pods) is
 * passed over where the pod tells its Deployment, so that the subject of a pod is the same before, during and after.
 */
const resolve = (ref: OwnerRef, known: Controllers): Top => {
  const fact = known.byUid(ref.uid);
  if (fact) return topOfFact(fact);
  if (ref.deployment === undefined) return { apiVersion: ref.apiVersion, kind: ref.kind, name: ref.name, uid: ref.uid, fact };
  const deployment = known.deployment(ref.deployment);
  if (deployment) return topOfFact(deployment);
  return { apiVersion: API_VERSIONS.Deployment, kind: "Deployment", name: ref.deployment, uid: "", fact: undefined };
};

/** A mirror of a static pod is owned by its Node, which is no workload. */
const isWorkload = (owner: OwnerRef | undefined): owner is OwnerRef => owner !== undefined && owner.kind !== "Node";

/** The uppermost controller above an object, or undefined when nothing but perhaps a Node controls it. A circle ends where it closes. */
export const topController = (owner: OwnerRef | undefined, known: Controllers): Top | undefined => {
  if (!isWorkload(owner)) return undefined;
  const passed = new Set([owner.uid]);
  let top = resolve(owner, known);
  for (let above = top.fact?.owner; isWorkload(above) && !passed.has(above.uid); above = top.fact?.owner) {
    passed.add(above.uid);
    top = resolve(above, known);
  }
  return top;
};

/** The top of a watched controller: itself when nothing controls it. */
export const topOf = (fact: Controller, known: Controllers): Top => topController(fact.owner, known) ?? topOfFact(fact);
