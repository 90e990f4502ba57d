import { describe, expect, it } from "vitest";
import { readTracing } from "./tracing-settings.ts";

const OTEL_EXPORTER_OTLP_ENDPOINT = "http://collector:4318";
const read = (env: Readonly<Record<string, string>>) => readTracing(env, "me");
const asked = (env: Readonly<Record<string, string>> = {}) => read({ OTEL_EXPORTER_OTLP_ENDPOINT, ...env });

describe("traces are sent", () => {
  it.each([
    { OTEL_EXPORTER_OTLP_ENDPOINT },
    { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "https://collector.example:4318/v1/traces" },
    { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SDK_DISABLED: "false", OTEL_TRACES_EXPORTER: "otlp" },
    { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "0.25" },
    { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS: "authorization=Basic%20abc,tenant=a", OTEL_SERVICE_NAME: "" },
  ])("with %j", (env) => {
    expect(read(env)).toEqual({ kind: "on", resource: { "service.instance.id": "me" } });
  });

  it("with the names of the pod, where it knows them", () => {
    expect(asked({ POD_NAME: "operator-0", POD_NAMESPACE: "here" })).toEqual({
      kind: "on",
      resource: { "service.instance.id": "me", "k8s.pod.name": "operator-0", "k8s.namespace.name": "here" },
    });
  });
});

describe("no traces are sent", () => {
  it.each([
    {},
    { OTEL_EXPORTER_OTLP_ENDPOINT: " " },
    { OTEL_TRACES_SAMPLER: "always_on", OTEL_EXPORTER_OTLP_PROTOCOL: "nonsense" },
    { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SDK_DISABLED: "TRUE" },
    { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_EXPORTER: "none" },
    { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: "http://collector:4318" },
  ])("with %j", (env) => {
    expect(read(env)).toEqual({ kind: "off" });
  });
});

describe("a wrong value is told by its variable and what to write", () => {
  it.each([
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318", "write http://HOST:PORT or https://HOST:PORT"],
    ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "tcp://collector:4318", "write http://HOST:PORT or https://HOST:PORT"],
    ["OTEL_EXPORTER_OTLP_PROTOCOL", "http", "write http/protobuf, http/json or grpc"],
    ["OTEL_EXPORTER_OTLP_TIMEOUT", "10s", "write a number of milliseconds"],
    ["OTEL_TRACES_SAMPLER", "sometimes", "write one of always_on, always_off, traceidratio, "],
    ["OTEL_TRACES_SAMPLER_ARG", "25%", "write a ratio from 0 to 1"],
    ["OTEL_TRACES_SAMPLER_ARG", "25", "write a ratio from 0 to 1"],
    ["OTEL_TRACES_SAMPLER_ARG", "-0.25", "write a ratio from 0 to 1"],
    ["OTEL_TRACES_EXPORTER", "console", "write otlp or none"],
    ["OTEL_SDK_DISABLED", "yes", "write true or false"],
    ["OTEL_RESOURCE_ATTRIBUTES", "production", "write key=value"],
  ])("%s=%s", (name, value, sentence) => {
    expect(asked({ [name]: value })).toEqual({ kind: "wrong", problems: [expect.stringContaining(`${name}: ${sentence}`)] });
  });

  it("every one, and a value that may be a secret is not among what is told", () => {
    const settings = asked({ OTEL_EXPORTER_OTLP_HEADERS: "s3cret", OTEL_EXPORTER_OTLP_PROTOCOL: "s3cret" });
    expect(settings.kind === "wrong" && settings.problems).toHaveLength(2);
    expect(JSON.stringify(settings)).not.toContain("s3cret");
  });
});
