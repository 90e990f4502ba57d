/** Objects of every watched kind in random forms, few enough that they often meet, and a stream of changes of them. */
import type { Api } from "../../tools/control-plane/api.ts";

export const NAMESPACES = ["soak-a", "soak-b", "soak-c"] as const;
export const SCOPE = "soak";

/** Numbers from 0 up to, not including, `limit`. The same seed gives the same sequence. (mulberry32) */
export type Dice = (limit: number) => number;

export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

/** One kind: where its objects are (in a namespace when one is given), and their forms. */
interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly forms: readonly object[];
}

const kind = (apiVersion: string, name: string, plural: string, forms: readonly object[], namespaced = true): Kind => ({
  apiVersion,
  kind: name,
  plural,
  namespaced,
  forms,
});

const RBAC = "rbac.authorization.k8s.io/v1";
const GATEWAY = "gateway.networking.k8s.io/v1";
const ports = [{ port: 80 }];
const rules = (...verbs: string[]) => ({ rules: [{ apiGroups: [""], resources: ["pods"], verbs }] });
const granting = (ref: string, subject: object) => ({
  roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: ref, name: "one" },
  subjects: [subject],
});
const group = (name: string) => ({ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name });
const account = (namespace: string) => ({ kind: "ServiceAccount", name: "one", namespace });
const container = (image: string, more: object = {}) => ({ name: "app", image, ...more });
const podOf = (node: string, image: string, more: object = {}) => ({
  metadata: { labels: { app: "web" } },
  spec: { nodeName: node, containers: [container(image, more)] },
});
const template = (app: string, image: string) => ({
  metadata: { labels: { app } },
  spec: { containers: [container(image)] },
});
const deploymentOf = (image: string) => ({
  spec: { replicas: 0, selector: { matchLabels: { app: "web" } }, template: template("web", image) },
});
const ingressOf = (host: string, tls: boolean) => ({
  spec: {
    rules: [{ host, http: { paths: [{ path: "/", pathType: "Prefix", backend: { service: { name: "one", port: { number: 80 } } } }] } }],
    ...(tls ? { tls: [{ hosts: [host] }] } : {}),
  },
});
const admits = (...from: object[]) => ({ spec: { podSelector: {}, policyTypes: ["Ingress"], ingress: [{ from }] } });
const redirect = { filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https" } }] };
const attached = (namespace: string, more: object) => ({ spec: { parentRefs: [{ name: "one", namespace }], ...more } });
const gatewayOf = (protocol: string) => ({
  spec: { gatewayClassName: "any", listeners: [{ name: "one", protocol, port: 80, ...(protocol === "HTTP" ? {} : tlsOf) }] },
});
const tlsOf = { tls: { certificateRefs: [{ name: "one" }] } };
const alerting = (alert: string) => ({ spec: { groups: [{ name: "one", rules: [{ alert, expr: "up == 0" }] }] } });

const KINDS: readonly Kind[] = [
  kind("v1", "Service", "services", [
    { spec: { type: "ClusterIP", ports } },
    { spec: { type: "NodePort", ports } },
    { spec: { type: "ExternalName", externalName: "api.example" } },
    { spec: { type: "ExternalName", externalName: "elsewhere.example" } },
  ]),
  kind("v1", "ServiceAccount", "serviceaccounts", [
    {},
    { metadata: { annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/app" } } },
  ]),
  kind("v1", "Pod", "pods", [
    podOf("soak-1", "registry.example/app:1"),
    podOf("soak-2", "elsewhere.example/app:1"),
    podOf("soak-1", "registry.example/app:2", { securityContext: { privileged: true } }),
  ]),
  kind("v1", "PersistentVolumeClaim", "persistentvolumeclaims", [
    { spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } } },
  ]),
  kind("apps/v1", "Deployment", "deployments", [deploymentOf("registry.example/app:1"), deploymentOf("elsewhere.example/app:1")]),
  kind("networking.k8s.io/v1", "Ingress", "ingresses", [
    ingressOf("shop.example", true),
    ingressOf("shop.example", false),
    ingressOf("other.example", true),
  ]),
  kind("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies", [
    admits({ podSelector: {} }),
    admits({ namespaceSelector: { matchLabels: { tier: "inner" } } }),
    admits({ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "soak-c" } } }),
    admits({ ipBlock: { cidr: "203.0.113.0/24" } }),
  ]),
  kind(RBAC, "Role", "roles", [rules("get"), rules("get", "delete")]),
  kind(RBAC, "RoleBinding", "rolebindings", [
    granting("Role", group("devs")),
    granting("Role", group("guests")),
    granting("ClusterRole", account("soak-b")),
    granting("ClusterRole", account("soak-c")),
  ]),
  kind(RBAC, "ClusterRole", "clusterroles", [rules("get"), rules("delete")], false),
  kind(
    RBAC,
    "ClusterRoleBinding",
    "clusterrolebindings",
    [granting("ClusterRole", group("devs")), granting("ClusterRole", account("soak-c"))],
    false,
  ),
  kind(GATEWAY, "Gateway", "gateways", [gatewayOf("HTTP"), gatewayOf("HTTPS")]),
  kind(GATEWAY, "HTTPRoute", "httproutes", [
    attached("soak-a", { rules: [redirect] }),
    attached("soak-b", { hostnames: ["shop.example"] }),
    attached("soak-a", {}),
  ]),
  kind("monitoring.coreos.com/v1", "PrometheusRule", "prometheusrules", [alerting("PodDown"), alerting("Other")]),
  kind(
    "v1",
    "Node",
    "nodes",
    ["eu-west-1", "us-east-1"].map((region) => ({ metadata: { labels: { "topology.kubernetes.io/region": region } } })),
    false,
  ),
];

