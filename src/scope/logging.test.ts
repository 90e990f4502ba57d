import { describe, expect, it } from "vitest";
import { namespace, node, pod, workload, type Manifest, type PodParts } from "../../tests/builders/manifests.ts";
import { factsOf, scopeOf } from "../../tests/builders/world.ts";
import { loggingEvidence } from "./logging.ts";

type Require = "Sidecar" | "Collector";
const APP = "registry.example/app:1";

/** Evidence about the workload `web` of namespace `prod`. */
const evidence = (require: Require, ...manifests: readonly Manifest[]) => {
  const facts = factsOf(manifests);
  const scope = scopeOf({ rules: { logging: { require } } });
  const prod = facts.namespace("prod");
  const web = facts.workloads("prod").find(({ name }) => name === "web");
  if (prod === undefined || web === undefined) throw new Error("namespace prod and workload web are needed");
  return loggingEvidence(web, prod, facts, scope);
};
const prod = namespace("prod");
const webOn = (nodeName: string | undefined, parts: PodParts = {}) =>
  pod("prod", "web", { ...parts, ...(nodeName === undefined ? {} : { node: nodeName }) });
const template = (parts: PodParts) => workload("Deployment", "prod", "web", parts);

const agent = (nodeName: string, parts: PodParts & { ready?: boolean } = {}) => {
  const owner = workload("DaemonSet", "logging", "collector");
  const containers = { collector: "fluent/fluent-bit:4.1" };
  return pod("logging", `collector-${nodeName}`, { owner, node: nodeName, containers, hostPath: "/var/log", ...parts });
};

describe("a sidecar", () => {
  it("is recognised by its image under any name, also as a native sidecar", () => {
    expect(evidence("Sidecar", prod, template({ containers: { app: APP, x: "fluent/fluent-bit" } }))[0]).toMatchObject({
      covered: true,
      rule: "sidecar image",
    });
    expect(evidence("Sidecar", prod, template({ sidecars: { x: "grafana/alloy:latest" } }))[0]).toEqual({
      covered: true,
      rule: "sidecar image",
      detail: "container x is Grafana Alloy, which ships logs only if it is configured to",
      pods: 0,
    });
  });

  it("that certainly ships logs is named before one that may", () => {
    const [found] = evidence("Sidecar", prod, template({ containers: { a: "otel/opentelemetry-collector", b: "timberio/vector" } }));
    expect(found?.detail).toBe("container b is Vector");
  });

  it("is no init container and no ephemeral one", () => {
    expect(evidence("Sidecar", prod, template({ inits: { shipper: "fluent/fluent-bit" } }))[0]?.covered).toBe(false);
  });

  it.each(["fluent-bit-sidecar", "custom-log-forwarder", "logging-sidecar", "otc-container", "vector"])(
    "is recognised by the name %s",
    (name) => {
      expect(evidence("Sidecar", prod, template({ containers: { app: APP, [name]: "acme/thing" } }))[0]).toMatchObject({
        covered: true,
        rule: "sidecar name",
      });
    },
  );

  it.each([
    ["pg-vector beside the application", { app: APP, "pg-vector": "acme/thing" }],
    ["a log-collector that stands alone", { "log-collector": "acme/thing" }],
    ["a proxy that is called like a shipper", { app: APP, "log-forwarder": "envoyproxy/envoy:v1" }],
    ["a name with the word in the middle", { app: APP, "fluentd-config": "acme/thing" }],
  ])("is not seen in %s", (_what, containers) => {
    expect(evidence("Sidecar", prod, template({ containers }))[0]).toMatchObject({ covered: false, rule: "none" });
  });

  it("is judged by the live pods: injected ones are in no template", () => {
    const owner = template({});
    const injected = pod("prod", "web-1", { owner, containers: { app: APP, "otc-container": "otel/opentelemetry-collector" } });
    expect(evidence("Sidecar", prod, owner)[0]?.covered).toBe(false);
    expect(evidence("Sidecar", prod, owner, injected)).toMatchObject([{ covered: true, pods: 1 }]);
  });

  it("that some pods lack is counted in pods", () => {
    const owner = template({});
    const pods = Array.from({ length: 10 }, (_, i) =>
      pod("prod", `web-${i}`, { owner, node: `n${i % 3}`, containers: i < 3 ? { app: APP } : { app: APP, shipper: "fluent/fluent-bit" } }),
    );
    expect(evidence("Sidecar", prod, owner, ...pods).map(({ covered, pods: count }) => [covered, count])).toEqual([
      [false, 3],
      [true, 7],
    ]);
  });
});

describe("a streaming sidecar", () => {
  const streaming: PodParts = { containers: { app: APP, tailer: "busybox:1.36" }, tailing: ["tailer"] };

  it.each(["Sidecar", "Collector"] as const)("needs a node agent behind it under %s", (require) => {
    expect(evidence(require, prod, webOn("n1", streaming), agent("n1"))[0]).toMatchObject({ covered: true, rule: "streaming sidecar" });
    expect(evidence(require, prod, webOn("n1", streaming))[0]).toMatchObject({ covered: false, rule: "streaming sidecar" });
  });

  it("passes on a template, whose node is not known yet", () => {
    expect(evidence("Sidecar", prod, template(streaming))[0]).toMatchObject({ covered: true, rule: "streaming sidecar" });
  });

  it("is of no use when the pod opts out of the node agent", () => {
    const optedOut = { ...streaming, annotations: { "fluentbit.io/exclude": "true" } };
    expect(evidence("Sidecar", prod, webOn("n1", optedOut), agent("n1"))[0]).toMatchObject({ covered: false, rule: "streaming sidecar" });
  });

  it("is not an application that tails for itself", () => {
    expect(evidence("Sidecar", prod, webOn("n1", { containers: { app: APP }, tailing: ["app"] }), agent("n1"))[0]?.covered).toBe(false);
  });
});

