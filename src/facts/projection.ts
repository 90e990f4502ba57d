import type { OwnerRef } from "./owner-ref.ts";
import type { StringMap } from "./facts.ts";
import { byKey, type Entry, type Interner, sortedEntries } from "./interner.ts";
import type { RawMeta } from "./raw.ts";

/** What a projection needs beside the object: where equal things are shared, and which annotations are kept. */
export interface Projection {
  readonly interner: Interner;
  readonly annotationKeys: ReadonlySet<string>;
}

type Labels = { readonly [key: string]: string | null | undefined } | null | undefined;

const POD_TEMPLATE_HASH = "pod-template-hash";

/**
 * Labels that controllers put on pods to tell them or their revisions apart. They say nothing about what a pod is for,
 * and with them no two pods, or no two revisions of a Deployment, would be equal.
 */
const PER_POD_LABELS: ReadonlySet<string> = new Set([
  POD_TEMPLATE_HASH,
  "rollouts-pod-template-hash",
  "controller-revision-hash",
  "pod-template-generation",
  "statefulset.kubernetes.io/pod-name",
  "apps.kubernetes.io/pod-index",
  "batch.kubernetes.io/job-completion-index",
  "batch.kubernetes.io/controller-uid",
  "controller-uid",
  "batch.kubernetes.io/job-name",
  "job-name",
]);

/**
 * Longest annotation value that is kept, in characters: room for a hundred names of information assets. What is longer
 * is cut, and then fails as no level and no asset; whole, one object could cost 256 KiB of our memory.
 */
export const MAX_ANNOTATION_LENGTH = 8192;

/** A copy, not a slice: V8's slices keep the whole string alive. */
const bounded = (value: string): string =>
  value.length <= MAX_ANNOTATION_LENGTH ? value : Buffer.from(value.slice(0, MAX_ANNOTATION_LENGTH)).toString();

/** Whether the label tells pods or revisions of one owner apart, so that no shape has it. */
export const isPerPodLabel = (key: string): boolean => PER_POD_LABELS.has(key);

/** Labels of a pod, a template or a controller, without those that differ from pod to pod. */
export const podLabelEntries = (labels: Labels): Entry[] => sortedEntries(labels).filter(([key]) => !PER_POD_LABELS.has(key));

/** The annotations that are judged. The rest, whatever its size, is not looked at. */
export const annotationEntries = (annotations: Labels, keys: ReadonlySet<string>): Entry[] => {
  if (annotations === null || annotations === undefined) return [];
  const kept: Entry[] = [];
  for (const key of keys) {
    const value = Object.hasOwn(annotations, key) ? annotations[key] : undefined;
    if (typeof value === "string") kept.push([key, bounded(value)]);
  }
  return kept.sort(byKey);
};

/** All labels of an object. */
export const labelsOf = (metadata: RawMeta, { interner }: Projection): StringMap => interner.map(sortedEntries(metadata.labels));

/** The labels of a controller that can describe its pods. */
export const controllerLabelsOf = (metadata: RawMeta, { interner }: Projection): StringMap =>
  interner.map(podLabelEntries(metadata.labels));

/** The judged annotations of an object. */
export const annotationsOf = (metadata: RawMeta, { interner, annotationKeys }: Projection): StringMap =>
  interner.map(annotationEntries(metadata.annotations, annotationKeys));

/**
 * The name of the Deployment above a pod's ReplicaSet. The Deployment controller names a ReplicaSet `<Deployment>-<hash>`
 * and gives its pods the hash as a label, so the name is exact where the label fits the name.
 */
const deploymentOf = (kind: string, name: string, labels: Labels): string | undefined => {
  const hash = labels?.[POD_TEMPLATE_HASH];
  if (kind !== "ReplicaSet" || typeof hash !== "string" || hash === "") return undefined;
  const suffix = `-${hash}`;
  return name.endsWith(suffix) && name.length > suffix.length ? name.slice(0, -suffix.length) : undefined;
};

/** The controller of an object; other owners do not count. */
export const ownerOf = (metadata: RawMeta, { interner }: Projection): OwnerRef | undefined => {
  const owner = metadata.ownerReferences?.find((reference) => reference.controller === true);
  if (!owner?.uid || !owner.kind || !owner.name) return undefined;
  const { kind, name, uid } = owner;
  const apiVersion = owner.apiVersion ?? "";
  const deployment = deploymentOf(kind, name, metadata.labels);
  return interner.intern(`owner${JSON.stringify([apiVersion, kind, name, uid, deployment])}`, () =>
    deployment === undefined ? { apiVersion, kind, name, uid } : { apiVersion, kind, name, uid, deployment },
  );
};
