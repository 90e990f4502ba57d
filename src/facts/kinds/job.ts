import type { V1Job } from "@kubernetes/client-node";
import { defineKind } from "../kind-spec.ts";
import type { Raw } from "../raw.ts";
import { workloadFact } from "../workload-fact.ts";

const isFinished = (job: Raw<V1Job>): boolean =>
  (job.status?.conditions ?? []).some(({ type, status }) => (type === "Complete" || type === "Failed") && status === "True");

/** Pods that run to an end. */
export const jobKind = defineKind({
  kind: "Job",
  group: "batch",
  version: "v1",
  plural: "jobs",
  namespaced: true,
  metadataOnly: false,
  keepsAnnotations: true,
  project(raw, projection) {
    const fact = workloadFact("Job", raw, (raw as Raw<V1Job> | null)?.spec?.template, projection);
    return { ...fact, finished: isFinished(raw as Raw<V1Job>) };
  },
});
