import { EXCEPTION_STATES, type ExceptionStateName, type ExceptionStatus, type WholeExceptionStatus } from "../api/exception.ts";
import { MAX_STATUS_EXCEPTIONS, type ListedException, type ScopeStatus } from "../api/status.ts";
import type { ExceptionState, ScopeSummary, Snapshot } from "../assess/assessment.ts";
import type { ExceptionFact } from "../scope/compiled.ts";
import { EXPIRING_MS } from "../scope/exceptions.ts";
import { enabledChecks } from "./enabled-checks.ts";
import { counted, cut, someOf } from "./text.ts";
import { transitionTime } from "./transition-time.ts";

/** What an exception is: in its own status, and in that of its scope. */

/** What `since` goes by: it moves only when the state changes. */
export interface ExceptionHistory {
  /** As it was planned from the same observation a moment ago, and is perhaps not yet written. */
  readonly planned: ExceptionStatus | undefined;
  /** Instant of the turn, epoch ms. */
  readonly now: number;
}

interface Judged {
  readonly state: ExceptionStateName;
  readonly exempts: number;
  /** `since` as the status will have it. */
  readonly message: (since: string) => string;
}

const LONGEST_MESSAGE = 1024;

const failures = (count: number): string => counted(count, "failure");

const expired = ({ spec }: ExceptionFact): Judged => ({
  state: "Expired",
  exempts: 0,
  message: () =>
    `It ended at ${spec.expires}: what it covered is a finding again. Mend that and delete the exception, or have a new one approved.`,
});

/** Its checks that the scope switches off everywhere. */
const switchedOff = ({ spec }: ExceptionFact, { scope }: ScopeSummary): readonly string[] => {
  const enabled = new Set(enabledChecks(scope).map(({ check }) => check.id));
  return spec.checks.filter((check) => !enabled.has(check)).sort();
};

const unused = (fact: ExceptionFact, summary: ScopeSummary): Judged => {
  const off = switchedOff(fact, summary);
  const why = `${someOf(off)} ${off.length === 1 ? "is" : "are"} switched off in scope ${fact.spec.scope}`;
  return {
    state: "Unused",
    exempts: 0,
    message: (since) =>
      off.length > 0
        ? `It exempts nothing since ${since}, since ${why}: delete it, or switch ${off.length === 1 ? "the check" : "the checks"} on.`
        : `It exempts nothing since ${since}: what it covers was mended, or its subjects name it wrongly. Delete it, or correct spec.subjects.`,
  };
};

const holding = (fact: ExceptionFact, summary: ScopeSummary, { state, exempts }: ExceptionState): Judged => {
  const off = switchedOff(fact, summary);
  const remark = off.length === 0 ? "" : ` Of its checks ${someOf(off)} ${off.length === 1 ? "is" : "are"} switched off.`;
  const mend = `mend ${exempts === 1 ? "it" : "them"} before, or have a new exception approved.`;
  return state === "expiring"
    ? { state: "Expiring", exempts, message: () => `It exempts ${failures(exempts)} and ends at ${fact.spec.expires}: ${mend}${remark}` }
    : { state: "Active", exempts, message: () => `It exempts ${failures(exempts)} until ${fact.spec.expires}.${remark}` };
};

/** Not all that its checks judge was seen. What was unused before is not taken for used. */
const undecided = ({ status }: ExceptionFact, { state }: ExceptionState): Judged => ({
  state: status.state === "Unused" ? "Unused" : state === "expiring" ? "Expiring" : "Active",
  exempts: 0,
  message: () =>
    "Whether it is needed is not known: not all that its checks judge could be evaluated. The condition CoverageComplete of the scope says why.",
});

const judgeKnown = (fact: ExceptionFact, summary: ScopeSummary, found: ExceptionState): Judged => {
  if (found.state === "expired") return expired(fact);
  if (found.state === "unused") return unused(fact, summary);
  return found.exempts > 0 ? holding(fact, summary, found) : undecided(fact, found);
};

/** Nothing is judged by its scope, which is not there or cannot be used. */
const judgeIdle = (fact: ExceptionFact, snapshot: Snapshot): Judged => {
  const { scope, expires } = fact.spec;
  const left = Date.parse(expires) - snapshot.at;
  if (!(left > 0)) return expired(fact);
  if (!snapshot.invalid.some(({ name }) => name === scope)) {
    return {
      state: "Unused",
      exempts: 0,
      message: () => `It exempts nothing: there is no IsmsScope ${scope}. Correct spec.scope, or delete the exception.`,
    };
  }
  const message = () =>
    `It exempts nothing now: the spec of IsmsScope ${scope} cannot be used, so nothing is judged by it. Mend the scope.`;
  return { state: left > EXPIRING_MS ? "Active" : "Expiring", exempts: 0, message };
};

/** The whole status of an exception. Deterministic: the same snapshot over the same history gives the same status. */
export const exceptionStatus = (fact: ExceptionFact, snapshot: Snapshot, { planned, now }: ExceptionHistory): WholeExceptionStatus => {
  const summary = snapshot.scopes.get(fact.spec.scope);
  const found = summary?.exceptions.find(({ exception }) => exception.uid === fact.uid);
  const { state, exempts, message } = summary && found ? judgeKnown(fact, summary, found) : judgeIdle(fact, snapshot);
  const same = [fact.status, planned].find((before) => before?.state === state);
  const since = same?.since ?? transitionTime(now);
  return { observedGeneration: fact.generation, state, since, exempts, message: cut(message(since), LONGEST_MESSAGE) };
};

/** An exception with its status of this turn. */
export interface StatedException {
  readonly fact: ExceptionFact;
  readonly status: WholeExceptionStatus;
}

const rank = ({ fact, status }: StatedException): string => `${EXCEPTION_STATES.indexOf(status.state)} ${fact.name}`;

const listed = ({ fact, status: { state, since, exempts } }: StatedException): ListedException => ({
  name: cut(fact.name, 253),
  state,
  since,
  expires: cut(fact.spec.expires, 40),
  exempts,
  reason: cut(fact.spec.reason, 253),
});

/** What the status of a scope says of its exceptions: how many of each state, and the first twenty, the gravest first. */
export const scopeExceptions = (stated: readonly StatedException[]): Pick<ScopeStatus, "exceptionCounts" | "exceptions"> => {
  const count = (wanted: ExceptionStateName): number => stated.filter(({ status }) => status.state === wanted).length;
  const gravestFirst = stated.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1));
  return {
    exceptionCounts: { active: count("Active"), expiring: count("Expiring"), expired: count("Expired"), unused: count("Unused") },
    ...(stated.length > 0 && { exceptions: gravestFirst.slice(0, MAX_STATUS_EXCEPTIONS).map(listed) }),
  };
};
