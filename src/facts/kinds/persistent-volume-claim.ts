import { defineKind } from "../kind-spec.ts";
import { annotationsOf, labelsOf } from "../projection.ts";
import { metadataOf, namespaceOf } from "../raw.ts";

/** Where data lies. What is judged of a claim is in its metadata. */
export const volumeClaimKind = defineKind({
  kind: "PersistentVolumeClaim",
  group: "",
  version: "v1",
  plural: "persistentvolumeclaims",
  namespaced: true,
  metadataOnly: true,
  keepsAnnotations: true,
  project(raw, projection) {
    const metadata = metadataOf(raw);
    return {
      kind: "PersistentVolumeClaim",
      uid: metadata.uid,
      name: metadata.name,
      namespace: projection.interner.text(namespaceOf(metadata)),
      labels: labelsOf(metadata, projection),
      annotations: annotationsOf(metadata, projection),
    };
  },
});
