import type { V1Node } from "@kubernetes/client-node";
import { defineKind } from "../kind-spec.ts";
import { labelsOf } from "../projection.ts";
import { metadataOf, type Raw } from "../raw.ts";

/** Where pods run: region and provider. */
export const nodeKind = defineKind({
  kind: "Node",
  group: "",
  version: "v1",
  plural: "nodes",
  namespaced: false,
  metadataOnly: false,
  keepsAnnotations: false,
  project(raw, projection) {
    const metadata = metadataOf(raw);
    return {
      kind: "Node",
      uid: metadata.uid,
      name: metadata.name,
      labels: labelsOf(metadata, projection),
      providerID: (raw as Raw<V1Node>).spec?.providerID ?? undefined,
    };
  },
});
