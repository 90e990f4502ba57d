import type { V1Role } from "@kubernetes/client-node";
import { defineKind } from "../kind-spec.ts";
import { metadataOf, namespaceOf, type Raw } from "../raw.ts";
import { writes } from "../rbac-rules.ts";

/** What a RoleBinding gives in its namespace: only whether that is to change anything. */
export const roleKind = defineKind({
  kind: "Role",
  group: "rbac.authorization.k8s.io",
  version: "v1",
  plural: "roles",
  namespaced: true,
  metadataOnly: false,
  keepsAnnotations: false,
  project(raw, projection) {
    const metadata = metadataOf(raw);
    return {
      kind: "Role",
      uid: metadata.uid,
      name: metadata.name,
      namespace: projection.interner.text(namespaceOf(metadata)),
      writes: writes((raw as Raw<V1Role>).rules),
    };
  },
});
