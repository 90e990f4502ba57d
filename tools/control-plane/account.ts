/** Identities with exactly the rights they are given, to prove what is allowed and what is refused. */
import type { Api } from "./api.ts";
import { writeKubeconfig } from "./kubeconfig.ts";

/** A rule of RBAC: `rbac.authorization.k8s.io/v1`. */
export interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs: readonly string[];
}

/** Who shall be created, and what it may. */
export interface AccountOptions {
  /** Must exist. */
  readonly namespace: string;
  /** Name of the service account, and of its cluster role when there are rules. */
  readonly name: string;
  /** Cluster-wide rules; without them nothing is granted here, and the account may have roles from elsewhere. */
  readonly rules?: readonly Rule[];
  /** Where the kubeconfig shall be written. */
  readonly kubeconfig: string;
  /** PEM of the cluster's certificate authority. */
  readonly ca: string | undefined;
  /** Lifetime of the token; at least 600, default a day. */
  readonly expirationSeconds?: number;
}

/** A service account that can log in. */
export interface Account {
  /** As RBAC and the audit log call it. */
  readonly user: string;
  readonly token: string;
  readonly kubeconfig: string;
  /** Paths of what was created, to be deleted by the caller. */
  readonly created: readonly string[];
}

const RBAC = "/apis/rbac.authorization.k8s.io/v1";

/** Creates the account (one that exists already is used) with its rights, a token and a kubeconfig. */
export async function createAccount(api: Api, options: AccountOptions): Promise<Account> {
  const { namespace, name, rules } = options;
  const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`;
  await create(api, accounts, { apiVersion: "v1", kind: "ServiceAccount", metadata: { name } });
  const created = [`${accounts}/${name}`, ...(rules === undefined ? [] : await grant(api, options, rules))];
  const request = {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    spec: { expirationSeconds: options.expirationSeconds ?? 86_400 },
  };
  const answer = await api.must<{ readonly status: { readonly token: string } }>("POST", `${accounts}/${name}/token`, request);
  const { token } = answer.status;
  const access = { url: api.url, token, namespace, ...(options.ca === undefined ? {} : { ca: options.ca }) };
  return { user: `system:serviceaccount:${namespace}:${name}`, token, kubeconfig: writeKubeconfig(options.kubeconfig, access), created };
}

async function grant(api: Api, { namespace, name }: AccountOptions, rules: readonly Rule[]): Promise<string[]> {
  const apiVersion = "rbac.authorization.k8s.io/v1";
  await create(api, `${RBAC}/clusterroles`, { apiVersion, kind: "ClusterRole", metadata: { name }, rules });
  await create(api, `${RBAC}/clusterrolebindings`, {
    apiVersion,
    kind: "ClusterRoleBinding",
    metadata: { name },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
    subjects: [{ kind: "ServiceAccount", name, namespace }],
  });
  return [`${RBAC}/clusterroles/${name}`, `${RBAC}/clusterrolebindings/${name}`];
}

async function create(api: Api, path: string, object: object): Promise<void> {
  const { status, body } = await api.request("POST", path, object);
  if (status >= 400 && body.reason !== "AlreadyExists") throw new Error(`POST ${path}: HTTP ${status}: ${body.message}`);
}
