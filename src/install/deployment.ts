import { NAME, NAMESPACE, SELECTOR_LABELS } from "./identity.ts";
import type { ChartValues } from "./values.ts";

/** The workload as the plain manifests have it: what the chart renders when no value is given. */

const METRICS_PORT = 8080;

const probe = (path: string, times: ChartValues["startupProbe"]) => ({ httpGet: { path, port: "metrics" }, ...times });
const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });

const container = (values: ChartValues, version: string) => ({
  name: "operator",
  image: `${values.image.repository}:${values.image.tag || version}`,
  imagePullPolicy: values.image.pullPolicy,
  args: [
    `--bind-address=:${METRICS_PORT}`,
    `--system-namespaces=${[...values.systemNamespaces, NAMESPACE].join(",")}`,
    `--label-namespaces=${values.rbac.labelNamespaces}`,
    `--reports=${values.reports}`,
    "--leader-elect=true",
    `--lease-name=${NAME}`,
    `--log-level=${values.logLevel}`,
  ],
  env: [field("POD_NAME", "metadata.name"), field("POD_NAMESPACE", "metadata.namespace")],
  ports: [{ name: "metrics", containerPort: METRICS_PORT, protocol: "TCP" }],
  startupProbe: probe("/healthz", values.startupProbe),
  livenessProbe: probe("/healthz", values.livenessProbe),
  readinessProbe: probe("/readyz", values.readinessProbe),
  resources: values.resources,
  securityContext: values.securityContext,
});

/** The Deployment's spec. A new pod is warm before an old one goes, and the Lease is handed over. */
export const deploymentSpec = (values: ChartValues, labels: Readonly<Record<string, string>>, version: string): object => ({
  replicas: values.replicas,
  strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
  selector: { matchLabels: SELECTOR_LABELS },
  template: {
    metadata: { labels },
    spec: {
      serviceAccountName: NAME,
      automountServiceAccountToken: true,
      enableServiceLinks: false,
      securityContext: values.podSecurityContext,
      terminationGracePeriodSeconds: values.terminationGracePeriodSeconds,
      containers: [container(values, version)],
    },
  },
});

/** The Service's spec. */
export const serviceSpec = ({ service }: ChartValues): object => ({
  type: "ClusterIP",
  selector: SELECTOR_LABELS,
  ports: [{ name: "metrics", port: service.port, targetPort: "metrics", protocol: "TCP" }],
});
