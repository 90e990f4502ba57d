import { parseImage, type ImageName } from "./image.ts";

/**
 * Images by which a log shipper is recognised, and images of other sidecars that are none whatever their container is called.
 * An entry is the end of a repository path, so that mirrors count (`mirror.example/hub/fluent/fluent-bit`);
 * `*` stands for any run of characters without a slash. Entries of one word are names that nobody else uses.
 */
const SHIPPERS: Readonly<Record<string, readonly string[]>> = {
  "Fluent Bit": ["fluent-bit", "aws-for-fluent-bit", "grafana/fluent-bit-plugin-loki", "newrelic/newrelic-fluentbit-output"],
  Fluentd: [
    "fluentd",
    "fluent/fluentd-kubernetes-daemonset",
    "splunk/fluentd-hec",
    "sumologic/kubernetes-fluentd",
    "openshift-logging/fluentd-rhel*",
  ],
  Vector: ["timberio/vector", "vectordotdev/vector", "openshift-logging/vector-rhel*"],
  Filebeat: ["filebeat"],
  Logstash: ["logstash"],
  Promtail: ["grafana/promtail"],
  "Splunk Universal Forwarder": ["splunk/universalforwarder"],
  "LogDNA Agent": ["logdna/logdna-agent"],
  "syslog-ng": ["balabit/syslog-ng", "axoflow/axosyslog"],
  "Azure Monitor": ["azuremonitor/containerinsights/ciprod"],
};

/** Agents for several signals: they ship logs only if configured to, which the pod does not show. */
const POSSIBLE_SHIPPERS: Readonly<Record<string, readonly string[]>> = {
  "OpenTelemetry Collector": [
    "otel/opentelemetry-collector*",
    "opentelemetry-collector-releases/opentelemetry-collector*",
    "aws-otel-collector",
    "splunk-otel-collector",
    "dynatrace-otel-collector",
    "sumologic-otel-collector",
  ],
  "Elastic Agent": ["elastic-agent"],
  "Grafana Agent": ["grafana/agent"],
  "Grafana Alloy": ["grafana/alloy"],
  "Datadog Agent": ["datadog/agent", "datadoghq/agent"],
  "CloudWatch Agent": ["amazon/cloudwatch-agent", "cloudwatch-agent/cloudwatch-agent"],
  Cribl: ["cribl/cribl"],
};

const OTHER_SIDECARS = [
  "istio/proxyv2",
  "linkerd/proxy",
  "envoyproxy/envoy*",
  "hashicorp/vault",
  "cloud-sql-proxy*",
  "cloudsql-docker/gce-proxy",
  "daprd",
  "oauth2-proxy",
  "*-exporter",
  "*_exporter",
];

/** What an image proves: a shipper, an agent that may ship logs, another kind of sidecar, or nothing. */
export type ImageEvidence =
  | { readonly kind: "shipper" | "possible shipper"; readonly agent: string }
  | { readonly kind: "other sidecar" }
  | { readonly kind: "unknown" };

const endsWith = (entries: readonly string[]): RegExp => {
  const alternatives = entries.map((entry) => entry.replace(/[.+]/g, "\\$&").replaceAll("*", "[^/]*"));
  return new RegExp(`(?:^|/)(?:${alternatives.join("|")})$`);
};
const compiled = (table: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(table).map(([agent, entries]) => ({ agent, pattern: endsWith(entries) }));

const SHIPPER_PATTERNS = compiled(SHIPPERS);
const POSSIBLE_PATTERNS = compiled(POSSIBLE_SHIPPERS);
const OTHER_PATTERN = endsWith(OTHER_SIDECARS);

/** Judges one image reference; `own` are the images that the scope adds in `rules.logging.images`. */
export const imageEvidence = (reference: string, own: readonly string[]): ImageEvidence => {
  const image = parseImage(reference);
  if (image === undefined) return { kind: "unknown" };
  if (own.some((entry) => isSame(entry, image))) return { kind: "shipper", agent: "declared in rules.logging.images" };
  const shipper = SHIPPER_PATTERNS.find(({ pattern }) => pattern.test(image.path));
  if (shipper !== undefined) return { kind: "shipper", agent: shipper.agent };
  const possible = POSSIBLE_PATTERNS.find(({ pattern }) => pattern.test(image.path));
  if (possible !== undefined) return { kind: "possible shipper", agent: possible.agent };
  return { kind: OTHER_PATTERN.test(image.path) ? "other sidecar" : "unknown" };
};

/** An entry with a registry means that repository alone; one without means the path in any registry, mirrors included. */
const isSame = (entry: string, image: ImageName): boolean => {
  const declared = parseImage(entry);
  if (declared === undefined) return false;
  if (declared.registry !== undefined) return declared.registry === image.registry && declared.path === image.path;
  return image.path === declared.path || image.path.endsWith(`/${declared.path}`);
};
