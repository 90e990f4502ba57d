import type { Duration } from "./rule.ts";
import { METRIC_REFERENCE, type MetricLabel, type MetricName } from "../outputs/metric-reference.ts";

/**
 * PromQL as far as rules need it, with names that the compiler knows: a metric or label that is renamed in the code, or was never
 * served, does not compile here. `up` is Prometheus' own word about a target.
 */

/** Labels that a scrape adds. `cluster` is there where one Prometheus sees several clusters. */
export type TargetLabel = "cluster" | "instance" | "pod";

type Name = MetricName | "up";
type OwnLabel<N extends Name> = N extends MetricName ? MetricLabel<N> : never;

/** How a label's value is compared: equal to a text, or as `not` and `noneOf` say. */
type Matcher = string | { readonly operator: "!=" | "=~" | "!~"; readonly value: string };
export type Matchers<N extends Name> = { readonly [L in OwnLabel<N> | "job" | "cluster"]?: Matcher };

/** Series of one metric. */
export interface Selector<N extends Name = Name> {
  readonly metric: N;
  readonly text: string;
}

/** Name under which Prometheus scrapes the operator: what its replicas have in common. */
export const JOB = "isms-scope-operator";

export const not = (value: string): Matcher => ({ operator: "!=", value });
export const oneOf = (...values: readonly string[]): Matcher => ({ operator: "=~", value: values.join("|") });
export const noneOf = (...values: readonly string[]): Matcher => ({ operator: "!~", value: values.join("|") });

const matcherText = ([label, matcher]: [string, Matcher]): string =>
  typeof matcher === "string" ? `${label}="${matcher}"` : `${label}${matcher.operator}"${matcher.value}"`;

/** The series of a metric whose labels match. */
export const select = <const N extends Name>(metric: N, matchers: Matchers<N> = {}): Selector<N> => {
  const inner = Object.entries(matchers as Readonly<Record<string, Matcher>>)
    .map(matcherText)
    .join(", ");
  return { metric, text: inner === "" ? metric : `${metric}{${inner}}` };
};

const by = (labels: readonly string[]): string => `by (${["cluster", ...labels.filter((label) => label !== "cluster")].join(", ")})`;

/** What is done to each series before series are put together. */
type Wrap = (series: string) => string;
const asTheyAre: Wrap = (series) => series;

/** The largest of the values that agree in the labels: what two replicas say counts once. */
export const highest = <N extends Name>(
  labels: readonly (OwnLabel<N> | TargetLabel)[],
  { text }: Selector<N>,
  wrap: Wrap = asTheyAre,
): string => `max ${by(labels)} (${wrap(text)})`;

/**
 * A sum over series, each counted once however many replicas serve it. They are told apart by the metric's own labels and nothing else:
 * whatever labels a scrape adds (pod, instance, node, a pod's labels), a pair of replicas is no second finding.
 */
export const total = <N extends MetricName>(labels: readonly MetricLabel<N>[], { metric, text }: Selector<N>): string => {
  const own = METRIC_REFERENCE.find(({ name }) => name === metric)?.labels ?? [];
  return `sum ${by(labels)} (max ${by(own)} (${text}))`;
};

/** How much a counter grew within a time, for example `15m`. */
export const increase =
  (within: Duration): Wrap =>
  (series) =>
    `increase(${series}[${within}])`;

/**
 * A pending alert begins anew when its series vanish. One that waits for a day must not begin anew each time the operator restarts: it takes the
 * last value of a quarter of an hour, which keeps it firing too.
 */
export const overRestarts: Wrap = (series) => `last_over_time(${series}[15m])`;
