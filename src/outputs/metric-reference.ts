import { METRICS } from "./metrics.ts";
import { PROCESS_METRICS } from "./process-metrics.ts";

type Served = (typeof METRICS)[number] | (typeof PROCESS_METRICS)[number];

/** Name of a metric that the operator serves. */
export type MetricName = Served["name"];

/** Label of that metric. */
export type MetricLabel<Name extends MetricName> = Extract<Served, { readonly name: Name }>["labels"][number];

/** What the reference page tells of a metric. */
export interface MetricReference {
  readonly name: MetricName;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly labels: readonly string[];
}

/** Every metric that the operator serves, by name. */
export const METRIC_REFERENCE: readonly MetricReference[] = [...METRICS, ...PROCESS_METRICS]
  .map(({ name, type, help, labels }): MetricReference => ({ name, type, help, labels }))
  .sort((a, b) => (a.name < b.name ? -1 : 1));
