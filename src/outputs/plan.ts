import type { Snapshot } from "../assess/assessment.ts";
import { soonest } from "../assess/deadline.ts";
import type { FactsView } from "../facts/view.ts";
import type { ExceptionFact, ScopeFact } from "../scope/compiled.ts";
import type { ReportChoice } from "../api/report-apis.ts";
import type { Action, EventAction, LabelsAction } from "./action.ts";
import { isSettled, mayLabel, type DeclaredCoverage } from "./coverage.ts";
import { planExceptions, type ExceptionMemory } from "./exception-plan.ts";
import { findingChanges, type FindingChange } from "./finding-changes.ts";
import { findingEvents } from "./finding-events.ts";
import { NO_LABEL_MEMORY, planLabels, type LabelMemory, type LabelPlan } from "./labels.ts";
import type { ReportsView } from "./reports/observed.ts";
import { NO_REPORT_MEMORY, planReports, type ReportMemory } from "./reports/plan-reports.ts";
import { planStatuses, type StatusMemory } from "./status-plan.ts";

/** What planning remembers from turn to turn. Begin with `initialMemory` whenever this process becomes the one that writes. */
export interface PlanMemory {
  /** Instant of the first turn that was planned, epoch ms. */
  readonly since: number | undefined;
  readonly labels: LabelMemory;
  readonly statuses: StatusMemory;
  readonly reports: ReportMemory;
  readonly exceptions: ExceptionMemory;
  /** The last settled snapshot: findings are told as the difference to it. */
  readonly settled: Snapshot | undefined;
  /** Since when labels are on their way without a pause (epoch ms); undefined when none are. */
  readonly labellingSince: number | undefined;
}

/**
 * How long a status waits for labels that are on their way. A namespace that has just been declared lacks them for some
 * milliseconds: to report that as a finding and its end as a recovery would be noise.
 */
const LABELLING_MS = 1_000;

export interface PlanInput {
  readonly next: Snapshot;
  /** Epoch ms; later than `next.at` when the same snapshot is planned again, because only what was written has changed. */
  readonly now: number;
  /** The facts on which `next` rests. */
  readonly facts: FactsView;
  /** How far scopes and exceptions are read. */
  readonly declared: DeclaredCoverage;
  /** The scopes as they are read now: their status may be newer than in `next`. */
  readonly scopes: readonly ScopeFact[];
  /** The exceptions likewise. */
  readonly exceptions: readonly ExceptionFact[];
  /** False: namespaces are not labelled, only reported. */
  readonly labelNamespaces: boolean;
  /** Where to report, and the reports that are there. */
  readonly reports: { readonly choice: ReportChoice; readonly observed: ReportsView };
  readonly memory: PlanMemory;
}

export interface Plan {
  /** All that is not as it should be, also what was planned before and is not yet seen: the writer tells by `basis`. */
  readonly actions: readonly Action[];
  /** To be given to the next call. */
  readonly memory: PlanMemory;
  /** When to plan again though nothing happens (epoch ms). */
  readonly changesAt: number | undefined;
  /** How findings changed since the last settled snapshot: what isms_scope_drift_events_total counts. */
  readonly changes: readonly FindingChange[];
}

/** Nothing is remembered: no contest, nothing on its way, no earlier snapshot. */
export const initialMemory = (): PlanMemory => ({
  since: undefined,
  labels: NO_LABEL_MEMORY,
  statuses: new Map(),
  reports: NO_REPORT_MEMORY,
  exceptions: new Map(),
  settled: undefined,
  labellingSince: undefined,
});

/**
 * Everything that is to be written after a turn. Level-based: it compares what is with what should be, so a call may be left
 * out, repeated, or be the first after a restart. Only finding events look back, to the last settled snapshot of this process.
 */
export const plan = (input: PlanInput): Plan => {
  const { next, now, declared, scopes, memory } = input;
  const labels = labelPlan(input);
  const kept = { since: memory.since ?? now, labels: labels.memory, labellingSince: labellingSince(input, labels.actions) };
  // While kinds are still being read, a status would say less than the one that is there.
  if (!isSettled(next, declared)) {
    return { actions: labels.actions, memory: { ...memory, ...kept }, changesAt: labels.changesAt, changes: [] };
  }
  const findings = findingPlan(input);
  const reported = { ...kept, statuses: memory.statuses, exceptions: memory.exceptions, reports: memory.reports, settled: next };
  const told = { actions: [...labels.actions, ...findings.events], changes: findings.changes };
  const labelledBy = (kept.labellingSince ?? -Infinity) + LABELLING_MS;
  if (now < labelledBy) return { ...told, memory: reported, changesAt: soonest(labels.changesAt, labelledBy) };
  const { contested } = labels;
  const granted = planExceptions({ snapshot: next, now, exceptions: input.exceptions, memory: memory.exceptions });
  const context = { snapshot: next, now, declared, scopes, exceptions: granted.byScope, contested, since: kept.since };
  const statuses = planStatuses({ ...context, memory: memory.statuses });
  const reports = planReports({ snapshot: next, ...input.reports, memory: memory.reports });
  return {
    actions: [...told.actions, ...granted.actions, ...statuses.actions, ...reports.actions],
    memory: { ...reported, statuses: statuses.memory, exceptions: granted.memory, reports: reports.memory },
    changesAt: soonest(labels.changesAt, granted.changesAt, statuses.changesAt),
    changes: findings.changes,
  };
};

/** Repairs that wait because somebody fights for the label do not count: they are what the status has to tell. */
const labellingSince = ({ now, memory }: PlanInput, actions: readonly LabelsAction[]): number | undefined =>
  actions.some(({ delay }) => delay === 0) ? (memory.labellingSince ?? now) : undefined;

const labelPlan = ({
  next,
  now,
  facts,
  declared,
  labelNamespaces,
  memory,
}: PlanInput): Partial<LabelPlan> & Pick<LabelPlan, "actions" | "memory"> =>
  labelNamespaces && mayLabel(next, declared)
    ? planLabels({ snapshot: next, facts, memory: memory.labels, now })
    : { actions: [], memory: memory.labels };

const findingPlan = ({
  next,
  facts,
  labelNamespaces,
  memory,
}: PlanInput): { events: readonly EventAction[]; changes: readonly FindingChange[] } => {
  const previous = memory.settled;
  if (!previous || previous === next) return { events: [], changes: [] };
  const byScope = [...next.scopes.values()].map((summary) => ({ summary, changes: findingChanges(previous, next, summary) }));
  return {
    events: byScope.flatMap(({ summary, changes }) => findingEvents(changes, { summary, snapshot: next, facts, labels: labelNamespaces })),
    changes: byScope.flatMap(({ changes }) => changes),
  };
};
