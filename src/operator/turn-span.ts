import { inPastSpan, type Past } from "../telemetry/spans.ts";
import type { TurnResult, TurnSettings } from "./turn.ts";

/**
 * The trace of a turn. Whether a turn is worth a span is known when it is over: one that assessed nothing and planned nothing new
 * leaves none. So its phases are timed, and spans are made of them afterwards.
 */

/** Attributes of the span of a turn, as docs/tracing.md lists them. */
export const TURN_ATTRIBUTES = {
  revision: "isms.scope.revision",
  leading: "isms.scope.leading",
  namespaces: "isms.scope.namespaces",
  assessed: "isms.scope.namespaces.assessed",
  changed: "isms.scope.namespaces.changed",
  scopes: "isms.scope.scopes",
  findings: "isms.scope.findings",
  checkErrors: "isms.scope.check_errors",
  actions: "isms.scope.actions",
  drift: "isms.scope.drift",
} as const;

/** A turn under way. */
export interface TurnWatch {
  /** Give it to the turn. */
  readonly timed: TurnSettings["timed"];
  /** The turn is over: runs `rest`, which hands on what came of it, in its span. */
  over(result: TurnResult, worth: boolean, rest: () => void): void;
  /** The turn threw. */
  failed(error: unknown, rest: () => void): void;
}

export function watchTurn(): TurnWatch {
  // The span has the wall clock's time; how long it took is the monotonic clock's to say.
  const [start, began] = [Date.now(), performance.now()];
  const now = () => start + (performance.now() - began);
  const phases: Past[] = [];
  return {
    timed: (name, work) => {
      const from = now();
      try {
        const result = work();
        phases.push({ name, start: from, end: now() });
        return result;
      } catch (error) {
        phases.push({ name, start: from, end: now(), error });
        throw error;
      }
    },
    over: (result, worth, rest) => {
      if (!worth) return rest();
      inPastSpan({ name: "turn", start, now, attributes: attributesOf(result) }, phases, rest);
    },
    failed: (error, rest) => inPastSpan({ name: "turn", start, now, error }, phases, rest),
  };
}

function attributesOf({ state, plan }: TurnResult): Record<string, number | boolean> {
  const { snapshot, assessed, changed, errors } = state.assessment;
  const findings = [...snapshot.scopes.values()].reduce((sum, { total }) => sum + total.fail, 0);
  return {
    [TURN_ATTRIBUTES.revision]: snapshot.revision,
    [TURN_ATTRIBUTES.leading]: plan !== undefined,
    [TURN_ATTRIBUTES.namespaces]: snapshot.namespaces.size,
    [TURN_ATTRIBUTES.assessed]: assessed,
    [TURN_ATTRIBUTES.changed]: changed.size,
    [TURN_ATTRIBUTES.scopes]: snapshot.scopes.size,
    [TURN_ATTRIBUTES.findings]: findings,
    [TURN_ATTRIBUTES.checkErrors]: errors.length,
    ...(plan && { [TURN_ATTRIBUTES.actions]: plan.actions.length, [TURN_ATTRIBUTES.drift]: plan.changes.length }),
  };
}
