import type { ScopeStatus } from "../api/status.ts";
import type { Snapshot } from "../assess/assessment.ts";
import type { ScopeFact } from "../scope/compiled.ts";
import type { StatusAction } from "./action.ts";
import type { DeclaredCoverage } from "./coverage.ts";
import type { StatedException } from "./exception-status.ts";
import { carriedConflict, labelConflict } from "./label-conflict.ts";
import type { LabelPlan } from "./labels.ts";
import { statusEvents } from "./status-events.ts";
import { invalidStatus, sameStatus, scopeStatus } from "./status.ts";

/** Statuses planned and not yet seen, by scope uid. */
export type StatusMemory = ReadonlyMap<string, StatusAction>;

export interface StatusPlanInput {
  readonly snapshot: Snapshot;
  /** Epoch ms. */
  readonly now: number;
  readonly declared: DeclaredCoverage;
  /** The scopes as they are read now: their status may be newer than that of the snapshot. */
  readonly scopes: readonly ScopeFact[];
  /** Exceptions with their status, by the scope that they name. */
  readonly exceptions: ReadonlyMap<string, readonly StatedException[]>;
  readonly contested: LabelPlan["contested"] | undefined;
  readonly since: number;
  readonly memory: StatusMemory;
}

export interface StatusPlan {
  readonly actions: readonly StatusAction[];
  readonly memory: StatusMemory;
  readonly changesAt: number | undefined;
}

type Build = (fact: ScopeFact, planned: ScopeStatus | undefined) => ScopeStatus;

/** Undefined when the scope carries this status already. What was planned from the same observation stays the same action. */
const statusAction = (fact: ScopeFact, input: StatusPlanInput, build: Build): StatusAction | undefined => {
  const before = input.memory.get(fact.uid);
  const planned = before?.basis === fact ? before : undefined;
  const status = build(fact, planned?.status);
  if (sameStatus(status, fact.status)) return undefined;
  if (planned && sameStatus(planned.status, status)) return planned;
  return {
    type: "Status",
    key: `scope/${fact.name}/status`,
    basis: fact,
    scope: fact.name,
    uid: fact.uid,
    status,
    announce: statusEvents(fact, status, input.now),
  };
};

/** The statuses that differ from what the scopes carry. Call it only with a settled snapshot. */
export const planStatuses = (input: StatusPlanInput): StatusPlan => {
  const { snapshot, now, declared, contested, since } = input;
  const current = new Map(input.scopes.filter(({ deleting }) => !deleting).map((fact) => [fact.uid, fact]));
  const actions: StatusAction[] = [];
  let changesAt: number | undefined;
  const add = (uid: string, build: Build): void => {
    const fact = current.get(uid);
    const action = fact && statusAction(fact, input, build);
    if (action) actions.push(action);
  };
  for (const summary of snapshot.scopes.values()) {
    add(summary.scope.fact.uid, (fact, planned) => {
      const conflict = contested && labelConflict(contested.get(summary.scope.name), carriedConflict(fact.status), { since, now });
      if (conflict?.until !== undefined) changesAt = conflict.until;
      const exceptions = input.exceptions.get(summary.scope.name) ?? [];
      const context = { summary, snapshot, declared, exceptions, labelConflict: conflict?.sentence };
      return scopeStatus(context, { observed: fact.status, planned, now });
    });
  }
  for (const { uid, spec, generation } of snapshot.invalid) {
    const problem = spec.ok ? "" : spec.problem;
    add(uid, (fact, planned) => invalidStatus(generation, problem, { observed: fact.status, planned, now }));
  }
  return { actions, memory: new Map(actions.map((action) => [action.uid, action])), changesAt };
};
