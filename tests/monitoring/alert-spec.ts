import type { AlertRule } from "../../src/monitoring/rule.ts";
import { during, from, mendedAt, plainly, type Series } from "./series.ts";

/** What an alert is held to; the cases that Prometheus is to run follow from it. */
export interface AlertSpec {
  readonly alert: string;
  /** Series with which it fires, as one replica serves them. */
  readonly holds: readonly Series[];
  /** Minute from which on they make the expression true. */
  readonly holdsFrom?: number;
  /** Labels of the alert, but for its severity. */
  readonly labels: Labels;
  readonly summary: string;
  readonly description: string;
  /** What comes close, by what it is: with these series it never fires. They are as complete as `holds`, target labels included where they matter. */
  readonly nearMisses: Readonly<Record<string, readonly Series[]>>;
  /** A pair of replicas, where it is more than `holds` twice, and the alert that it gives. */
  readonly pair?: Firing;
  /** Minutes after which it is mended without having fired; just before `for` if absent. */
  readonly blip?: number;
  /** Other ways to fire, by what they are. */
  readonly alsoFires?: Readonly<Record<string, Firing>>;
  /** Minutes for which the expression holds on when its series have vanished, because it looks back. */
  readonly lingers?: number;
  /** That it lingers is for the wait: it is not to begin anew when the operator restarts. */
  readonly waitsOverRestarts?: true;
}

export type Labels = Readonly<Record<string, string>>;

/** Series, and the one alert that they give; what is absent is as in the first case. */
export interface Firing extends Partial<Pick<AlertSpec, "holdsFrom" | "labels" | "summary" | "description">> {
  readonly series: readonly Series[];
}

export type CaseKind = "fires" | "silent" | "blip" | "restart" | "pair" | "rollout" | "pending";

/** One run of promtool over some series. */
export interface AlertCase {
  readonly alert: string;
  readonly kind: CaseKind;
  readonly says: string;
  readonly series: readonly Series[];
  /** Length of the run in minutes, and of a step of it. */
  readonly minutes: number;
  readonly step: number;
  readonly checks: readonly Check[];
}

/** What is true at a minute: exactly one alert, with or without its texts, or none, up to then or just then. */
export type Check =
  | { readonly minute: number; readonly expect: "one"; readonly labels: Labels; readonly annotations?: Labels }
  | { readonly minute: number; readonly expect: "none" | "never" };

const UNITS = { s: 1 / 60, m: 1, h: 60, d: 1440 } as const;
export const minutesOf = (duration: string): number => Number.parseFloat(duration) * UNITS[duration.at(-1) as keyof typeof UNITS];

/** Input of rule tests must come at least every five minutes, or Prometheus takes a series for gone. */
const stepOf = (rule: AlertRule): number => (minutesOf(rule.for) > 360 ? 5 : 1);

/** Every case that the rule must stand. */
export function casesOf(rule: AlertRule, spec: AlertSpec): readonly AlertCase[] {
  const first: Firing = { series: spec.holds.map(plainly) };
  return [
    firing(rule, spec, "fires", { says: "fires after its time, and not before", ...first }),
    ...Object.entries(spec.alsoFires ?? {}).map(([says, other]) => firing(rule, spec, "fires", { says, ...other })),
    firing(rule, spec, "pair", {
      says: "a pair of replicas counts once",
      ...(spec.pair ?? { series: spec.holds.flatMap((series) => [from("a", series), from("b", series)]) }),
    }),
    ...Object.entries(spec.nearMisses).map(([says, series]) => silent(rule, { kind: "silent", says, series, from: spec.holdsFrom ?? 0 })),
    blip(rule, spec),
    ...(rule.keepFiringFor === undefined && spec.lingers === undefined ? [] : [restart(rule, spec)]),
    ...("pod" in spec.labels || "instance" in spec.labels ? [] : [rollout(rule, spec)]),
    ...(spec.waitsOverRestarts ? [pending(rule, spec, spec.lingers ?? 0)] : []),
  ];
}

/** Minutes that a restart takes at worst: an image is pulled, a lease runs out, a large cluster is read. */
const AWAY = 10;

const head = (rule: AlertRule, kind: CaseKind, says: string, minutes: number) => ({
  alert: rule.alert,
  kind,
  says,
  minutes,
  step: stepOf(rule),
});

