import type { V1Deployment } from "@kubernetes/client-node";
import { defineKind } from "../kind-spec.ts";
import type { Raw } from "../raw.ts";
import { workloadFact } from "../workload-fact.ts";

/** Replicated pods; ReplicaSets link them. */
export const deploymentKind = defineKind({
  kind: "Deployment",
  group: "apps",
  version: "v1",
  plural: "deployments",
  namespaced: true,
  metadataOnly: false,
  keepsAnnotations: true,
  project: (raw, projection) => workloadFact("Deployment", raw, (raw as Raw<V1Deployment> | null)?.spec?.template, projection),
});
