import { METRICS } from "./metrics.ts";
import { PROCESS_METRICS } from "./process-metrics.ts";

/** What the reference page tells of a metric. */
export interface MetricReference {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly labels: readonly string[];
}

/** Every metric that the operator serves, by name. */
export const METRIC_REFERENCE: readonly MetricReference[] = [...METRICS, ...PROCESS_METRICS]
  .map(({ name, type, help, labels }): MetricReference => ({ name, type, help, labels }))
  .sort((a, b) => (a.name < b.name ? -1 : 1));
