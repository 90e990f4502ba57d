import type { V1Pod } from "@kubernetes/client-node";
import { defineKind } from "../kind-spec.ts";
import { claimsOf, shapeOf } from "../pod-shape.ts";
import { ownerOf, type Projection } from "../projection.ts";
import { metadataOf, namespaceOf, type Raw } from "../raw.ts";

type Status = Raw<V1Pod>["status"];

const isReady = (status: Status): boolean =>
  (status?.conditions ?? []).some((condition) => condition.type === "Ready" && condition.status === "True");

const isFinished = (status: Status): boolean => status?.phase === "Succeeded" || status?.phase === "Failed";

const nodeOf = (pod: Raw<V1Pod>, { interner }: Projection): string | undefined =>
  pod.spec?.nodeName ? interner.text(pod.spec.nodeName) : undefined;

/** What runs. One that is being deleted runs until it is gone, so its deletion time is not looked at. */
export const podKind = defineKind({
  kind: "Pod",
  group: "",
  version: "v1",
  plural: "pods",
  namespaced: true,
  metadataOnly: false,
  keepsAnnotations: true,
  project(raw, projection) {
    const metadata = metadataOf(raw);
    const pod = raw as Raw<V1Pod>;
    return {
      kind: "Pod",
      uid: metadata.uid,
      name: metadata.name,
      namespace: projection.interner.text(namespaceOf(metadata)),
      owner: ownerOf(metadata, projection),
      shape: shapeOf(pod, projection),
      claims: claimsOf(pod.spec, metadata.name, projection),
      node: nodeOf(pod, projection),
      ready: isReady(pod.status),
      finished: isFinished(pod.status),
    };
  },
});
