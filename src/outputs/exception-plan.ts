import { isDeepStrictEqual } from "node:util";
import type { ExceptionStateName, ExceptionStatus } from "../api/exception.ts";
import type { Snapshot } from "../assess/assessment.ts";
import { earliest } from "../assess/deadline.ts";
import type { ExceptionFact } from "../scope/compiled.ts";
import { EXPIRING_MS } from "../scope/exceptions.ts";
import type { EventAction, ExceptionStatusAction } from "./action.ts";
import { announcement, exceptionRef, scopeRef } from "./announce.ts";
import { exceptionStatus, type StatedException } from "./exception-status.ts";

/** Statuses of exceptions planned and not yet seen, by uid. */
export type ExceptionMemory = ReadonlyMap<string, ExceptionStatusAction>;

export interface ExceptionPlanInput {
  readonly snapshot: Snapshot;
  /** Epoch ms. */
  readonly now: number;
  /** The exceptions as they are read now: their status may be newer than that of the snapshot. */
  readonly exceptions: readonly ExceptionFact[];
  readonly memory: ExceptionMemory;
}

export interface ExceptionPlan {
  readonly actions: readonly ExceptionStatusAction[];
  /** Every exception with its status, by the scope that it names. */
  readonly byScope: ReadonlyMap<string, readonly StatedException[]>;
  readonly memory: ExceptionMemory;
  readonly changesAt: number | undefined;
}

/** That one holds is no news. */
const TELLINGS: Readonly<Record<ExceptionStateName, { readonly kind: EventAction["kind"]; readonly reason: string } | undefined>> = {
  Active: undefined,
  Expiring: { kind: "Warning", reason: "ExceptionExpiring" },
  Expired: { kind: "Warning", reason: "ExceptionExpired" },
  Unused: { kind: "Normal", reason: "ExceptionUnused" },
};

/** A change of state, told once: by the status that it ends, which a restart reads back, and by a name that follows from what is told. */
const transition = ({ fact, status }: StatedException, { scopes, invalid }: Snapshot, at: number): readonly EventAction[] => {
  const telling = TELLINGS[status.state];
  if (telling === undefined || fact.status.state === status.state) return [];
  const scope = scopes.get(fact.spec.scope)?.scope.fact ?? invalid.find(({ name }) => name === fact.spec.scope);
  return [
    announcement({
      regarding: exceptionRef(fact),
      ...(scope && { related: scopeRef(scope) }),
      identity: ["exception", fact.uid, fact.spec.expires, telling.reason],
      ...telling,
      note: status.message,
      action: "Evaluate",
      at,
      basis: fact,
    }),
  ];
};

/** Undefined when the exception carries this status already. What was planned from the same observation stays the same action. */
const statusAction = (stated: StatedException, input: ExceptionPlanInput): ExceptionStatusAction | undefined => {
  const { fact, status } = stated;
  if (isDeepStrictEqual(status, fact.status)) return undefined;
  const planned = input.memory.get(fact.uid);
  if (planned?.basis === fact && isDeepStrictEqual(planned.status, status)) return planned;
  return {
    type: "ExceptionStatus",
    key: `exception/${fact.name}/status`,
    basis: fact,
    exception: fact.name,
    scope: fact.spec.scope,
    uid: fact.uid,
    status,
    announce: transition(stated, input.snapshot, input.now),
  };
};

const plannedFor = (fact: ExceptionFact, memory: ExceptionMemory): ExceptionStatus | undefined => {
  const planned = memory.get(fact.uid);
  return planned?.basis === fact ? planned.status : undefined;
};

/** The statuses of exceptions that differ from what they carry. Call it only with a settled snapshot. */
export const planExceptions = (input: ExceptionPlanInput): ExceptionPlan => {
  const { snapshot, now, exceptions, memory } = input;
  const stated = exceptions
    .filter(({ deleting }) => !deleting)
    .map((fact): StatedException => ({ fact, status: exceptionStatus(fact, snapshot, { planned: plannedFor(fact, memory), now }) }));
  const actions = stated.flatMap((each) => statusAction(each, input) ?? []);
  // The snapshot waits for the ends of those whose scope it evaluates; the others have ends as well.
  const ends = exceptions.map(({ spec }) => Date.parse(spec.expires));
  return {
    actions,
    byScope: Map.groupBy(stated, ({ fact }) => fact.spec.scope),
    memory: new Map(actions.map((action) => [action.uid, action])),
    changesAt: earliest(now, ...ends, ...ends.map((end) => end - EXPIRING_MS)),
  };
};