const alertOf = (rule: AlertRule, spec: AlertSpec, firing?: Firing): { readonly labels: Labels; readonly annotations: Labels } => {
  const { labels, summary, description } = { ...spec, ...firing };
  return {
    labels: { ...labels, severity: rule.severity },
    annotations: { summary, description, runbook_url: `https://isms-scope.io/runbooks/${rule.alert}` },
  };
};

function firing(rule: AlertRule, spec: AlertSpec, kind: CaseKind, { says, ...given }: Firing & { readonly says: string }): AlertCase {
  const due = (given.holdsFrom ?? spec.holdsFrom ?? 0) + minutesOf(rule.for);
  return {
    ...head(rule, kind, says, due),
    series: given.series,
    checks: [
      { minute: due - stepOf(rule), expect: "never" },
      { minute: due, expect: "one", ...alertOf(rule, spec, given) },
    ],
  };
}

const silent = (
  rule: AlertRule,
  { kind, says, series, from: begin }: { kind: CaseKind; says: string; series: readonly Series[]; from: number },
): AlertCase => {
  const end = begin + minutesOf(rule.for) + 60;
  return { ...head(rule, kind, says, end), series, checks: [{ minute: end, expect: "never" }] };
};

function blip(rule: AlertRule, spec: AlertSpec): AlertCase {
  const { holdsFrom: begin = 0 } = spec;
  const mended = spec.blip ?? begin + minutesOf(rule.for) - (spec.lingers ?? 0) - stepOf(rule);
  const series = spec.holds.map((each) => plainly(mendedAt(mended, each)));
  return silent(rule, { kind: "blip", says: "what is over before its time is no alert", series, from: begin });
}

/** The operator is away twice: for some minutes, in which the alert goes on, and for good, which ends it when it has been kept for long enough. */
function restart(rule: AlertRule, spec: AlertSpec): AlertCase {
  const step = stepOf(rule);
  const keep = rule.keepFiringFor === undefined ? AWAY : minutesOf(rule.keepFiringFor);
  const { labels } = alertOf(rule, spec);
  const gone = (spec.holdsFrom ?? 0) + minutesOf(rule.for) + 2 * step;
  const back = gone + Math.min(keep - step, AWAY);
  const goneForGood = back + (spec.holdsFrom ?? 0) + 4 * step;
  const resolved = goneForGood + keep + (spec.lingers ?? 0) + step;
  const series = spec.holds.map((each) => plainly(during((minute) => minute < gone || (minute >= back && minute < goneForGood), each)));
  return {
    ...head(rule, "restart", "goes on while the operator restarts, and ends when what it is about is gone", resolved),
    series,
    checks: [
      { minute: back - step, expect: "one", labels },
      { minute: back + step, expect: "one", labels },
      { minute: goneForGood + keep - step, expect: "one", labels },
      { minute: resolved, expect: "none" },
    ],
  };
}

/** One pod takes over from another while the alert waits. */
function rollout(rule: AlertRule, spec: AlertSpec): AlertCase {
  const { holdsFrom: begin = 0 } = spec;
  const due = begin + minutesOf(rule.for);
  const change = begin + stepOf(rule) * Math.floor(minutesOf(rule.for) / 2 / stepOf(rule));
  const series = spec.holds.flatMap((each) => [
    from(
      "a",
      during((minute) => minute <= change, each),
    ),
    from(
      "b",
      during((minute) => minute >= change, each),
    ),
  ]);
  return {
    ...head(rule, "rollout", "waits no longer because pods are replaced", due),
    series,
    checks: [{ minute: due, expect: "one", labels: alertOf(rule, spec).labels }],
  };
}

/** The operator is away while the alert waits, for less than the expression looks back. */
function pending(rule: AlertRule, spec: AlertSpec, lingers: number): AlertCase {
  const due = (spec.holdsFrom ?? 0) + minutesOf(rule.for);
  const away = (minute: number) => minute >= due / 2 && minute < due / 2 + lingers - stepOf(rule);
  return {
    ...head(rule, "pending", "waits no longer because the operator restarts", due),
    series: spec.holds.map((each) => plainly(during((minute) => !away(minute), each))),
    checks: [{ minute: due, expect: "one", labels: alertOf(rule, spec).labels }],
  };
}
