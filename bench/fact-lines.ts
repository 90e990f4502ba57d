/** Objects as a watch sends them, one line of JSON each, with what a cluster puts in them and nobody judges. */

export const FACT_NAMESPACES = 500;

const hex = (value: number): string => value.toString(16).padStart(12, "0");

const NOTES = { "note.example/filler": "x".repeat(1000) };
const MANAGED = [
  { manager: "kubectl", operation: "Update", apiVersion: "v1", fieldsType: "FieldsV1", fieldsV1: { "f:spec": { "f:filler": {} } } },
];

const metadata = (kind: string, index: number): object => ({
  name: `${kind}-${index}`,
  namespace: `namespace-${index % FACT_NAMESPACES}`,
  uid: `0b5c3f6e-7a41-4d55-${kind.length.toString(16).padStart(4, "0")}-${hex(index)}`,
  labels: { "app.kubernetes.io/name": `app-${index % 40}`, "app.kubernetes.io/part-of": "shop" },
  annotations: NOTES,
  managedFields: MANAGED,
});

export const podLine = (index: number, perOwner: number): string => {
  const owner = Math.floor(index / perOwner);
  const container = {
    name: "app",
    image: `registry.example/team-${owner % 40}/service-${owner}:1.2.3`,
    env: Array.from({ length: 40 }, (_, at) => ({ name: `VARIABLE_${at}`, value: "v".repeat(100) })),
  };
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `service-${owner}-7d9f8c6b5-${hex(index).slice(-5)}`,
      namespace: `namespace-${owner % FACT_NAMESPACES}`,
      uid: `0b5c3f6e-7a41-4d55-9c1e-${hex(index)}`,
      labels: { "app.kubernetes.io/name": `service-${owner}`, team: `team-${owner % 40}`, "pod-template-hash": "7d9f8c6b5" },
      annotations: { "isms-scope.io/data-classification": "Confidential", "note.example/filler": "x".repeat(3000) },
      ownerReferences: [
        { apiVersion: "apps/v1", kind: "ReplicaSet", name: `service-${owner}-7d9f8c6b5`, uid: `owner-${hex(owner)}`, controller: true },
      ],
    },
    spec: {
      nodeName: `node-${index % 300}`,
      serviceAccountName: "service",
      containers: [container, { name: "logs", image: "fluent/fluent-bit:4.1" }],
    },
    status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] },
  });
};

export const serviceLine = (index: number): string =>
  JSON.stringify({
    metadata: metadata("service", index),
    spec: {
      type: index % 100 === 0 ? "LoadBalancer" : "ClusterIP",
      clusterIP: "10.0.0.1",
      selector: { "app.kubernetes.io/name": `app-${index}` },
      ports: [{ name: "http", port: 80, targetPort: 8080 }],
    },
    status: { loadBalancer: index % 100 === 0 ? { ingress: [{ hostname: `lb-${index}.example` }] } : {} },
  });

/** Every fourth admits a namespace of its own choice, the others what many others admit. */
export const networkPolicyLine = (index: number): string => {
  const namespace = index % 4 === 0 ? `namespace-${(index * 7) % FACT_NAMESPACES}` : "ingress";
  return JSON.stringify({
    metadata: metadata("networkpolicy", index),
    spec: {
      podSelector: { matchLabels: { "app.kubernetes.io/name": `app-${index % 40}` } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } } }], ports: [{ port: 8080 }] }],
      egress: [{ to: [{ ipBlock: { cidr: "10.0.0.0/8" } }], ports: [{ protocol: "UDP", port: 53 }] }],
    },
  });
};

/** Every second is to a service account of its namespace, the others to one of forty teams. */
export const roleBindingLine = (index: number): string =>
  JSON.stringify({
    metadata: metadata("rolebinding", index),
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: index % 3 === 0 ? "edit" : "view" },
    subjects: [index % 2 === 0 ? { kind: "ServiceAccount", name: "deployer" } : { kind: "Group", name: `team-${index % 40}` }],
  });
