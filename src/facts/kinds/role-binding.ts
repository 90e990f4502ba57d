import { defineKind } from "../kind-spec.ts";
import { labelsOf } from "../projection.ts";
import { metadataOf, namespaceOf } from "../raw.ts";
import { type RawBinding, roleRefOf, subjectsOf } from "../rbac-binding.ts";

/** Who may do what in a namespace. */
export const roleBindingKind = defineKind({
  kind: "RoleBinding",
  group: "rbac.authorization.k8s.io",
  version: "v1",
  plural: "rolebindings",
  namespaced: true,
  metadataOnly: false,
  keepsAnnotations: false,
  project(raw, projection) {
    const metadata = metadataOf(raw);
    const binding = raw as RawBinding;
    const namespace = projection.interner.text(namespaceOf(metadata));
    return {
      kind: "RoleBinding",
      uid: metadata.uid,
      name: metadata.name,
      namespace,
      labels: labelsOf(metadata, projection),
      role: roleRefOf(binding, projection),
      subjects: subjectsOf(binding, namespace, projection),
    };
  },
});
