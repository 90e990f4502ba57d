import { GROUP } from "../api/names.ts";
import { KINDS } from "../facts/kinds.ts";

/**
 * The permissions of the operator, derived from what it watches and what its outputs write.
 * Nothing else is granted: no Secret, no ConfigMap, no `get` of single objects, no delete of anything.
 */

/** A rule of rbac.authorization.k8s.io/v1. */
export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** What a status and an Event need to be written. */
const WRITES: readonly PolicyRule[] = [
  { apiGroups: [GROUP], resources: ["ismsscopes/status"], verbs: ["patch"] },
  { apiGroups: ["events.k8s.io"], resources: ["events"], verbs: ["create"] },
];

/** What labels need: the one right that a report-only operator goes without. */
export const LABEL_RULES: readonly PolicyRule[] = [{ apiGroups: [""], resources: ["namespaces"], verbs: ["patch"] }];

/** Rules of the ClusterRole. Without `labelNamespaces` the operator cannot even touch a namespace. */
export function clusterRules(options: { readonly labelNamespaces: boolean }): PolicyRule[] {
  const byGroup = new Map<string, string[]>();
  for (const { group, plural } of KINDS) byGroup.set(group, [...(byGroup.get(group) ?? []), plural]);
  byGroup.set(GROUP, ["ismsscopes", "scopeexceptions"]);
  const reads = [...byGroup].map(([group, plurals]) => ({ apiGroups: [group], resources: plurals.toSorted(), verbs: ["list", "watch"] }));
  return [...reads, ...WRITES, ...(options.labelNamespaces ? LABEL_RULES : [])];
}

/** Rules of the Role in the operator's own namespace: its Lease. `create` cannot be limited to a name. */
export function leaseRules(leaseName: string): PolicyRule[] {
  return [
    { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["create"] },
    { apiGroups: ["coordination.k8s.io"], resources: ["leases"], resourceNames: [leaseName], verbs: ["get", "update"] },
  ];
}
