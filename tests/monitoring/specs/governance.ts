import type { AlertSpec } from "../alert-spec.ts";
import { gauge, plainly, type Series } from "../series.ts";

/** Time begins at zero in promtool: instants are seconds since then. */
const DAY = 86_400;
const HOUR = 3600;

const exclusion = (end: number): Series =>
  gauge("isms_scope_exclusion_expiry_timestamp_seconds", { scope: "acme", exclusion: "Legacy" }, end);
const exception = (end: number): Series =>
  gauge("isms_scope_exception_expiry_timestamp_seconds", { scope: "acme", exception: "no-sidecar" }, end);
const review = (due: number): Series => gauge("isms_scope_review_due_timestamp_seconds", { scope: "acme" }, due);
const exceptions = (state: string, count: number): Series => gauge("isms_scope_exceptions", { scope: "acme", state }, count, 0);
const statement = (check: string, count: number, scope = "acme"): Series =>
  gauge("isms_scope_findings", { scope, namespace: "", check, severity: "Medium" }, count, 0);

export const GOVERNANCE_SPECS: readonly AlertSpec[] = [
  {
    alert: "IsmsExclusionExpired",
    holds: [exclusion(HOUR), statement("exclusion-justified", 1)],
    holdsFrom: 60,
    labels: { scope: "acme", exclusion: "Legacy" },
    summary: "Exclusion Legacy of scope acme has expired",
    description:
      "Exclusion Legacy of scope acme ended 15m 0s ago, and what it leaves out is still left out. " +
      "Take the entry out of spec.exclusions, or have it approved again with a new date in `expires`.",
    nearMisses: {
      "one that is yet to end, and another without a justification": [
        plainly(exclusion(400 * DAY)),
        plainly(statement("exclusion-justified", 1)),
      ],
      "a check that is switched off": [plainly(exclusion(HOUR))],
      "an exception from the check": [plainly(exclusion(HOUR)), plainly(statement("exclusion-justified", 0))],
      "another check, or another scope": [
        plainly(exclusion(HOUR)),
        plainly(statement("document-complete", 1)),
        plainly(statement("exclusion-justified", 1, "other")),
      ],
    },
  },
  {
    alert: "IsmsExclusionExpiresSoon",
    holds: [exclusion(14 * DAY + HOUR)],
    holdsFrom: 61,
    labels: { scope: "acme", exclusion: "Legacy" },
    summary: "Exclusion Legacy of scope acme ends soon",
    description:
      "Exclusion Legacy of scope acme ends in 13d 22h 59m 0s. " +
      "Decide whether what it leaves out comes into scope, or is excluded for a further time.",
    nearMisses: {
      "an end that is more than two weeks off": [plainly(exclusion(15 * DAY))],
      "one that has ended": [plainly(exclusion(-60))],
    },
  },
  {
    alert: "IsmsExceptionExpired",
    holds: [exception(HOUR)],
    holdsFrom: 60,
    labels: { scope: "acme", exception: "no-sidecar" },
    summary: "Exception no-sidecar of scope acme has expired",
    description:
      "ScopeException no-sidecar of scope acme ended 15m 0s ago: what it exempted is a finding again. " +
      "Mend the findings and delete the exception, or have a new one approved.",
    nearMisses: { "one that is yet to end": [plainly(exception(DAY))] },
  },
  {
    alert: "IsmsExceptionExpiresSoon",
    holds: [exception(7 * DAY + HOUR)],
    holdsFrom: 61,
    labels: { scope: "acme", exception: "no-sidecar" },
    summary: "Exception no-sidecar of scope acme ends soon",
    description:
      "ScopeException no-sidecar of scope acme ends in 6d 22h 59m 0s: what it exempts becomes a finding then. " +
      "Mend it before, or have a new exception approved.",
    nearMisses: {
      "an end that is more than a week off": [plainly(exception(8 * DAY))],
      "one that has ended": [plainly(exception(-60))],
    },
  },
  {
    alert: "IsmsExceptionUnused",
    holds: [exceptions("unused", 1), exceptions("active", 1)],
    lingers: 15,
    waitsOverRestarts: true,
    labels: { scope: "acme" },
    summary: "Scope acme has exceptions that exempt nothing",
    description:
      "Exceptions of scope acme have exempted nothing for a day: what they cover was mended, or they name it wrongly. " +
      "Delete them, or correct their subjects. Unused exceptions: 1.",
    nearMisses: {
      "exceptions that are used": [plainly(exceptions("unused", 0)), plainly(exceptions("active", 2))],
      "exceptions of other states": [plainly(exceptions("expiring", 1)), plainly(exceptions("expired", 1))],
    },
  },
  {
    alert: "IsmsScopeReviewDueSoon",
    holds: [review(30 * DAY + HOUR)],
    holdsFrom: 61,
    labels: { scope: "acme" },
    summary: "A review of scope acme is due soon",
    description: "A review of scope acme is due in 29d 22h 59m 0s. Do it and enter the new dates in spec.document.",
    nearMisses: {
      "a date that is more than thirty days off": [plainly(review(31 * DAY))],
      "one that is overdue": [plainly(review(-60))],
    },
  },
  {
    alert: "IsmsScopeReviewOverdue",
    holds: [statement("review-current", 1), review(HOUR)],
    labels: { scope: "acme" },
    summary: "A review of scope acme is overdue",
    description:
      "The day on which a review of scope acme was due is past. Do the review and enter the new dates in spec.document; " +
      "`kubectl describe scope acme` says which one it is.",
    nearMisses: {
      "a review that is done": [plainly(statement("review-current", 0)), plainly(review(90 * DAY))],
      "an exception from the check": [plainly(statement("review-current", 0)), plainly(review(HOUR))],
      "another check": [plainly(statement("document-complete", 1))],
    },
  },
  {
    alert: "IsmsScopeApprovalStale",
    holds: [statement("document-approved", 1)],
    lingers: 15,
    waitsOverRestarts: true,
    labels: { scope: "acme" },
    summary: "Scope acme is not approved as it stands",
    description:
      "For a day the statement of scope acme has differed from what was approved, or a role has not approved it at all. " +
      "Have it approved and enter name, date and the digest of status.digest in spec.document.approvals.",
    nearMisses: {
      "an approved statement": [plainly(statement("document-approved", 0))],
      "another check": [plainly(statement("document-complete", 1))],
    },
  },
];
