/** Kubernetes objects as an API server would answer them, from the few fields that a test is about. */

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly uid: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

/** Labels and annotations of an object. */
export interface Marks {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Of a pod or a template: its own marks, its containers (name → image), native sidecars, and what it mounts. */
export interface PodParts extends Marks {
  readonly containers?: Readonly<Record<string, string>>;
  readonly sidecars?: Readonly<Record<string, string>>;
  readonly inits?: Readonly<Record<string, string>>;
  /** Containers that run `tail -F`. */
  readonly tailing?: readonly string[];
  readonly claims?: readonly string[];
  readonly hostPath?: string;
  readonly hostNetwork?: boolean;
  /** Containers that are privileged. */
  readonly privileged?: readonly string[];
  readonly serviceAccount?: string;
}

interface PodPlace {
  readonly owner?: Manifest;
  readonly node?: string;
  readonly ready?: boolean;
}

const API_VERSIONS: Readonly<Record<string, string>> = {
  Deployment: "apps/v1",
  StatefulSet: "apps/v1",
  DaemonSet: "apps/v1",
  Job: "batch/v1",
  CronJob: "batch/v1",
};

const uidOf = (kind: string, namespace: string, name: string): string => `uid-${kind}-${namespace}-${name}`;

/** The API server gives each the label with its name. */
export const namespace = (name: string, { labels, ...more }: Marks & { readonly managedFields?: readonly unknown[] } = {}): Manifest => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name, uid: uidOf("Namespace", "", name), labels: { ...labels, "kubernetes.io/metadata.name": name }, ...more },
});

/** `providerID` as a cloud writes it: `aws:///eu-west-1a/i-0123`. */
export const node = (name: string, { providerID, ...marks }: Marks & { readonly providerID?: string } = {}): Manifest => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name, uid: uidOf("Node", "", name), ...marks },
  spec: providerID === undefined ? {} : { providerID },
});

export const volumeClaim = (inNamespace: string, name: string, marks: Marks = {}): Manifest => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name, namespace: inNamespace, uid: uidOf("PersistentVolumeClaim", inNamespace, name), ...marks },
});

const containerList = (images: Readonly<Record<string, string>>, parts: PodParts, extra: object = {}) =>
  Object.entries(images).map(([name, image]) => ({
    name,
    image,
    ...(parts.privileged?.includes(name) ? { securityContext: { privileged: true } } : {}),
    ...(parts.tailing?.includes(name) ? { args: ["sh", "-c", "tail -n+1 -F /var/log/app.log"] } : {}),
    ...extra,
  }));

const podSpec = (parts: PodParts, nodeName?: string) => ({
  ...(nodeName === undefined ? {} : { nodeName }),
  ...(parts.hostNetwork === undefined ? {} : { hostNetwork: parts.hostNetwork }),
  ...(parts.serviceAccount === undefined ? {} : { serviceAccountName: parts.serviceAccount }),
  containers: containerList(parts.containers ?? { app: "registry.example/app:1" }, parts),
  initContainers: [...containerList(parts.inits ?? {}, parts), ...containerList(parts.sidecars ?? {}, parts, { restartPolicy: "Always" })],
  volumes: [
    ...(parts.claims ?? []).map((claimName) => ({ name: claimName, persistentVolumeClaim: { claimName } })),
    ...(parts.hostPath === undefined ? [] : [{ name: "host", hostPath: { path: parts.hostPath } }]),
  ],
});

const marksOf = ({ labels = {}, annotations = {} }: Marks) => ({ labels, annotations });

/** A controller with its pod template; `own` are its own marks. */
export const workload = (
  kind: "Deployment" | "StatefulSet" | "DaemonSet" | "Job" | "CronJob",
  inNamespace: string,
  name: string,
  parts: PodParts & { readonly own?: Marks } = {},
): Manifest => {
  const template = { metadata: marksOf(parts), spec: podSpec(parts) };
  return {
    apiVersion: API_VERSIONS[kind] ?? "",
    kind,
    metadata: { name, namespace: inNamespace, uid: uidOf(kind, inNamespace, name), ...marksOf(parts.own ?? {}) },
    spec: kind === "CronJob" ? { jobTemplate: { spec: { template } } } : { template },
  };
};

/** A live pod, with or without a controller. */
export const pod = (inNamespace: string, name: string, parts: PodParts & PodPlace = {}): Manifest => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name,
    namespace: inNamespace,
    uid: uidOf("Pod", inNamespace, name),
    ...marksOf(parts),
    ownerReferences: parts.owner === undefined ? [] : [ownerReference(parts.owner)],
  },
  spec: podSpec(parts, parts.node),
  status: { phase: "Running", conditions: [{ type: "Ready", status: (parts.ready ?? true) ? "True" : "False" }] },
});

const ownerReference = ({ apiVersion, kind, metadata }: Manifest) => ({
  apiVersion,
  kind,
  name: metadata.name,
  uid: metadata.uid,
  controller: true,
});
