import type { V1ClusterRole } from "@kubernetes/client-node";
import { defineKind } from "../kind-spec.ts";
import { metadataOf, type Raw } from "../raw.ts";
import { writes } from "../rbac-rules.ts";

/** What a binding gives: only whether that is to change anything. Rules of an aggregated one are filled in by the cluster. */
export const clusterRoleKind = defineKind({
  kind: "ClusterRole",
  group: "rbac.authorization.k8s.io",
  version: "v1",
  plural: "clusterroles",
  namespaced: false,
  metadataOnly: false,
  keepsAnnotations: false,
  project(raw) {
    const metadata = metadataOf(raw);
    return { kind: "ClusterRole", uid: metadata.uid, name: metadata.name, writes: writes((raw as Raw<V1ClusterRole>).rules) };
  },
});
