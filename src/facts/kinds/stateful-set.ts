import type { V1StatefulSet } from "@kubernetes/client-node";
import { sortedNames } from "../interner.ts";
import { defineKind } from "../kind-spec.ts";
import type { Raw } from "../raw.ts";
import { workloadFact } from "../workload-fact.ts";

/** Pods with a name and volumes of their own. */
export const statefulSetKind = defineKind({
  kind: "StatefulSet",
  group: "apps",
  version: "v1",
  plural: "statefulsets",
  namespaced: true,
  metadataOnly: false,
  keepsAnnotations: true,
  project(raw, projection) {
    const spec = (raw as Raw<V1StatefulSet> | null)?.spec;
    const claimTemplates = sortedNames((spec?.volumeClaimTemplates ?? []).map((template) => template.metadata?.name));
    return {
      ...workloadFact("StatefulSet", raw, spec?.template, projection),
      claimTemplates: projection.interner.names(claimTemplates),
    };
  },
});
