import { describe, expect, it } from "vitest";
import { namespace, pod, type PodParts } from "../../tests/builders/manifests.ts";
import { factsOf } from "../../tests/builders/world.ts";
import { DEFAULT_ASSET_KEYS, DEFAULT_CLASSIFICATION_KEYS } from "../api/names.ts";
import { KNOWN_ANNOTATIONS } from "../facts/known-annotations.ts";
import { LOGGING_ANNOTATIONS, optOutOf } from "./logging-marks.ts";

describe("an opt-out", () => {
  const optOut = (parts: PodParts, annotations = {}) => {
    const facts = factsOf([namespace("prod", { annotations }), pod("prod", "web", parts)]);
    const [shape] = facts.workloads("prod").flatMap(({ pods }) => pods.map((live) => live.shape));
    const inNamespace = facts.namespace("prod");
    if (shape === undefined || inNamespace === undefined) throw new Error("not read");
    return optOutOf(shape, inNamespace, shape.containers);
  };

  it.each([
    ["annotation", "fluentbit.io/exclude", "true"],
    ["annotation", "fluentbit.io/exclude_stdout", "True"],
    ["label", "vector.dev/exclude", "true"],
    ["annotation", "co.elastic.logs/enabled", "false"],
    ["annotation", "co.elastic.logs/disable", "true"],
    ["annotation", "k8s.grafana.com/logs.autogather", "false"],
    ["annotation", "splunk.com/exclude", "true"],
    ["annotation", "ad.datadoghq.com/logs_exclude", "true"],
  ] as const)("is %s %s: %s", (carrier, key, value) => {
    const marks = carrier === "label" ? { labels: { [key]: value } } : { annotations: { [key]: value } };
    expect(optOut(marks)).toEqual({ key, carrier, on: "pod", containers: undefined });
  });

  it.each([
    { annotations: { "fluentbit.io/exclude": "false" } },
    { annotations: { "vector.dev/exclude": "true" } },
    { labels: { "fluentbit.io/exclude": "true" } },
    { annotations: { "co.elastic.logs/enabled": "true" } },
    { annotations: { "vector.dev/exclude-containers": "istio-proxy" } },
    {},
  ])("is not %j", (marks) => {
    expect(optOut(marks)).toBeUndefined();
  });

  it("of single containers counts when one of them is there", () => {
    expect(optOut({ annotations: { "vector.dev/exclude-containers": "other, app" } })).toMatchObject({ containers: ["app"] });
  });

  it("of a namespace counts for Splunk alone, unless the pod says the contrary", () => {
    expect(optOut({}, { "splunk.com/exclude": "true" })).toMatchObject({ key: "splunk.com/exclude", on: "namespace" });
    expect(optOut({ annotations: { "splunk.com/exclude": "false" } }, { "splunk.com/exclude": "true" })).toBeUndefined();
    expect(optOut({}, { "fluentbit.io/exclude": "true" })).toBeUndefined();
  });
});

it("facts keep the annotations that decide about logging and, by default, about classes, and no other", () => {
  const judged = [...LOGGING_ANNOTATIONS, ...DEFAULT_CLASSIFICATION_KEYS, ...DEFAULT_ASSET_KEYS];
  expect(KNOWN_ANNOTATIONS.toSorted()).toEqual(judged.toSorted());
});
