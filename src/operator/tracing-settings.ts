import { z } from "zod";

/** Whether traces are sent, by the standard variables of OpenTelemetry. The SDK reads them, too; here they are checked before. */

export type TracingSettings =
  | { readonly kind: "off" }
  | { readonly kind: "on"; readonly resource: Readonly<Record<string, string>> }
  /** Traces are asked for, but not so that they could be sent. */
  | { readonly kind: "wrong"; readonly problems: readonly string[] };

interface Variable {
  readonly schema: z.ZodType;
  readonly help: string;
}

const address = z.url({ protocol: /^https?$/, error: "write http://HOST:PORT or https://HOST:PORT" });
const protocol = z.enum(["http/protobuf", "http/json", "grpc"], "write http/protobuf, http/json or grpc");
const milliseconds = z.string().regex(/^[0-9]+$/, "write a number of milliseconds");
const count = z.string().regex(/^[0-9]+$/, "write a number");
const pairs = z.string().regex(/^\s*[^\s=,]+\s*=[^,]*(,\s*[^\s=,]+\s*=[^,]*)*$/, "write key=value, several separated by commas");
const SAMPLERS = [
  "always_on",
  "always_off",
  "traceidratio",
  "parentbased_always_on",
  "parentbased_always_off",
  "parentbased_traceidratio",
] as const;

/** The variables that are heeded, each with what it may hold. A value is never told: headers hold credentials. */
export const TRACING_VARIABLES: Readonly<Record<string, Variable>> = {
  OTEL_EXPORTER_OTLP_ENDPOINT: { schema: address, help: "Where an OTLP receiver listens. Traces are sent when it is set." },
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: { schema: address, help: "The same for traces alone; for HTTP with the path, /v1/traces." },
  OTEL_EXPORTER_OTLP_PROTOCOL: { schema: protocol, help: "http/protobuf (the default), http/json or grpc." },
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: { schema: protocol, help: "The same for traces alone." },
  OTEL_EXPORTER_OTLP_HEADERS: {
    schema: pairs,
    help: "Headers of each request, as key=value separated by commas; values are never logged.",
  },
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: { schema: pairs, help: "The same for traces alone." },
  OTEL_EXPORTER_OTLP_TIMEOUT: { schema: milliseconds, help: "Milliseconds that one request may take; 10000 by default." },
  OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: { schema: milliseconds, help: "The same for traces alone." },
  OTEL_EXPORTER_OTLP_COMPRESSION: { schema: z.enum(["gzip", "none"], "write gzip or none"), help: "gzip or none, which is the default." },
  OTEL_SERVICE_NAME: { schema: z.string(), help: "Name of the service; isms-scope-operator by default." },
  OTEL_RESOURCE_ATTRIBUTES: { schema: pairs, help: "More attributes of the process, as key=value separated by commas." },
  OTEL_TRACES_SAMPLER: { schema: z.enum(SAMPLERS, `write one of ${SAMPLERS.join(", ")}`), help: `One of ${SAMPLERS.join(", ")}.` },
  OTEL_TRACES_SAMPLER_ARG: {
    schema: z.string().refine((text) => text !== "" && Number(text) >= 0 && Number(text) <= 1, "write a ratio from 0 to 1"),
    help: "For the samplers by ratio: the share of turns that are traced, from 0 to 1.",
  },
  OTEL_BSP_SCHEDULE_DELAY: { schema: milliseconds, help: "Milliseconds between two requests to the receiver; 5000 by default." },
  OTEL_BSP_MAX_QUEUE_SIZE: { schema: count, help: "Spans that wait for the receiver, at most; 2048 by default. What is more is lost." },
  OTEL_TRACES_EXPORTER: {
    schema: z.enum(["otlp", "none"], "write otlp or none: spans go to an OTLP receiver or nowhere"),
    help: "none: no traces, whatever else is set.",
  },
  OTEL_SDK_DISABLED: {
    schema: z.stringbool({ truthy: ["true"], falsy: ["false"], error: "write true or false" }),
    help: "true: the same.",
  },
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the variables. An empty one counts as not set. `identity` names this process. */
export function readTracing(env: Environment, identity: string): TracingSettings {
  const given = Object.entries(env).flatMap(([name, value]) =>
    value === undefined || value.trim() === "" ? [] : [[name, value] as const],
  );
  const set = new Map(given);
  if (!set.has("OTEL_EXPORTER_OTLP_ENDPOINT") && !set.has("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")) return { kind: "off" };
  if (set.get("OTEL_SDK_DISABLED")?.toLowerCase() === "true" || set.get("OTEL_TRACES_EXPORTER") === "none") return { kind: "off" };
  const problems = Object.entries(TRACING_VARIABLES).flatMap(([name, { schema }]) => {
    const result = set.has(name) ? schema.safeParse(set.get(name)) : undefined;
    return result?.success === false ? [`${name}: ${result.error.issues[0]?.message ?? "not a valid value"}`] : [];
  });
  if (problems.length > 0) return { kind: "wrong", problems };
  const [pod, namespace] = [set.get("POD_NAME"), set.get("POD_NAMESPACE")];
  const resource = {
    "service.instance.id": identity,
    ...(pod !== undefined && { "k8s.pod.name": pod }),
    ...(namespace !== undefined && { "k8s.namespace.name": namespace }),
  };
  return { kind: "on", resource };
}
