import { isDeepStrictEqual } from "node:util";
import { CHECK_IDS } from "../api/check-ids.generated.ts";
import { CONDITION_TYPES } from "../api/conditions.ts";
import {
  MAX_STATUS_FINDINGS,
  type CheckStatus,
  type FrameworkStatus,
  type ScopeStatus,
  type StatusCondition,
  type StatusFinding,
} from "../api/status.ts";
import type { Finding, ScopeSummary, Tally } from "../assess/assessment.ts";
import { emptyTally } from "../assess/tally.ts";
import { CHECKS } from "../checks/registry.generated.ts";
import { dayOf } from "../scope/period.ts";
import { invalidConditions, judgeConditions, type ConditionContext, type JudgedCondition } from "./conditions.ts";
import { declaredFrameworks, type FrameworkResult } from "./control-results.ts";
import { enabledChecks } from "./enabled-checks.ts";
import { scopeExceptions, type StatedException } from "./exception-status.ts";
import { stateOf, type TallyState } from "./tally-state.ts";
import { transitionTime } from "./transition-time.ts";
import { cut } from "./text.ts";

/** What a status is computed from. */
export interface StatusContext extends ConditionContext {
  /** The exceptions that name the scope. */
  readonly exceptions: readonly StatedException[];
}

/** What the times of a status go by: they move only when what they belong to changes. */
export interface StatusHistory {
  /** As the scope carries it. */
  readonly observed: ScopeStatus;
  /** As it was planned from this same observation a moment ago, and is perhaps not yet written. */
  readonly planned: ScopeStatus | undefined;
  /** Instant of the turn, epoch ms. */
  readonly now: number;
}

const timedConditions = (
  judged: readonly JudgedCondition[],
  generation: number,
  { observed, planned, now }: StatusHistory,
): StatusCondition[] =>
  judged.map((condition) => {
    const same = [observed, planned]
      .map((status) => status?.conditions?.find(({ type }) => type === condition.type))
      .find((before) => before?.status === condition.status);
    return { ...condition, observedGeneration: generation, lastTransitionTime: same?.lastTransitionTime ?? transitionTime(now) };
  });

const checks = ({ scope, checks: tallies }: ScopeSummary, { observed, planned, now }: StatusHistory): CheckStatus[] =>
  enabledChecks(scope).map(({ check: { id } }) => {
    const { pass, fail, unknown, exempt } = tallies.get(id) ?? emptyTally;
    const state = stateOf({ pass, fail, unknown, exempt });
    const same = [observed, planned]
      .map((status) => status?.checks?.find((check) => check.id === id))
      .find((before) => before?.state === state);
    return { id, state, pass, fail, unknown, exempt, lastTransitionTime: same?.lastTransitionTime ?? transitionTime(now) };
  });

const CONTROLS_OF = new Map(CHECKS.map(({ id, controls }) => [id, controls]));

const listed = ({ check, severity, subject, reason, message }: Finding): StatusFinding => ({
  check,
  severity,
  kind: cut(subject.kind, 63),
  ...(subject.namespace !== undefined && { namespace: subject.namespace }),
  name: cut(subject.name, 253),
  reason: cut(reason, 63),
  message: cut(message, 1024),
  controls: [...(CONTROLS_OF.get(check) ?? [])],
});

const framework = ({ framework: name, controls, findings }: FrameworkResult): FrameworkStatus => {
  const inState = (wanted: TallyState) => controls.filter(({ state }) => state === wanted).map(({ control }) => control.id);
  const failing = inState("Failing");
  const unknown = inState("Unknown");
  return {
    name,
    controls: controls.length,
    passing: inState("Passing").length,
    failing: failing.length,
    unknown: unknown.length,
    findings,
    failingControls: failing,
  };
};

/** pass / (pass + fail) in per cent with one decimal, rounded down so that 100.0 means all; undefined when nothing was evaluated. */
export const score = ({ pass, fail }: Tally): string | undefined => {
  const judged = pass + fail;
  return judged === 0 ? undefined : (Math.floor((pass * 1000) / judged) / 10).toFixed(1);
};

/** The whole status of an evaluated scope. Deterministic: the same snapshot over the same history gives the same status. */
export const scopeStatus = (context: StatusContext, history: StatusHistory): ScopeStatus => {
  const { summary } = context;
  const open = summary.findings.filter(({ verdict }) => verdict === "fail");
  const inPercent = score(summary.total);
  const { pass, fail, unknown, exempt } = summary.total;
  const { inScope, excluded, undeclared, conflict, missing } = summary.namespaces;
  const { verified, violated, unobserved, documentary } = summary.statements;
  const { generation } = summary.scope.fact;
  return {
    observedGeneration: generation,
    digest: summary.scope.digest,
    mode: summary.scope.spec.rules.mode,
    ...(summary.reviewDueAt !== undefined && { nextReview: dayOf(summary.reviewDueAt) }),
    conditions: timedConditions(judgeConditions(context), generation, history),
    namespaces: { inScope, excluded, undeclared, conflict, missing },
    results: { pass, fail, unknown, exempt, ...(inPercent !== undefined && { score: inPercent }) },
    checks: checks(summary, history),
    frameworks: declaredFrameworks(summary).map(framework),
    statements: { verified, violated, unobserved, documentary },
    // Where they cannot be read there may be some.
    ...(context.declared.exceptions.state === "Synced" && scopeExceptions(context.exceptions)),
    findings: open.slice(0, MAX_STATUS_FINDINGS).map(listed),
    findingsOmitted: Math.max(0, open.length - MAX_STATUS_FINDINGS),
  };
};

/** The status of a scope whose spec cannot be used: what it said of an earlier spec would be taken for its answer to this one. */
export const invalidStatus = (generation: number, problem: string, history: StatusHistory): ScopeStatus => ({
  observedGeneration: generation,
  conditions: timedConditions(invalidConditions(problem), generation, history),
});

/** The API server keeps lists that are maps in an order of its own. */
const ordered = (status: ScopeStatus): ScopeStatus => ({
  ...status,
  ...(status.conditions && {
    conditions: status.conditions.toSorted((a, b) => CONDITION_TYPES.indexOf(a.type) - CONDITION_TYPES.indexOf(b.type)),
  }),
  ...(status.checks && { checks: status.checks.toSorted((a, b) => CHECK_IDS.indexOf(a.id) - CHECK_IDS.indexOf(b.id)) }),
});

/** Whether two statuses say the same. */
export const sameStatus = (a: ScopeStatus, b: ScopeStatus): boolean => isDeepStrictEqual(ordered(a), ordered(b));