/** What namespaces are: the tier by which policies select them, and the environment by which the scope does. */
const TIERS: readonly (Readonly<Record<string, string>> | null)[] = [
  { tier: "inner", env: "prod" },
  { tier: "outer", env: "dev" },
  { env: "none" },
];

const pick = <T>(dice: Dice, from: readonly T[]): T => from[dice(from.length)] as T;
const nameOf = (dice: Dice, { kind: each }: Kind): string => {
  if (each === "Node") return pick(dice, ["soak-1", "soak-2"]);
  return each === "Role" || each === "ClusterRole" || each === "Gateway" ? "one" : pick(dice, ["one", "two"]);
};

const APPLY = "application/apply-patch+yaml";
const AT_ONCE = { apiVersion: "v1", kind: "DeleteOptions", gracePeriodSeconds: 0 };

const pathOf = ({ apiVersion, plural, namespaced }: Kind, namespace: string): string =>
  `/${apiVersion.includes("/") ? "apis" : "api"}/${apiVersion}${namespaced ? `/namespaces/${namespace}` : ""}/${plural}`;

const put = (api: Api, path: string, object: object) => api.request("PATCH", `${path}?fieldManager=soak&force=true`, object, APPLY);

/** Applies a namespace with these labels. */
export const putNamespace = (api: Api, name: string, labels: object | null) =>
  put(api, `/api/v1/namespaces/${name}`, {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, labels, annotations: { "isms-scope.io/data-classification": "Internal" } },
  });

/** One change: something made, altered or taken away. False when it did not happen: there was nothing to take away, or it was refused. */
export async function change(api: Api, dice: Dice): Promise<boolean> {
  if (dice(8) === 0) return (await putNamespace(api, pick(dice, NAMESPACES), pick(dice, TIERS))).status < 300;
  const each = pick(dice, KINDS);
  const [name, namespace, form, removed] = [nameOf(dice, each), pick(dice, NAMESPACES), pick(dice, each.forms), dice(4) === 0];
  const path = `${pathOf(each, namespace)}/${name}`;
  const { metadata = {}, ...fields } = form as { readonly metadata?: object };
  const { apiVersion, kind: ofKind } = each;
  const object = { apiVersion, kind: ofKind, metadata: { ...metadata, name }, ...fields };
  if (!removed && (await put(api, path, object)).status < 300) return true;
  // What cannot be altered, a pod or the role of a binding, is made anew.
  const gone = await api.request("DELETE", path, AT_ONCE);
  return (removed ? gone : await put(api, path, object)).status < 300;
}
