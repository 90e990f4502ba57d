import { deploymentSpec, serviceSpec } from "./deployment.ts";
import { NAME, NAMESPACE, objectLabels } from "./identity.ts";
import { clusterRules, leaseRules } from "./rbac.ts";
import { PEOPLES_ROLES } from "./roles.ts";
import { chartValues } from "./values.ts";

/** The install as plain manifests, for people without Helm: one list of objects a file. */

const RBAC = "rbac.authorization.k8s.io/v1";

/** Namespace, identity and rights of the operator. */
export function rightsManifests(version: string): object[] {
  const labels = objectLabels(version);
  const [everywhere, here] = [
    { name: NAME, labels },
    { name: NAME, namespace: NAMESPACE, labels },
  ];
  const subjects = [{ kind: "ServiceAccount", name: NAME, namespace: NAMESPACE }];
  const roleRef = (kind: string) => ({ apiGroup: "rbac.authorization.k8s.io", kind, name: NAME });
  const restricted = { ...labels, "pod-security.kubernetes.io/enforce": "restricted" };
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE, labels: restricted } },
    { apiVersion: "v1", kind: "ServiceAccount", metadata: here, automountServiceAccountToken: false },
    { apiVersion: RBAC, kind: "ClusterRole", metadata: everywhere, rules: clusterRules({ labelNamespaces: true }) },
    { apiVersion: RBAC, kind: "ClusterRoleBinding", metadata: everywhere, roleRef: roleRef("ClusterRole"), subjects },
    { apiVersion: RBAC, kind: "Role", metadata: here, rules: leaseRules(NAME) },
    { apiVersion: RBAC, kind: "RoleBinding", metadata: here, roleRef: roleRef("Role"), subjects },
  ];
}

/** ClusterRoles for people. */
export const rolesManifests = (version: string): object[] =>
  PEOPLES_ROLES.map(({ name, labels, rules }) => ({
    apiVersion: RBAC,
    kind: "ClusterRole",
    metadata: { name, labels: { ...objectLabels(version), ...labels } },
    rules,
  }));

/** What runs. */
export function workloadManifests(version: string): object[] {
  const values = chartValues.parse({});
  const labels = objectLabels(version);
  const metadata = { name: NAME, namespace: NAMESPACE, labels };
  return [
    { apiVersion: "apps/v1", kind: "Deployment", metadata, spec: deploymentSpec(values, labels, version) },
    { apiVersion: "v1", kind: "Service", metadata, spec: serviceSpec(values) },
  ];
}
