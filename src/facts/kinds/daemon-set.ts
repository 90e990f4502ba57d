import type { V1DaemonSet } from "@kubernetes/client-node";
import { defineKind } from "../kind-spec.ts";
import type { Raw } from "../raw.ts";
import { workloadFact } from "../workload-fact.ts";

/** One pod per node: among them the log agents. */
export const daemonSetKind = defineKind({
  kind: "DaemonSet",
  group: "apps",
  version: "v1",
  plural: "daemonsets",
  namespaced: true,
  metadataOnly: false,
  keepsAnnotations: true,
  project: (raw, projection) => workloadFact("DaemonSet", raw, (raw as Raw<V1DaemonSet> | null)?.spec?.template, projection),
});
