import { defineKind } from "../kind-spec.ts";
import { labelsOf } from "../projection.ts";
import { metadataOf } from "../raw.ts";
import { type RawBinding, roleRefOf, subjectsOf } from "../rbac-binding.ts";

/** Who may do what in every namespace. */
export const clusterRoleBindingKind = defineKind({
  kind: "ClusterRoleBinding",
  group: "rbac.authorization.k8s.io",
  version: "v1",
  plural: "clusterrolebindings",
  namespaced: false,
  metadataOnly: false,
  keepsAnnotations: false,
  project(raw, projection) {
    const metadata = metadataOf(raw);
    const binding = raw as RawBinding;
    return {
      kind: "ClusterRoleBinding",
      uid: metadata.uid,
      name: metadata.name,
      labels: labelsOf(metadata, projection),
      role: roleRefOf(binding, projection),
      subjects: subjectsOf(binding, undefined, projection),
    };
  },
});
