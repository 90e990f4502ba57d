/** Kubernetes objects as an API server's JSON has them, with as little in them as a test says. */

export interface RawOwner {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

export interface RawObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly uid: string; readonly namespace?: string; readonly [field: string]: unknown };
  readonly spec?: object;
  readonly status?: object;
  /** Of kinds whose fields lie beside metadata: rules, roleRef, subjects. */
  readonly [field: string]: unknown;
}

export interface Given {
  readonly name: string;
  /** Left out for kinds without namespaces; else "shop" when not given. */
  readonly namespace?: string;
  readonly uid?: string;
  readonly labels?: Readonly<Record<string, string>> | null;
  readonly annotations?: Readonly<Record<string, string>> | null;
  /** The controller: an object, or a reference to one that is not there. */
  readonly owner?: RawObject | RawOwner;
  readonly metadata?: object;
  readonly spec?: object;
  readonly status?: object;
  /** Fields beside metadata, spec and status. */
  readonly fields?: object;
}

export const ownerReference = (owner: RawObject | RawOwner): object => {
  const { name, uid } = "metadata" in owner ? owner.metadata : owner;
  return { apiVersion: owner.apiVersion, kind: owner.kind, name, uid, controller: true, blockOwnerDeletion: true };
};

const object =
  (apiVersion: string, kind: string, namespaced: boolean) =>
  (given: Given): RawObject => {
    const { name, labels, annotations, owner, metadata, spec, status, fields } = given;
    const namespace = namespaced ? { namespace: given.namespace ?? "shop" } : {};
    const uid = given.uid ?? `uid-${kind}-${namespace.namespace ?? ""}-${name}`;
    return {
      apiVersion,
      kind,
      metadata: {
        name,
        uid,
        ...namespace,
        ...(labels === undefined ? {} : { labels }),
        ...(annotations === undefined ? {} : { annotations }),
        ...(owner === undefined ? {} : { ownerReferences: [ownerReference(owner)] }),
        ...metadata,
      },
      ...(spec === undefined ? {} : { spec }),
      ...(status === undefined ? {} : { status }),
      ...fields,
    };
  };

/** One maker per watched kind. */
export const raw = {
  Namespace: object("v1", "Namespace", false),
  Node: object("v1", "Node", false),
  ClusterRole: object("rbac.authorization.k8s.io/v1", "ClusterRole", false),
  ClusterRoleBinding: object("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", false),
  Role: object("rbac.authorization.k8s.io/v1", "Role", true),
  RoleBinding: object("rbac.authorization.k8s.io/v1", "RoleBinding", true),
  ServiceAccount: object("v1", "ServiceAccount", true),
  NetworkPolicy: object("networking.k8s.io/v1", "NetworkPolicy", true),
  Service: object("v1", "Service", true),
  Ingress: object("networking.k8s.io/v1", "Ingress", true),
  Gateway: object("gateway.networking.k8s.io/v1", "Gateway", true),
  HTTPRoute: object("gateway.networking.k8s.io/v1", "HTTPRoute", true),
  PrometheusRule: object("monitoring.coreos.com/v1", "PrometheusRule", true),
  PersistentVolumeClaim: object("v1", "PersistentVolumeClaim", true),
  CronJob: object("batch/v1", "CronJob", true),
  Job: object("batch/v1", "Job", true),
  DaemonSet: object("apps/v1", "DaemonSet", true),
  StatefulSet: object("apps/v1", "StatefulSet", true),
  Deployment: object("apps/v1", "Deployment", true),
  ReplicaSet: object("apps/v1", "ReplicaSet", true),
  Pod: object("v1", "Pod", true),
} as const;

/** The spec of a controller whose template has these labels and one container. */
export const templated = (labels: Readonly<Record<string, string>> = {}, image = "registry.example/app:1"): object => ({
  template: { metadata: { labels }, spec: { containers: [{ name: "app", image }] } },
});

/** The spec of a pod with one container. */
export const running = (nodeName?: string, image = "registry.example/app:1"): object => ({
  containers: [{ name: "app", image }],
  ...(nodeName === undefined ? {} : { nodeName }),
});

/** The spec of a pod that reads the logs of its node. */
export const logAgent = (nodeName: string): object => ({
  nodeName,
  containers: [{ name: "agent", image: "fluent/fluent-bit:4.1" }],
  volumes: [{ name: "logs", hostPath: { path: "/var/log" } }],
});

export const ready = { phase: "Running", conditions: [{ type: "Ready", status: "True" }] } as const;
export const notReady = { phase: "Running", conditions: [{ type: "Ready", status: "False" }] } as const;
