import { GROUP } from "../api/names.ts";
import { KINDS } from "../facts/kinds.ts";

/**
 * The permissions of the operator, derived from what it watches and what its outputs write.
 * Nothing else is granted: no Secret, no ConfigMap, no `get` of single objects, no delete of anything.
 */

interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** What a label, a status and an Event need to be written. */
const WRITES: readonly PolicyRule[] = [
  { apiGroups: [""], resources: ["namespaces"], verbs: ["patch"] },
  { apiGroups: [GROUP], resources: ["ismsscopes/status"], verbs: ["patch"] },
  { apiGroups: ["events.k8s.io"], resources: ["events"], verbs: ["create"] },
];

/** Rules of the ClusterRole. Without `labelNamespaces` the operator cannot even touch a namespace. */
export function clusterRules(options: { readonly labelNamespaces: boolean }): PolicyRule[] {
  const byGroup = new Map<string, string[]>();
  for (const { group, plural } of KINDS) byGroup.set(group, [...(byGroup.get(group) ?? []), plural]);
  byGroup.set(GROUP, ["ismsscopes", "scopeexceptions"]);
  const reads = [...byGroup].map(([group, plurals]) => ({ apiGroups: [group], resources: plurals.toSorted(), verbs: ["list", "watch"] }));
  const writes = WRITES.filter(({ resources }) => options.labelNamespaces || !resources.includes("namespaces"));
  return [...reads, ...writes];
}

/** Rules of the Role in the operator's own namespace: its Lease. `create` cannot be limited to a name. */
export function leaseRules(leaseName: string): PolicyRule[] {
  return [
    { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["create"] },
    { apiGroups: ["coordination.k8s.io"], resources: ["leases"], resourceNames: [leaseName], verbs: ["get", "update"] },
  ];
}

interface Install {
  readonly namespace: string;
  readonly name: string;
}

/** The objects that let the operator run: its namespace, identity and permissions. */
export function rbacManifests({ namespace, name }: Install): object[] {
  const rbac = "rbac.authorization.k8s.io/v1";
  const labels = { "app.kubernetes.io/name": name };
  const subjects = [{ kind: "ServiceAccount", name, namespace }];
  const roleRef = (kind: string) => ({ apiGroup: "rbac.authorization.k8s.io", kind, name });
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels } },
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace, labels } },
    { apiVersion: rbac, kind: "ClusterRole", metadata: { name, labels }, rules: clusterRules({ labelNamespaces: true }) },
    { apiVersion: rbac, kind: "ClusterRoleBinding", metadata: { name, labels }, roleRef: roleRef("ClusterRole"), subjects },
    { apiVersion: rbac, kind: "Role", metadata: { name, namespace, labels }, rules: leaseRules(name) },
    { apiVersion: rbac, kind: "RoleBinding", metadata: { name, namespace, labels }, roleRef: roleRef("Role"), subjects },
  ];
}
