import type { V1CronJob } from "@kubernetes/client-node";
import { defineKind } from "../kind-spec.ts";
import type { Raw } from "../raw.ts";
import { workloadFact } from "../workload-fact.ts";

/** Jobs at set times, judged by their template also between runs. */
export const cronJobKind = defineKind({
  kind: "CronJob",
  group: "batch",
  version: "v1",
  plural: "cronjobs",
  namespaced: true,
  metadataOnly: false,
  keepsAnnotations: true,
  project: (raw, projection) => workloadFact("CronJob", raw, (raw as Raw<V1CronJob> | null)?.spec?.jobTemplate?.spec?.template, projection),
});
