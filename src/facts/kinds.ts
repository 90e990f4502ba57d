import type { FactKind } from "./facts.ts";
import type { KindSpec } from "./kind-spec.ts";
import { cronJobKind } from "./kinds/cron-job.ts";
import { daemonSetKind } from "./kinds/daemon-set.ts";
import { deploymentKind } from "./kinds/deployment.ts";
import { jobKind } from "./kinds/job.ts";
import { namespaceKind } from "./kinds/namespace.ts";
import { nodeKind } from "./kinds/node.ts";
import { volumeClaimKind } from "./kinds/persistent-volume-claim.ts";
import { podKind } from "./kinds/pod.ts";
import { replicaSetKind } from "./kinds/replica-set.ts";
import { statefulSetKind } from "./kinds/stateful-set.ts";

/** Any one watched kind, discriminated by `kind`. */
export type AnyKindSpec = { readonly [K in FactKind]: KindSpec<K> }[FactKind];

/** Every watched kind in the order in which to sync: cheap ones first, what links pods before pods, pods last. */
export const KINDS: readonly AnyKindSpec[] = [
  namespaceKind,
  nodeKind,
  volumeClaimKind,
  cronJobKind,
  jobKind,
  daemonSetKind,
  statefulSetKind,
  deploymentKind,
  replicaSetKind,
  podKind,
];
