import type { Api } from "../tools/control-plane/api.ts";
import { inParallel, namespaceName, type Size } from "./cluster.ts";

/** What surrounds the pods of the measured cluster: services, network policies, roles and who has them. */

const NETWORKING = "/apis/networking.k8s.io/v1/namespaces";
const RBAC = "/apis/rbac.authorization.k8s.io/v1";

/** In each namespace: the policy that denies, the role that writes, the account that deploys, and its binding. */
const DENY = "default-deny";
const OWN_BINDING = "deployer-0";
const ROLE = "editor";
const CLUSTER_ROLE = "bench-editor";
const ACCOUNT = "deployer";

const boundTo = (namespace: string, stranger: boolean): object => ({
  subjects: [
    { kind: "ServiceAccount", name: ACCOUNT, namespace },
    ...(stranger ? [{ kind: "User", name: "stranger", apiGroup: "rbac.authorization.k8s.io" }] : []),
  ],
});

/** Makes the policy that denies select pods that there are not, or all again. */
export const changePolicy = (api: Api, namespace: string, wrong: boolean): Promise<unknown> =>
  api.must("PATCH", `${NETWORKING}/${namespace}/networkpolicies/${DENY}`, {
    spec: { podSelector: { matchLabels: wrong ? { nobody: "here" } : null } },
  });

/** Gives a stranger access by the binding of the namespace's own account, or takes it away. */
export const changeBinding = (api: Api, namespace: string, wrong: boolean): Promise<unknown> =>
  api.must("PATCH", `${RBAC}/namespaces/${namespace}/rolebindings/${OWN_BINDING}`, boundTo(namespace, wrong));

const service = (index: number): object => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: `service-${index}`, labels: { team: `team-${index % 40}`, "app.kubernetes.io/part-of": "bench" } },
  spec: { selector: { "app.kubernetes.io/name": `service-${index}` }, ports: [{ name: "http", port: 80, targetPort: 8080 }] },
});

/** The first of each namespace denies; of the others a third admit a neighbour by its name, a third a team, a third pods next to them. */
const policy = (index: number, { namespaces }: Size): object => {
  const place = index % namespaces;
  const round = Math.floor(index / namespaces);
  const from = [
    { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespaceName((place + 1) % namespaces) } }, podSelector: {} },
    { namespaceSelector: { matchExpressions: [{ key: "team", operator: "In", values: [`team-${place % 40}`] }] } },
    { podSelector: { matchLabels: { team: `team-${place % 40}` } } },
  ][index % 3];
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: round === 0 ? DENY : `allow-${round}` },
    spec:
      round === 0
        ? { podSelector: {}, policyTypes: ["Ingress", "Egress"] }
        : { podSelector: { matchLabels: { round: `${round}` } }, ingress: [{ from: [from], ports: [{ port: 8080 }] }] },
  };
};

/** The first of each namespace is of its own account; the others are of a team, every second by the role of the cluster. */
const binding = (index: number, { namespaces }: Size): object => {
  const round = Math.floor(index / namespaces);
  const role = round % 2 === 0 ? { kind: "Role", name: ROLE } : { kind: "ClusterRole", name: CLUSTER_ROLE };
  const subjects =
    round === 0
      ? boundTo(namespaceName(index), false)
      : { subjects: [{ kind: "Group", name: `team-${index % 40}`, apiGroup: "rbac.authorization.k8s.io" }] };
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "RoleBinding",
    metadata: { name: `deployer-${round}`, labels: { team: `team-${index % 40}` } },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", ...role },
    ...subjects,
  };
};

const role = {
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "Role",
  metadata: { name: ROLE },
  rules: [
    { apiGroups: ["", "apps"], resources: ["pods", "configmaps", "deployments"], verbs: ["get", "list", "create", "patch", "delete"] },
  ],
};

const clusterRole = { ...role, kind: "ClusterRole", metadata: { name: CLUSTER_ROLE } };

const indices = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** Creates all of it in namespaces that are there. */
export async function loadBoundary(api: Api, size: Size): Promise<void> {
  const place = (index: number) => namespaceName(index % size.namespaces);
  await api.must("POST", `${RBAC}/clusterroles`, clusterRole);
  await inParallel(indices(size.namespaces), async (index) => {
    const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: ACCOUNT } };
    await api.must("POST", `/api/v1/namespaces/${place(index)}/serviceaccounts`, account);
    await api.must("POST", `${RBAC}/namespaces/${place(index)}/roles`, role);
  });
  await inParallel(indices(size.policies), (index) =>
    api.must("POST", `${NETWORKING}/${place(index)}/networkpolicies`, policy(index, size)),
  );
  await inParallel(indices(size.bindings), (index) =>
    api.must("POST", `${RBAC}/namespaces/${place(index)}/rolebindings`, binding(index, size)),
  );
  await inParallel(indices(size.services), (index) => api.must("POST", `/api/v1/namespaces/${place(index)}/services`, service(index)));
}
