import type { V1PodTemplateSpec } from "@kubernetes/client-node";
import type { TemplateKind, WorkloadFact } from "./facts.ts";
import { claimsOf, shapeOf } from "./pod-shape.ts";
import { annotationsOf, controllerLabelsOf, ownerOf, type Projection } from "./projection.ts";
import { metadataOf, namespaceOf, type Raw } from "./raw.ts";

type RawTemplate = Raw<V1PodTemplateSpec> | null | undefined;

/** What all controllers with a pod template have in common. */
export const workloadFact = (kind: TemplateKind, raw: unknown, template: RawTemplate, projection: Projection): WorkloadFact => {
  const metadata = metadataOf(raw);
  return {
    kind,
    uid: metadata.uid,
    name: metadata.name,
    namespace: projection.interner.text(namespaceOf(metadata)),
    labels: controllerLabelsOf(metadata, projection),
    annotations: annotationsOf(metadata, projection),
    owner: ownerOf(metadata, projection),
    template: shapeOf(template, projection),
    claims: claimsOf(template?.spec, undefined, projection),
    finished: false,
  };
};
