import { allPassedOn, flag, formed, group, oneOf, passedOn, text, textMap, texts, value } from "./value-fields.ts";
import { z } from "zod";

const DURATION = { form: /^([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$/, mend: "write a time with its unit: 30s, 1m, 1m30s" };
const NAMESPACE = { form: /^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)?$/, mend: "write the name of a namespace" };
const URL = { form: /^https?:\/\/[^/\s]\S*$/, mend: "write a whole address: https://example.com/runbooks" };
const OPTIONAL_URL = { form: /^(https?:\/\/[^/\s]\S*)?$/, mend: "write a whole address, http:// or https:// included" };

const monitor = (kind: "ServiceMonitor" | "PodMonitor", instead: string) =>
  group(
    `A ${kind} for the Prometheus Operator${instead}. The metrics' own labels are honoured, and the job is called isms-scope-operator.`,
    {
      enabled: flag(false, `Create it. The cluster must serve monitoring.coreos.com/v1.`),
      namespace: formed(NAMESPACE, "", "Its namespace; empty: the release's."),
      labels: textMap({}, "Its labels, by which a Prometheus selects it."),
      annotations: textMap({}, "Its annotations."),
      interval: formed(DURATION, "30s", "How often it is scraped; empty: as often as Prometheus does by default."),
      scrapeTimeout: formed(DURATION, "", "How long a scrape may take; empty: what Prometheus has as its default."),
      relabelings: allPassedOn("Further relabelings of the target."),
      metricRelabelings: allPassedOn("Relabelings of the metrics."),
    },
  );

/** Ports as a list: after a Service is resolved, a policy sees the port of the pod behind it. */
const ports = (fallback: number[], description: string) => value(z.array(z.int().min(1).max(65_535)), fallback, description);

/** How it is observed: metrics, alerts, boards, traces, and the network that these need. */
export const MONITORING_VALUES = {
  service: group("The Service through which the metrics are scraped.", {
    port: value(z.int().min(1).max(65_535), 8080, "Its port, named `metrics`. The container's is always 8080."),
    labels: textMap({}, "Further labels of the Service."),
    annotations: textMap(
      {},
      "Annotations of the Service, for example those by which a Prometheus without the Prometheus Operator finds it.",
    ),
  }),
  serviceMonitor: monitor("ServiceMonitor", ""),
  podMonitor: monitor("PodMonitor", ", instead of a ServiceMonitor"),
  prometheusRule: group("The alerts as a PrometheusRule for the Prometheus Operator. Without it, use k8s/prometheus/alerts.yaml.", {
    enabled: flag(false, "Create it. The cluster must serve monitoring.coreos.com/v1."),
    namespace: formed(NAMESPACE, "", "Its namespace; empty: the release's."),
    labels: textMap({}, "Its labels, by which a Prometheus selects it."),
    annotations: textMap({}, "Its annotations."),
    alertLabels: textMap({}, "Further labels of each alert, for routing."),
    disabledAlerts: texts([], "Names of alerts that are left out."),
    runbookUrl: formed(
      URL,
      "https://isms-scope.io/runbooks",
      "Where the runbooks are; the name of the alert is added, or takes the place of `{alert}`: " +
        "`https://git.example.com/isms-scope-operator/blob/main/docs/runbooks/{alert}.md`.",
    ),
  }),
  dashboards: group("The Grafana boards, as a ConfigMap that Grafana's sidecar loads.", {
    enabled: flag(false, "Create the ConfigMap."),
    namespace: formed(NAMESPACE, "", "Its namespace; empty: the release's."),
    labels: textMap({ grafana_dashboard: "1" }, "Its labels, by which the sidecar finds it."),
    annotations: textMap({}, "Its annotations, for example `grafana_folder`."),
    grafanaOperator: group("A GrafanaDashboard for each board, for the Grafana Operator.", {
      enabled: flag(false, "Create them. The cluster must serve grafana.integreatly.org/v1beta1."),
      instanceSelector: passedOn({ matchLabels: { dashboards: "grafana" } }, "Which Grafanas show them."),
      folder: text("", "The folder in which they are shown."),
      allowCrossNamespaceImport: flag(false, "Let Grafanas of other namespaces show them."),
    }),
  }),
  otlp: group("Traces by OpenTelemetry; what is not named here is set by the standard variables in extraEnv.", {
    endpoint: formed(OPTIONAL_URL, "", "Where traces are sent, for example `http://otel-collector.observability:4318`. Empty: nowhere."),
    protocol: oneOf(["http/protobuf", "http/json", "grpc"], "http/protobuf", "How they are sent."),
    resourceAttributes: textMap({}, "Further attributes of the resource, beside pod, namespace and clusterName."),
  }),
  networkPolicy: group("Who may reach the pods, and what they may reach. Empty lists of peers mean: everyone, on the named ports.", {
    enabled: flag(false, "Create the NetworkPolicy."),
    metricsFrom: allPassedOn("Peers that may scrape the metrics."),
    dnsTo: allPassedOn("Peers that answer DNS, port 53. A node-local cache is no pod: allow everyone, or its address."),
    apiServerTo: allPassedOn("Peers that are the API server, for example `- ipBlock: {cidr: 10.0.0.10/32}`."),
    apiServerPorts: ports([443, 6443], "Ports of the API server: that of the Service, and that of the server behind it."),
    otlpTo: allPassedOn("Peers that take the traces."),
    otlpPorts: ports([], "Ports of the peers that take the traces; empty: the port of `otlp.endpoint`."),
    extraIngress: allPassedOn("Further rules for ingress."),
    extraEgress: allPassedOn("Further rules for egress."),
  }),
};
