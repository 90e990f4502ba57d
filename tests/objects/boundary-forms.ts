import type { FactKind } from "../../src/facts/facts.ts";

/** What a form looks like, as far as objects of the boundary go. */
export interface Look {
  readonly label: string;
  readonly flag: boolean;
  readonly node: string;
  /** Another namespace, or its own. */
  readonly far: string;
}

export interface Fields {
  readonly spec?: object;
  /** Beside metadata and spec. */
  readonly fields?: object;
  readonly annotations?: Readonly<Record<string, string>>;
}

const NAME_LABEL = "kubernetes.io/metadata.name";

const policy = ({ label, flag, node, far }: Look): Fields => {
  const byLabel = flag ? { matchLabels: { app: label } } : { matchExpressions: [{ key: "app", operator: "NotIn", values: [label] }] };
  const peers = [{ namespaceSelector: byLabel }, { namespaceSelector: { matchLabels: { [NAME_LABEL]: far } } }, { namespaceSelector: {} }];
  return { spec: node === "node-1" ? { ingress: [{ from: peers }] } : { policyTypes: ["Egress"], egress: [{ to: peers.slice(1) }, {}] } };
};

const service = ({ flag, node, far }: Look): Fields => ({
  spec: flag ? { type: "ExternalName", externalName: `${far}.example` } : { type: "NodePort", externalIPs: [node] },
});

const route = ({ label, flag, far }: Look): Fields => ({
  spec: {
    hostnames: [`${label}.example`],
    parentRefs: [{ name: flag ? "a" : "b", namespace: far }, { name: "a" }],
    rules: [flag ? { filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https" } }] } : {}],
  },
});

const binding = ({ label, flag, node, far }: Look): Fields => ({
  fields: {
    roleRef: { kind: node === "node-1" ? "ClusterRole" : "Role", name: label === "x" ? "a" : "b" },
    subjects: [
      flag ? { kind: "ServiceAccount", name: "a", namespace: far } : { kind: "Group", name: `system:serviceaccounts:${far}` },
      { kind: "ServiceAccount", name: "own" },
    ],
  },
});

const rules = ({ flag }: Look): Fields => ({
  fields: { rules: [{ apiGroups: [""], resources: ["pods"], verbs: [flag ? "create" : "get"] }] },
});

const FORMS: Partial<Record<FactKind, (look: Look) => Fields>> = {
  NetworkPolicy: policy,
  Service: service,
  Ingress: ({ label, flag }) => ({ spec: { rules: [{ host: `${label}.example` }], tls: flag ? [{}] : [] } }),
  Gateway: ({ label, flag }) => ({ spec: { listeners: [{ name: label, protocol: flag ? "HTTPS" : "HTTP", port: 443 }] } }),
  HTTPRoute: route,
  PrometheusRule: ({ label }) => ({ spec: { groups: [{ rules: [{ alert: label }] }] } }),
  Role: rules,
  ClusterRole: rules,
  RoleBinding: binding,
  ClusterRoleBinding: binding,
  ServiceAccount: ({ flag }) => (flag ? { annotations: { "iam.gke.io/gcp-service-account": "a@acme.iam.gserviceaccount.com" } } : {}),
};

/** What an object of the kind has in it, in this form; nothing for kinds that are not of the boundary. */
export const boundaryFields = (kind: FactKind, look: Look): Fields => FORMS[kind]?.(look) ?? {};