describe("injection", () => {
  const asked: PodParts = { annotations: { "sidecar.opentelemetry.io/inject": "true" } };

  it("that a template asks for is pending until a pod is live", () => {
    expect(evidence("Sidecar", prod, template(asked))[0]).toMatchObject({ covered: true, rule: "pending injection" });
  });

  it("that did not happen is a gap, and says so", () => {
    const [found] = evidence("Sidecar", prod, webOn("n1", asked));
    expect(found).toMatchObject({ covered: false, rule: "none" });
    expect(found?.detail).toContain("sidecar.opentelemetry.io/inject asks for a sidecar that was not injected");
  });

  it("that did not happen is made good by a node agent where one is enough", () => {
    expect(evidence("Collector", prod, webOn("n1", asked), agent("n1"))[0]).toMatchObject({ covered: true, rule: "node agent" });
  });

  it.each([
    [{ annotations: { "sidecar.opentelemetry.io/inject": "observability/logs" } }, {}, true],
    [{ annotations: { "sidecar.opentelemetry.io/inject": "false" } }, { "sidecar.opentelemetry.io/inject": "true" }, false],
    [{}, { "sidecar.opentelemetry.io/inject": "true" }, true],
    [{ annotations: { "sidecar.logging-extensions.banzaicloud.io/tail": "/var/log/date" } }, {}, true],
    [{ labels: { "agent.datadoghq.com/sidecar": "fargate" } }, {}, true],
    [{ annotations: { "sidecar.istio.io/inject": "true" } }, {}, false],
    [{}, {}, false],
  ])("is asked for by %j in a namespace with %j: %s", (parts, annotations, expected) => {
    const [found] = evidence("Sidecar", namespace("prod", { annotations }), template(parts));
    expect(found?.rule === "pending injection").toBe(expected);
  });
});

describe("a node agent", () => {
  it("covers the pods on its node alone, and only where one is enough", () => {
    const owner = template({});
    const pods = ["n1", "n1", "n2"].map((on, i) => pod("prod", `web-${i}`, { owner, node: on }));
    expect(evidence("Collector", prod, owner, ...pods, agent("n1"))).toMatchObject([
      { covered: true, rule: "node agent", pods: 2, detail: "node agent Fluent Bit (DaemonSet logging/collector) collects it" },
      { covered: false, rule: "none", pods: 1 },
    ]);
    expect(evidence("Sidecar", prod, owner, ...pods, agent("n1"))).toMatchObject([{ covered: false, pods: 3 }]);
  });

  it.each([
    ["is not ready", { ready: false }],
    ["reads no host logs", { hostPath: "/etc" }],
    ["is no known shipper", { containers: { collector: "acme/thing" } }],
    ["ships only before it starts", { containers: { collector: "acme/thing" }, inits: { shipper: "fluent/fluent-bit" } }],
    ["is only a proxy", { containers: { "fluent-bit": "envoyproxy/envoy" } }],
  ])("that %s covers nothing", (_why, parts) => {
    expect(evidence("Collector", prod, webOn("n1"), agent("n1", parts))[0]?.covered).toBe(false);
  });

  it("is not needed before a pod is on a node", () => {
    expect(evidence("Collector", prod, webOn(undefined))[0]).toMatchObject({ covered: true, rule: "not started" });
    expect(evidence("Collector", prod, template({}))[0]).toMatchObject({ covered: true, rule: "not started" });
    expect(evidence("Sidecar", prod, webOn(undefined))[0]?.covered).toBe(false);
  });

  it("covers no pod that opts out, live or as a template", () => {
    const optedOut = { labels: { "vector.dev/exclude": "true" } };
    expect(evidence("Collector", prod, webOn("n1", optedOut), agent("n1"))[0]?.covered).toBe(false);
    expect(evidence("Collector", prod, template(optedOut))[0]?.covered).toBe(false);
  });

  it("is replaced on Fargate by the log router, where its namespace is labelled", () => {
    const fargate = node("fargate-ip-10-0-1-7.ec2.internal", { labels: { "eks.amazonaws.com/compute-type": "fargate" } });
    const router = namespace("aws-observability", { labels: { "aws-observability": "enabled" } });
    const web = webOn("fargate-ip-10-0-1-7.ec2.internal");
    expect(evidence("Collector", prod, web, fargate, router)[0]).toMatchObject({ covered: true, rule: "fargate log router" });
    expect(evidence("Collector", prod, web, router)[0]).toMatchObject({ covered: true, rule: "fargate log router" });
    expect(evidence("Collector", prod, web, fargate, namespace("aws-observability"))[0]?.covered).toBe(false);
    expect(evidence("Collector", prod, web, fargate)[0]?.covered).toBe(false);
    const labelledOnly = node("n9", { labels: { "eks.amazonaws.com/compute-type": "fargate" } });
    expect(evidence("Collector", prod, webOn("n9"), labelledOnly, router, agent("n9"))[0]?.rule).toBe("fargate log router");
  });
});
