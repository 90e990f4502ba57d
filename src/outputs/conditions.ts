import type { ConditionReason, ConditionType } from "../api/conditions.ts";
import type { ScopeSummary, Snapshot } from "../assess/assessment.ts";
import { approvalOf } from "../scope/approval.ts";
import { dayOf } from "../scope/period.ts";
import { gaps, type Gap, isSettled, type DeclaredCoverage } from "./coverage.ts";
import { scopesOf } from "./label-tellings.ts";
import { severityCounts } from "./severities.ts";
import { counted, cut, someOf } from "./text.ts";

/** What a condition is computed from. */
export interface ConditionContext {
  readonly summary: ScopeSummary;
  readonly snapshot: Snapshot;
  readonly declared: DeclaredCoverage;
  /** Why the labels of the scope are contested, as a sentence; undefined when they are not. */
  readonly labelConflict: string | undefined;
}

/** Status and reason of a condition, and the same as a sentence that says what to do. */
export interface Judgement<T extends ConditionType = ConditionType> {
  readonly status: "True" | "False" | "Unknown";
  readonly reason: ConditionReason<T>;
  readonly message: string;
}

/** A condition: all of ours are good when True, which is what their events and their order of reading rely on. */
interface ConditionRow<T extends ConditionType = ConditionType> {
  readonly type: T;
  readonly polarity: "positive";
  readonly judge: (context: ConditionContext) => Judgement<T>;
}

const LONGEST_MESSAGE = 4096;

const ready = (context: ConditionContext): Judgement<"Ready"> => {
  const { summary, snapshot, declared, labelConflict } = context;
  if (!isSettled(snapshot, declared)) {
    const waiting = gaps(snapshot, declared).filter(({ reason }) => reason === "KindSyncing");
    return {
      status: "Unknown",
      reason: "Syncing",
      message: `Still reading ${someOf(waiting.map(({ kind }) => kind))}. No action is needed.`,
    };
  }
  if (summary.namespaces.conflict > 0) return { status: "False", reason: "ScopeConflict", message: conflictSentence(context) };
  if (labelConflict !== undefined) return { status: "False", reason: "LabelConflict", message: labelConflict };
  return { status: "True", reason: "Evaluated", message: "The scope is evaluated." };
};

const conflictSentence = ({ summary, snapshot }: ConditionContext): string => {
  const claimed = [...snapshot.namespaces.values()].flatMap(({ namespace, membership }) =>
    membership.state === "Conflict" && scopesOf(membership).includes(summary.scope.name)
      ? [`${namespace} (${membership.claims.map(({ scope, entry, name }) => `${scope}: ${entry} ${name}`).join("; ")})`]
      : [],
  );
  return (
    `${counted(summary.namespaces.conflict, "namespace")} claimed more than once: ${someOf(claimed.sort(), 3)}. ` +
    "Narrow the matchers until one entry of one scope selects each namespace."
  );
};

const compliant = ({ summary }: ConditionContext): Judgement<"Compliant"> => {
  const { pass, fail, unknown, exempt } = summary.total;
  const exempted = exempt > 0 ? ` ${counted(exempt, "failure")} under an exception.` : "";
  if (fail > 0) {
    return {
      status: "False",
      reason: "FindingsOpen",
      message: `${severityCounts(summary.findings)}. See status.findings for the worst.${exempted}`,
    };
  }
  if (unknown > 0) {
    return {
      status: "Unknown",
      reason: "NotFullyEvaluated",
      message: `${counted(unknown, "verdict")} could not be reached; the condition CoverageComplete says why.`,
    };
  }
  if (pass + exempt === 0) {
    return {
      status: "Unknown",
      reason: "NothingEvaluated",
      message: "No check had anything to judge: bind environments to namespaces (spec.environments[].namespaces).",
    };
  }
  return { status: "True", reason: "NoFindings", message: `All of ${counted(pass + exempt, "verdict")} pass.${exempted}` };
};

const SIGN = "enter name, date and the digest from status.digest in spec.document.approvals";

