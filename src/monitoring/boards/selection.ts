import type { MetricLabel, MetricName } from "../../outputs/metric-reference.ts";
import type { PROCESS_METRICS } from "../../outputs/process-metrics.ts";
import { highest, JOB, not, oneOf, select, total, type Matchers, type Selector } from "../promql.ts";
import type { Variable } from "./panel.ts";

/** Expressions of the boards: those of the alert rules, narrowed to what the reader has chosen above the panels. */

type Having<L extends string> = { [N in MetricName]: L extends MetricLabel<N> ? N : never }[MetricName];
type Histogram = Extract<(typeof PROCESS_METRICS)[number], { readonly type: "histogram" }>["name"];

const CLUSTER = oneOf("$cluster");
const SCOPE = oneOf("$scope");

/** Series of the chosen clusters; for metrics that speak of the cluster as a whole. */
export const inCluster = <const N extends MetricName>(metric: N, matchers: Matchers<N> = {}): Selector<N> =>
  select(metric, { cluster: CLUSTER, ...matchers });

/** Series of the chosen scopes. */
export const ofScope = <const N extends Having<"scope">>(metric: N, matchers: Matchers<N> = {}): Selector<N> =>
  inCluster(metric, { scope: SCOPE, ...matchers });

/** Series about the one chosen namespace. */
export const ofNamespace = <const N extends Having<"namespace">>(metric: N, matchers: Matchers<N> = {}): Selector<N> =>
  inCluster(metric, { namespace: "$namespace", ...matchers });

/** Series that each replica of the operator has of itself. */
export const ofOperator = <const N extends MetricName | "up">(metric: N, matchers: Matchers<N> = {}): Selector<N> =>
  select(metric, { cluster: CLUSTER, job: JOB, ...matchers });

/** Increase per second, over as long as the width of a pixel asks for. */
export const rate = (series: string): string => `rate(${series}[$__rate_interval])`;

/** Legend of a series that each replica has of its own. */
export const REPLICA = "{{pod}} {{instance}}";

/** A counter of all replicas together, per second. */
export const rateBy = <N extends MetricName>(labels: readonly MetricLabel<N>[], selector: Selector<N>): string =>
  `sum by (${["cluster", ...labels].join(", ")}) (${rate(selector.text)})`;

/** The value below which this share of the observations of all replicas lies; no answer where nothing was observed within the time. */
export const quantile = (share: number, metric: Histogram, wrap: (series: string) => string = rate): string => {
  const buckets = ofOperator(metric).text.replace(metric, `${metric}_bucket`);
  return `histogram_quantile(${share}, sum by (cluster, le) (${wrap(buckets)})) >= 0`;
};

/** Findings, each counted once, summed up by these labels. */
export const findings = (labels: readonly MetricLabel<"isms_scope_findings">[], matchers: Matchers<"isms_scope_findings"> = {}): string =>
  total(labels, ofScope("isms_scope_findings", matchers));

/** The same about one namespace, whatever the scope. */
export const namespaceFindings = (labels: readonly MetricLabel<"isms_scope_findings">[]): string =>
  total(labels, ofNamespace("isms_scope_findings"));

/** Matches series that are about a namespace. */
export const ABOUT_A_NAMESPACE = { namespace: not("") } as const;

/** Days from now until an instant. */
export const daysUntil = (instant: string): string => `(${instant} - time()) / 86400`;

/** 1 where a condition of the scope has this status. */
export const condition = (type: string, status: "true" | "false" | "unknown" = "true"): string =>
  highest(["scope"], ofScope("isms_scope_status_condition", { condition: type, status }));

const CLUSTERS: Variable = { name: "cluster", label: "Cluster", values: "label_values(isms_cache_synced, cluster)", many: true };

const labelValues = (metric: MetricName, label: "scope" | "namespace"): string => `label_values(${inCluster(metric).text}, ${label})`;

/** Choices above the panels. Every scope has conditions, also one that cannot be evaluated. */
export const VARIABLES = {
  cluster: CLUSTERS,
  scope: { name: "scope", label: "Scope", values: labelValues("isms_scope_status_condition", "scope"), many: true },
  namespace: { name: "namespace", label: "Namespace", values: labelValues("isms_namespace_scope_info", "namespace"), many: false },
} as const satisfies Record<string, Variable>;
