import type { FactKind } from "./facts.ts";
import type { KindSpec } from "./kind-spec.ts";
import { clusterRoleBindingKind } from "./kinds/cluster-role-binding.ts";
import { clusterRoleKind } from "./kinds/cluster-role.ts";
import { cronJobKind } from "./kinds/cron-job.ts";
import { daemonSetKind } from "./kinds/daemon-set.ts";
import { deploymentKind } from "./kinds/deployment.ts";
import { gatewayKind } from "./kinds/gateway.ts";
import { httpRouteKind } from "./kinds/http-route.ts";
import { ingressKind } from "./kinds/ingress.ts";
import { jobKind } from "./kinds/job.ts";
import { namespaceKind } from "./kinds/namespace.ts";
import { networkPolicyKind } from "./kinds/network-policy.ts";
import { nodeKind } from "./kinds/node.ts";
import { volumeClaimKind } from "./kinds/persistent-volume-claim.ts";
import { podKind } from "./kinds/pod.ts";
import { prometheusRuleKind } from "./kinds/prometheus-rule.ts";
import { replicaSetKind } from "./kinds/replica-set.ts";
import { roleBindingKind } from "./kinds/role-binding.ts";
import { roleKind } from "./kinds/role.ts";
import { serviceAccountKind } from "./kinds/service-account.ts";
import { serviceKind } from "./kinds/service.ts";
import { statefulSetKind } from "./kinds/stateful-set.ts";

/** Any one watched kind, discriminated by `kind`. */
export type AnyKindSpec = { readonly [K in FactKind]: KindSpec<K> }[FactKind];

/** Every watched kind in the order in which to sync: cheap ones first, what links pods before pods, pods last. */
export const KINDS: readonly AnyKindSpec[] = [
  namespaceKind,
  nodeKind,
  clusterRoleKind,
  clusterRoleBindingKind,
  roleKind,
  roleBindingKind,
  serviceAccountKind,
  networkPolicyKind,
  serviceKind,
  ingressKind,
  gatewayKind,
  httpRouteKind,
  prometheusRuleKind,
  volumeClaimKind,
  cronJobKind,
  jobKind,
  daemonSetKind,
  statefulSetKind,
  deploymentKind,
  replicaSetKind,
  podKind,
];

const API_VERSIONS: ReadonlyMap<FactKind, string> = new Map(
  KINDS.map(({ kind, group, version }) => [kind, group === "" ? version : `${group}/${version}`]),
);

/** apiVersion of objects of the kind, as it is read: `v1`, `networking.k8s.io/v1`. */
export const apiVersionOf = (kind: FactKind): string => API_VERSIONS.get(kind) ?? "";