const approved = ({ summary }: ConditionContext): Judgement<"Approved"> => {
  const { reason, roles } = approvalOf(summary.scope);
  const who = someOf(roles.map((role) => `"${role}"`));
  switch (reason) {
    case "Approved":
      return { status: "True", reason, message: "Every approval names today's digest of the statement." };
    case "NotApproved":
      return { status: "False", reason, message: `Nobody has approved the statement: ${SIGN}.` };
    case "ApprovalIncomplete":
      return { status: "False", reason, message: `Approval is missing or unsigned by ${who}: ${SIGN}.` };
    case "ApprovalStale":
      return {
        status: "False",
        reason,
        message: `The statement has changed since ${who} approved it: have it approved again and ${SIGN}.`,
      };
  }
};

const reviewCurrent = ({ summary, snapshot }: ConditionContext): Judgement<"ReviewCurrent"> => {
  const due = summary.reviewDueAt;
  if (due === undefined) {
    return {
      status: "Unknown",
      reason: "NoReviewDeclared",
      message: "No review has a date: set spec.document.nextReview, or a period in spec.document.reviews.",
    };
  }
  return due < snapshot.at
    ? { status: "False", reason: "Overdue", message: `A review was due on ${dayOf(due)}: do it and enter the new dates in spec.document.` }
    : { status: "True", reason: "Current", message: `The next review is due on ${dayOf(due)}.` };
};

const COVERAGE_MEND = {
  KindForbidden: "Grant the operator list and watch on these kinds.",
  KindNotServed: "Install the API that serves these kinds; an optional one that stays away counts as not installed after a minute.",
  KindSyncing: "No action is needed while reading goes on.",
  ObjectsQuarantined: "The operator's log names the objects.",
} as const;

/** What missing kinds mean. Without exceptions everything is judged, and what one would cover fails. */
const consequences = (missing: readonly Gap[]): string => {
  const [exceptions, others] = [missing.some(isException), missing.some((gap) => !isException(gap))];
  return [others ? "Checks that need them answer unknown." : "", exceptions ? "Nothing is exempt meanwhile." : ""]
    .filter(Boolean)
    .join(" ");
};

const isException = ({ kind }: Gap): boolean => kind === "ScopeException";

const coverageComplete = ({ snapshot, declared }: ConditionContext): Judgement<"CoverageComplete"> => {
  const missing = gaps(snapshot, declared);
  const [first] = missing;
  if (!first) return { status: "True", reason: "AllKindsRead", message: "Every kind that the checks need is read." };
  const all = missing.map(({ sentence }) => sentence).join("; ");
  return { status: "False", reason: first.reason, message: `${all}. ${consequences(missing)} ${COVERAGE_MEND[first.reason]}` };
};

/** The table: every condition of an IsmsScope in the order in which a person reads them. */
export const CONDITIONS = [
  { type: "Ready", polarity: "positive", judge: ready },
  { type: "Compliant", polarity: "positive", judge: compliant },
  { type: "Approved", polarity: "positive", judge: approved },
  { type: "ReviewCurrent", polarity: "positive", judge: reviewCurrent },
  { type: "CoverageComplete", polarity: "positive", judge: coverageComplete },
] as const satisfies readonly { [T in ConditionType]: ConditionRow<T> }[ConditionType][];

/** A condition as it stands, before its transition time is known. */
export interface JudgedCondition extends Judgement {
  readonly type: ConditionType;
}

const bounded = (type: ConditionType, { status, reason, message }: Judgement): JudgedCondition => ({
  type,
  status,
  reason,
  message: cut(message, LONGEST_MESSAGE),
});

/** All conditions of an evaluated scope, in the order of the table. */
export const judgeConditions = (context: ConditionContext): readonly JudgedCondition[] =>
  CONDITIONS.map(({ type, judge }) => bounded(type, judge(context)));

/** The conditions of a scope whose spec cannot be used: nothing else can be said of it. */
export const invalidConditions = (problem: string): readonly JudgedCondition[] => [
  bounded("Ready", { status: "False", reason: "InvalidSpec", message: `The spec cannot be used: ${problem}` }),
];
