import { describe, expect, it } from "vitest";
import { imageEvidence } from "./logging-images.ts";

describe("an image", () => {
  it.each([
    ["fluent/fluent-bit:4.1", "Fluent Bit"],
    ["cr.fluentbit.io/fluent/fluent-bit:2.2.2", "Fluent Bit"],
    ["public.ecr.aws/aws-observability/aws-for-fluent-bit:stable", "Fluent Bit"],
    ["123456789012.dkr.ecr.eu-west-1.amazonaws.com/docker-hub/fluent/fluent-bit:3.0", "Fluent Bit"],
    ["ghcr.io/fluent/fluent-operator/fluent-bit:3.1.8", "Fluent Bit"],
    ["gke.gcr.io/fluent-bit:v1", "Fluent Bit"],
    ["fluentd:v1.16", "Fluentd"],
    ["docker.io/library/fluentd", "Fluentd"],
    ["fluent/fluentd-kubernetes-daemonset:v1-debian-elasticsearch", "Fluentd"],
    ["quay.io/fluentd_elasticsearch/fluentd:v3", "Fluentd"],
    ["timberio/vector:0.40.0-alpine", "Vector"],
    ["ghcr.io/vectordotdev/vector:latest", "Vector"],
    ["registry.redhat.io/openshift-logging/vector-rhel9:v0.37", "Vector"],
    ["docker.elastic.co/beats/filebeat:8.15.0", "Filebeat"],
    ["docker.elastic.co/logstash/logstash:8.15.0", "Logstash"],
    ["grafana/promtail:2.9.5", "Promtail"],
    ["mcr.microsoft.com/azuremonitor/containerinsights/ciprod:3.1", "Azure Monitor"],
    ["axoflow/axosyslog", "syslog-ng"],
  ])("%s is %s", (image, agent) => {
    expect(imageEvidence(image, [])).toEqual({ kind: "shipper", agent });
  });

  it.each([
    ["otel/opentelemetry-collector", "OpenTelemetry Collector"],
    ["otel/opentelemetry-collector-contrib:0.110.0", "OpenTelemetry Collector"],
    ["ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-k8s", "OpenTelemetry Collector"],
    ["quay.io/signalfx/splunk-otel-collector:0.1", "OpenTelemetry Collector"],
    ["grafana/alloy:latest", "Grafana Alloy"],
    ["gcr.io/datadoghq/agent:7", "Datadog Agent"],
    ["docker.elastic.co/elastic-agent/elastic-agent:8.15.0", "Elastic Agent"],
  ])("%s ships logs only if configured to", (image, agent) => {
    expect(imageEvidence(image, [])).toEqual({ kind: "possible shipper", agent });
  });

  it.each([
    "docker.io/istio/proxyv2:1.23",
    "cr.l5d.io/linkerd/proxy:stable",
    "envoyproxy/envoy:v1.31",
    "hashicorp/vault:1.17",
    "gcr.io/cloud-sql-connectors/cloud-sql-proxy:2",
    "daprio/daprd",
    "quay.io/oauth2-proxy/oauth2-proxy",
    "prom/statsd-exporter",
    "oliver006/redis_exporter",
  ])("%s is another kind of sidecar", (image) => {
    expect(imageEvidence(image, [])).toEqual({ kind: "other sidecar" });
  });

  it.each([
    "busybox:1.36",
    "example/my-fluent-bit-config:1",
    "pgvector/pgvector:pg16",
    "acme/vector",
    "fluent/fluent-bit/debug",
    "Not An Image",
    "acme/notfluentd:1",
  ])("%s proves nothing", (image) => {
    expect(imageEvidence(image, [])).toEqual({ kind: "unknown" });
  });

  it("that the scope lists is a shipper, in any registry unless the scope names one", () => {
    expect(imageEvidence("registry.example/mirror/acme/shipper:1", ["acme/shipper"]).kind).toBe("shipper");
    expect(imageEvidence("registry.example/acme/shipper:1", ["registry.example/acme/shipper"]).kind).toBe("shipper");
    expect(imageEvidence("elsewhere.example/acme/shipper:1", ["registry.example/acme/shipper"]).kind).toBe("unknown");
    expect(imageEvidence("acme/shipper-not", ["acme/shipper", "no image"]).kind).toBe("unknown");
  });
});
