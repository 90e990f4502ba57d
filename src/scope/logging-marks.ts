import type { ContainerFact, NamespaceFact, PodShape, StringMap } from "../facts/facts.ts";

/** Labels and annotations by which a pod asks for a log sidecar, or asks node agents to leave its logs alone. */

const INJECT_OTEL = "sidecar.opentelemetry.io/inject";
const INJECT_TAILER = "sidecar.logging-extensions.banzaicloud.io/tail";
const INJECT_DATADOG = "agent.datadoghq.com/sidecar";
const VECTOR_CONTAINERS = "vector.dev/exclude-containers";

interface SwitchMark {
  readonly key: string;
  readonly carrier: "annotation" | "label";
  /** The value, in lower case, that switches collection off. */
  readonly off: "true" | "false";
  /** Also read from the namespace. */
  readonly namespaceToo?: true;
}

const OPT_OUTS: readonly SwitchMark[] = [
  { key: "fluentbit.io/exclude", carrier: "annotation", off: "true" },
  { key: "fluentbit.io/exclude_stdout", carrier: "annotation", off: "true" },
  { key: "fluentbit.io/exclude_stderr", carrier: "annotation", off: "true" },
  { key: "vector.dev/exclude", carrier: "label", off: "true" },
  { key: "co.elastic.logs/enabled", carrier: "annotation", off: "false" },
  { key: "co.elastic.logs/disable", carrier: "annotation", off: "true" },
  { key: "k8s.grafana.com/logs.autogather", carrier: "annotation", off: "false" },
  { key: "splunk.com/exclude", carrier: "annotation", off: "true", namespaceToo: true },
  { key: "ad.datadoghq.com/logs_exclude", carrier: "annotation", off: "true" },
];

/** Annotations that are read here, of pods and of namespaces: facts must keep them. */
export const LOGGING_ANNOTATIONS: readonly string[] = [
  INJECT_OTEL,
  INJECT_TAILER,
  VECTOR_CONTAINERS,
  ...OPT_OUTS.filter((mark) => mark.carrier === "annotation").map((mark) => mark.key),
];

/** How a pod keeps its logs from node agents. */
export interface OptOut {
  readonly key: string;
  readonly carrier: "annotation" | "label";
  readonly on: "pod" | "namespace";
  /** The containers concerned; all when undefined. */
  readonly containers: readonly string[] | undefined;
}

/** The first opt-out that a pod or its namespace carries. `judged` are the containers whose logs matter. */
export const optOutOf = (shape: PodShape, namespace: NamespaceFact, judged: readonly ContainerFact[]): OptOut | undefined => {
  for (const mark of OPT_OUTS) {
    const on = switchedOffBy(mark, shape, namespace);
    if (on !== undefined) return { key: mark.key, carrier: mark.carrier, on, containers: undefined };
  }
  const excluded = (shape.annotations[VECTOR_CONTAINERS] ?? "").split(",").map((name) => name.trim());
  const containers = judged.map((container) => container.name).filter((name) => excluded.includes(name));
  return containers.length === 0 ? undefined : { key: VECTOR_CONTAINERS, carrier: "annotation", on: "pod", containers };
};

/** A pod that says the contrary overrules its namespace. */
const switchedOffBy = (mark: SwitchMark, shape: PodShape, namespace: NamespaceFact): OptOut["on"] | undefined => {
  const { key, carrier, off, namespaceToo } = mark;
  const own = carrier === "label" ? shape.labels[key] : shape.annotations[key];
  if (own !== undefined) return own.toLowerCase() === off ? "pod" : undefined;
  return namespaceToo && namespace.annotations[key]?.toLowerCase() === off ? "namespace" : undefined;
};

/** The key by which a pod or its namespace asks an admission webhook for a sidecar that ships logs; undefined when none does. */
export const injectionOf = (shape: PodShape, namespace: NamespaceFact): string | undefined => {
  const otel = present(shape.annotations, INJECT_OTEL) ?? present(namespace.annotations, INJECT_OTEL);
  if (otel !== undefined && otel.toLowerCase() !== "false") return INJECT_OTEL;
  if (present(shape.annotations, INJECT_TAILER) !== undefined) return INJECT_TAILER;
  return shape.labels[INJECT_DATADOG] === "fargate" ? INJECT_DATADOG : undefined;
};

const present = (map: StringMap, key: string): string | undefined => map[key] || undefined;
