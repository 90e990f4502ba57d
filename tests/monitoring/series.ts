import type { MetricLabel, MetricName } from "../../src/outputs/metric-reference.ts";

/** Series as Prometheus would have them, minute by minute; undefined where the target does not serve the series. */
export interface Series {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly at: (minute: number) => number | undefined;
  /** What it shows once somebody has mended it at a minute; it vanishes where this is absent. */
  readonly mended?: (minute: number, since: number) => number;
}

type Shape = number | Series["at"];
const toFunction = (shape: Shape): Series["at"] => (typeof shape === "number" ? () => shape : shape);

/** A gauge of the operator, with all labels that it has; one number where it stays the same. */
export const gauge = <const N extends MetricName>(
  metric: N,
  labels: Readonly<Record<MetricLabel<N>, string>>,
  shape: Shape,
  mended?: number,
): Series => ({ metric, labels, at: toFunction(shape), ...(mended !== undefined && { mended: () => mended }) });

/** A counter of the operator; mended it stays where it is. */
export const counter = <const N extends MetricName>(
  metric: N,
  labels: Readonly<Record<MetricLabel<N>, string>>,
  at: Series["at"],
): Series => ({
  metric,
  labels,
  at,
  mended: (_, since) => at(since) ?? 0,
});

/** Whether Prometheus reached a target; mended it does. */
export const up = (shape: Shape): Series => ({ metric: "up", labels: {}, at: toFunction(shape), mended: () => 1 });

/** A replica of the operator, as a ServiceMonitor with `honorLabels: true` labels it. */
export const REPLICAS = {
  a: { instance: "10.0.0.1:8080", pod: "isms-scope-operator-5d4f-aaaaa", node: "node-1" },
  b: { instance: "10.0.0.2:8080", pod: "isms-scope-operator-5d4f-bbbbb", node: "node-2" },
} as const;
const MONITORED = {
  job: "isms-scope-operator",
  namespace: "isms-scope-system",
  service: "isms-scope-operator",
  container: "operator",
  endpoint: "metrics",
};

/** A static target: job and address, nothing else. */
export const plainly = (series: Series): Series => scraped({ job: "isms-scope-operator", instance: REPLICAS.a.instance }, series);

/** The series as one replica serves it in a cluster. A label of its own wins, also one that is empty. */
export const from = (replica: keyof typeof REPLICAS, series: Series): Series => scraped({ ...MONITORED, ...REPLICAS[replica] }, series);

/** The series with further or other labels. */
export const labelled = (labels: Readonly<Record<string, string>>, series: Series): Series => ({
  ...series,
  labels: { ...series.labels, ...labels },
});

const scraped = (target: Readonly<Record<string, string>>, series: Series): Series => ({
  ...series,
  labels: { ...target, ...series.labels },
});

/** The series while the condition holds, else what it is changed to. */
export const during = (holds: (minute: number) => boolean, series: Series): Series => ({
  ...series,
  at: (minute) => (holds(minute) ? series.at(minute) : undefined),
});

/** The series until a minute, and mended from then on. */
export const mendedAt = (since: number, series: Series): Series => ({
  ...series,
  at: (minute) => (minute < since ? series.at(minute) : series.mended?.(minute, since)),
});

/** Series in the notation of promtool. Where a value ends the target says so (`stale`), or the last one would count for five minutes more. */
export const notation = (
  { metric, labels, at }: Series,
  minutes: number,
  step: number,
): { readonly series: string; readonly values: string } => {
  const inner = Object.entries(labels)
    .filter(([, value]) => value !== "")
    .map(([label, value]) => `${label}="${value}"`);
  const values: string[] = [];
  let last: number | undefined;
  for (let minute = 0; minute <= minutes; minute += step) {
    const value = at(minute);
    if (value === undefined) values.push(last === undefined ? "_" : "stale");
    else values.push(String(value));
    last = value;
  }
  return { series: `${metric}{${inner.join(",")}}`, values: values.join(" ") };
};
