import type { OwnerRef } from "./owner-ref.ts";
import type { PodFact, PodShape, StringMap, WorkloadFact } from "./facts.ts";
import { type Controller, type Controllers, type Top, topController, topOf } from "./owners.ts";
import type { Workload } from "./view.ts";

interface Group {
  readonly top: Top;
  readonly pods: PodFact[];
  readonly templates: WorkloadFact[];
}

const NO_ENTRIES: StringMap = Object.freeze(Object.create(null) as Record<string, string>);

const byName = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : 1);

const byKindAndName = <T extends { readonly kind: string; readonly name: string; readonly uid: string }>(a: T, b: T): number => {
  if (a.kind !== b.kind) return a.kind < b.kind ? -1 : 1;
  if (a.name !== b.name) return byName(a, b);
  return a.uid < b.uid ? -1 : 1;
};

/** A controller that was deleted and created again under its name is one subject: pods of both may run for a while. */
const keyOf = ({ apiVersion, kind, name }: Top): string => `${kind}/${name}/${apiVersion.split("/")[0]}`;

const podTop = ({ kind, name, uid }: PodFact): Top => ({ apiVersion: "v1", kind, name, uid, fact: undefined });

const isTemplate = (controller: Controller): controller is WorkloadFact => controller.kind !== "ReplicaSet" && !controller.finished;

/** Labels that all of the shapes have with the same value. */
const commonLabels = (shapes: Iterable<PodShape>): StringMap => {
  const [first, ...others] = new Set([...shapes].map(({ labels }) => labels));
  if (first === undefined || others.length === 0) return first ?? NO_ENTRIES;
  const common = Object.create(null) as Record<string, string>;
  for (const [key, value] of Object.entries(first)) if (others.every((labels) => labels[key] === value)) common[key] = value;
  return common;
};

const overlay = (below: StringMap, above: StringMap): StringMap =>
  below === above ? above : (Object.assign(Object.create(null), below, above) as StringMap);

/** Of a bare pod, the pod itself is what its owner wrote. */
const ownOf = ({ top, pods }: Group): Workload["own"] => {
  if (top.fact && top.fact.kind !== "ReplicaSet") return { labels: top.fact.labels, annotations: top.fact.annotations };
  const [pod] = pods;
  if (top.kind === "Pod" && pod?.uid === top.uid) return { labels: pod.shape.labels, annotations: pod.shape.annotations };
  return { labels: NO_ENTRIES, annotations: NO_ENTRIES };
};

const workloadOf = (namespace: string, group: Group): Workload => {
  const { apiVersion, kind, name, uid } = group.top;
  const pods = group.pods.sort(byName);
  const templates = group.templates.sort(byKindAndName);
  const own = ownOf(group);
  const shapes = pods.length > 0 ? pods.map(({ shape }) => shape) : templates.map(({ template }) => template);
  return { apiVersion, kind, namespace, name, uid, labels: overlay(own.labels, commonLabels(shapes)), own, pods, templates };
};

/** Collects under one key; of several tops the one that is watched stands, else the first by uid, whatever the order of arrival. */
class Groups {
  readonly #groups = new Map<string, Group>();

  of(top: Top): Group {
    const key = keyOf(top);
    const known = this.#groups.get(key);
    if (known && !stronger(top, known.top)) return known;
    const group = { top, pods: known?.pods ?? [], templates: known?.templates ?? [] };
    this.#groups.set(key, group);
    return group;
  }

  values(): Iterable<Group> {
    return this.#groups.values();
  }
}

const stronger = (a: Top, b: Top): boolean => {
  if ((a.fact === undefined) !== (b.fact === undefined)) return a.fact !== undefined;
  if ((a.uid === "") !== (b.uid === "")) return a.uid !== "";
  return a.uid < b.uid || (a.uid === b.uid && a.apiVersion < b.apiVersion);
};

/** Looks controllers up by uid, and Deployments by name. */
const controllersOf = (controllers: ReadonlyMap<string, Controller>): Controllers => {
  const deployments = new Map<string, WorkloadFact>();
  for (const fact of controllers.values()) if (fact.kind === "Deployment") deployments.set(fact.name, fact);
  return { byUid: (uid) => controllers.get(uid), deployment: (name) => deployments.get(name) };
};

/**
 * The workloads of one namespace by kind and name: pods under their top controller, and templates that have no pods now.
 * The cost is that of the namespace; the chain of owners is walked once per owner.
 */
export const groupWorkloads = (
  namespace: string,
  pods: Iterable<PodFact>,
  controllers: ReadonlyMap<string, Controller>,
): readonly Workload[] => {
  const known = controllersOf(controllers);
  const groups = new Groups();
  const tops = new Map<OwnerRef, Top | undefined>();
  for (const pod of pods) {
    if (pod.finished) continue;
    let top = pod.owner && tops.get(pod.owner);
    if (!top && pod.owner) tops.set(pod.owner, (top = topController(pod.owner, known)));
    groups.of(top ?? podTop(pod)).pods.push(pod);
  }
  for (const controller of controllers.values()) {
    if (isTemplate(controller)) groups.of(topOf(controller, known)).templates.push(controller);
  }
  return [...groups.values()].map((group) => workloadOf(namespace, group)).sort(byKindAndName);
};
