import type { CheckStatus, ScopeStatus, StatusCondition } from "../api/status.ts";
import type { ScopeFact } from "../scope/compiled.ts";
import type { EventAction } from "./action.ts";
import { announcement, scopeRef, type Announcement } from "./announce.ts";
import { counted } from "./text.ts";

/**
 * Transitions of a scope, told once: each event is named after the scope, what changed, and the state that was left together
 * with the time at which it had been entered. Both are in the status that the transition ends, so a restart names it the same.
 */

type Told = Pick<Announcement, "kind" | "reason" | "note"> & { readonly what: string; readonly from: string; readonly to: string };

/** A first look tells what is amiss, and that the scope is evaluated at all; good news about the rest is no news. */
const isFirstWorthTelling = ({ type, status }: StatusCondition): boolean => status === "False" || (type === "Ready" && status === "True");

const conditionTold = (before: StatusCondition | undefined, after: StatusCondition): readonly Told[] => {
  if (before ? before.status === after.status : !isFirstWorthTelling(after)) return [];
  return [
    {
      what: `condition ${after.type}`,
      from: `${before?.status ?? ""} since ${before?.lastTransitionTime ?? ""}`,
      to: after.status,
      kind: after.status === "True" ? "Normal" : "Warning",
      reason: after.reason,
      note: `${after.type} is ${after.status}: ${after.message}`,
    },
  ];
};

const CHECK_REASONS = { Failing: "CheckFailing", Unknown: "CheckUnknown", Passing: "CheckPassing", NotApplicable: "CheckPassing" } as const;

const isTrouble = (state: CheckStatus["state"]): boolean => state === "Failing" || state === "Unknown";

const checkSentence = ({ id, state, pass, fail, unknown }: CheckStatus): string => {
  switch (state) {
    case "Failing":
      return `${id} fails for ${fail} of ${counted(pass + fail + unknown, "subject")}.`;
    case "Unknown":
      return `${id} could not be evaluated for ${counted(unknown, "subject")}; the condition CoverageComplete says why.`;
    case "Passing":
      return `${id} fails for no subject any more.`;
    case "NotApplicable":
      return `${id} has nothing left to judge.`;
  }
};

const isCheckWorthTelling = (before: CheckStatus | undefined, { state }: CheckStatus): boolean =>
  before ? before.state !== state && (isTrouble(state) || isTrouble(before.state)) : state === "Failing";

const checkTold = (before: CheckStatus | undefined, after: CheckStatus): readonly Told[] =>
  isCheckWorthTelling(before, after)
    ? [
        {
          what: `check ${after.id}`,
          from: `${before?.state ?? ""} since ${before?.lastTransitionTime ?? ""}`,
          to: after.state,
          kind: isTrouble(after.state) ? "Warning" : "Normal",
          reason: CHECK_REASONS[after.state],
          note: checkSentence(after),
        },
      ]
    : [];

/** What a new status has to tell against the one that the scope carries. */
export const statusEvents = (fact: ScopeFact, status: ScopeStatus, at: number): readonly EventAction[] => {
  const told = [
    ...(status.conditions ?? []).flatMap((after) =>
      conditionTold(
        fact.status.conditions?.find(({ type }) => type === after.type),
        after,
      ),
    ),
    ...(status.checks ?? []).flatMap((after) =>
      checkTold(
        fact.status.checks?.find(({ id }) => id === after.id),
        after,
      ),
    ),
  ];
  return told.map(({ what, from, to, kind, reason, note }) =>
    announcement({
      regarding: scopeRef(fact),
      identity: ["status", fact.uid, what, from, to],
      kind,
      reason,
      note,
      action: "Evaluate",
      at,
      basis: fact,
    }),
  );
};
