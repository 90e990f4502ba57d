import { defineKind } from "../kind-spec.ts";
import { ownerOf } from "../projection.ts";
import { metadataOf, namespaceOf } from "../raw.ts";

/** The link between pods and their Deployment, or whatever else controls the ReplicaSet. */
export const replicaSetKind = defineKind({
  kind: "ReplicaSet",
  group: "apps",
  version: "v1",
  plural: "replicasets",
  namespaced: true,
  metadataOnly: true,
  keepsAnnotations: false,
  project(raw, projection) {
    const metadata = metadataOf(raw);
    return {
      kind: "ReplicaSet",
      uid: metadata.uid,
      name: metadata.name,
      namespace: projection.interner.text(namespaceOf(metadata)),
      owner: ownerOf(metadata, projection),
    };
  },
});
