import type { CheckId } from "../../api/check-ids.generated.ts";
import { highest, overRestarts, select } from "../promql.ts";
import type { RuleGroup } from "../rule.ts";

const DAY_SECONDS = 86_400;
/** How long before its end an exception is told as expiring: the operator's own word for it. */
export const EXCEPTION_NOTICE_DAYS = 7;
const EXCLUSION_NOTICE_DAYS = 14;
const REVIEW_NOTICE_DAYS = 30;

const exclusionEnd = highest(["scope", "exclusion"], select("isms_scope_exclusion_expiry_timestamp_seconds"));
const exceptionEnd = highest(["scope", "exception"], select("isms_scope_exception_expiry_timestamp_seconds"));
const reviewDue = highest(["scope"], select("isms_scope_review_due_timestamp_seconds"));

const within = (days: number, instant: string) => `0 <= ${instant} - time() < ${days * DAY_SECONDS}`;
/** An expired entry has the time since then as its value. */
const past = (instant: string) => `time() - ${instant} >= 0`;
/** Whether the scope fails a check about itself: off where the check is switched off or exempted. */
const fails = (check: CheckId) => `${highest(["scope"], select("isms_scope_findings", { check }))} > 0`;

const AGO = "{{ $value | humanizeDuration }}";

export const governance: RuleGroup = {
  name: "isms-scope.governance",
  about: "What ends, what is due, and who has agreed.",
  rules: [
    {
      alert: "IsmsExclusionExpired",
      severity: "warning",
      expr: `${past(exclusionEnd)} and on (cluster, scope) ${fails("exclusion-justified")}`,
      for: "15m",
      keepFiringFor: "15m",
      summary: "Exclusion {{ $labels.exclusion }} of scope {{ $labels.scope }} has expired",
      description:
        `Exclusion {{ $labels.exclusion }} of scope {{ $labels.scope }} ended ${AGO} ago, and what it leaves out is still left out. ` +
        "Take the entry out of spec.exclusions, or have it approved again with a new date in `expires`.",
    },
    {
      alert: "IsmsExclusionExpiresSoon",
      severity: "info",
      expr: within(EXCLUSION_NOTICE_DAYS, exclusionEnd),
      for: "1h",
      keepFiringFor: "15m",
      summary: "Exclusion {{ $labels.exclusion }} of scope {{ $labels.scope }} ends soon",
      description:
        `Exclusion {{ $labels.exclusion }} of scope {{ $labels.scope }} ends in ${AGO}. ` +
        "Decide whether what it leaves out comes into scope, or is excluded for a further time.",
    },
    {
      alert: "IsmsExceptionExpired",
      severity: "warning",
      expr: past(exceptionEnd),
      for: "15m",
      keepFiringFor: "15m",
      summary: "Exception {{ $labels.exception }} of scope {{ $labels.scope }} has expired",
      description:
        `ScopeException {{ $labels.exception }} of scope {{ $labels.scope }} ended ${AGO} ago: what it exempted is a finding again. ` +
        "Mend the findings and delete the exception, or have a new one approved.",
    },
    {
      alert: "IsmsExceptionExpiresSoon",
      severity: "info",
      expr: within(EXCEPTION_NOTICE_DAYS, exceptionEnd),
      for: "1h",
      keepFiringFor: "15m",
      summary: "Exception {{ $labels.exception }} of scope {{ $labels.scope }} ends soon",
      description:
        `ScopeException {{ $labels.exception }} of scope {{ $labels.scope }} ends in ${AGO}: what it exempts becomes a finding then. ` +
        "Mend it before, or have a new exception approved.",
    },
    {
      alert: "IsmsExceptionUnused",
      severity: "info",
      expr: `${highest(["scope"], select("isms_scope_exceptions", { state: "unused" }), overRestarts)} > 0`,
      for: "1d",
      summary: "Scope {{ $labels.scope }} has exceptions that exempt nothing",
      description:
        "Exceptions of scope {{ $labels.scope }} have exempted nothing for a day: what they cover was mended, or they name it wrongly. " +
        "Delete them, or correct their subjects. Unused exceptions: {{ $value }}.",
    },
    {
      alert: "IsmsScopeReviewDueSoon",
      severity: "info",
      expr: within(REVIEW_NOTICE_DAYS, reviewDue),
      for: "1h",
      keepFiringFor: "15m",
      summary: "A review of scope {{ $labels.scope }} is due soon",
      description: `A review of scope {{ $labels.scope }} is due in ${AGO}. Do it and enter the new dates in spec.document.`,
    },
    {
      alert: "IsmsScopeReviewOverdue",
      severity: "warning",
      expr: fails("review-current"),
      for: "1h",
      keepFiringFor: "15m",
      summary: "A review of scope {{ $labels.scope }} is overdue",
      description:
        "The day on which a review of scope {{ $labels.scope }} was due is past. Do the review and enter the new dates in spec.document; " +
        "`kubectl describe scope {{ $labels.scope }}` says which one it is.",
    },
    {
      alert: "IsmsScopeApprovalStale",
      severity: "warning",
      expr: `${highest(["scope"], select("isms_scope_findings", { check: "document-approved" }), overRestarts)} > 0`,
      for: "1d",
      summary: "Scope {{ $labels.scope }} is not approved as it stands",
      description:
        "For a day the statement of scope {{ $labels.scope }} has differed from what was approved, or a role has not approved it at all. " +
        "Have it approved and enter name, date and the digest of status.digest in spec.document.approvals.",
    },
  ],
};
