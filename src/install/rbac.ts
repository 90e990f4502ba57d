import { GROUP } from "../api/names.ts";
import { REPORT_API_NAMES, REPORT_APIS } from "../api/report-apis.ts";
import { KINDS } from "../facts/kinds.ts";

/**
 * The permissions of the operator, derived from what it watches and what its outputs write.
 * Nothing else is granted: no Secret, no ConfigMap, no `get` of single objects, no delete of anything but reports.
 */

/** A rule of rbac.authorization.k8s.io/v1. */
export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** What the statuses and an Event need to be written. */
const WRITES: readonly PolicyRule[] = [
  { apiGroups: [GROUP], resources: ["ismsscopes/status", "scopeexceptions/status"], verbs: ["patch"] },
  { apiGroups: ["events.k8s.io"], resources: ["events"], verbs: ["create"] },
];

/** The resources of both APIs of reports, by group. */
export const reportResources = (verbs: readonly string[]): PolicyRule[] =>
  REPORT_API_NAMES.map((api) => {
    const { group, namespaced, cluster } = REPORT_APIS[api];
    return { apiGroups: [group], resources: [cluster.plural, namespaced.plural], verbs };
  });

/**
 * Reports are read by their label and applied; those that tell of nothing any more are deleted, also of the API that is not the
 * chosen one. RBAC cannot limit any of it to our own.
 */
const REPORTS: readonly PolicyRule[] = reportResources(["list", "watch", "create", "patch", "delete"]);

/** What labels need: the one right that a report-only operator goes without. */
export const LABEL_RULES: readonly PolicyRule[] = [{ apiGroups: [""], resources: ["namespaces"], verbs: ["patch"] }];

/** Rules of the ClusterRole. Without `labelNamespaces` the operator cannot even touch a namespace. */
export function clusterRules(options: { readonly labelNamespaces: boolean }): PolicyRule[] {
  const byGroup = new Map<string, string[]>();
  for (const { group, plural } of KINDS) byGroup.set(group, [...(byGroup.get(group) ?? []), plural]);
  byGroup.set(GROUP, ["ismsscopes", "scopeexceptions"]);
  const reads = [...byGroup].map(([group, plurals]) => ({ apiGroups: [group], resources: plurals.toSorted(), verbs: ["list", "watch"] }));
  return [...reads, ...WRITES, ...REPORTS, ...(options.labelNamespaces ? LABEL_RULES : [])];
}

/** Rules of the Role in the operator's own namespace: its Lease. `create` cannot be limited to a name. */
export function leaseRules(leaseName: string): PolicyRule[] {
  return [
    { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["create"] },
    { apiGroups: ["coordination.k8s.io"], resources: ["leases"], resourceNames: [leaseName], verbs: ["get", "update"] },
  ];
}
