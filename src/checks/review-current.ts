import { timedReviews } from "../scope/reviews.ts";
import { defineCheck, fail, notApplicable, pass } from "./check.ts";
import { listed, quoted } from "./wording.ts";

/**
 * The reviews that the statement sets itself are done by their day.
 *
 * Control: ISO/IEC 27001:2022 9.3 (review at planned intervals), A.5.36 (review of compliance);
 * SOC 2 CC4.1 (ongoing evaluation), CC5.3 (policies are reassessed).
 * Reads: `document.nextReview`; of each review `every` and `last`, without `last` the date of the document.
 * Passes: no such day is past (UTC; a month means its last day, and the day itself is still in time).
 * Not judged: a statement without a review that has a date; words such as `as needed` set none.
 */
export const check = defineCheck({
  id: "review-current",
  title: "No review of the statement is overdue",
  severity: "Medium",
  controls: ["9.3", "A.5.36", "CC4.1", "CC5.3"],
  appliesTo: ["Scope"],
  needs: [],
  remediation: "Do the review, then enter its day as `last`, and the new document.nextReview.",
  evaluate(_subject, _facts, { spec }, { now }) {
    const reviews = timedReviews(spec.document);
    if (reviews.length === 0) return notApplicable;
    const upcoming = reviews.filter(({ dueAt }) => dueAt >= now).map(({ dueAt }) => dueAt + 1);
    const changes = upcoming.length === 0 ? {} : { changesAt: Math.min(...upcoming) };
    const overdue = reviews.filter(({ dueAt }) => dueAt < now);
    if (overdue.length === 0) return { ...pass, ...changes };
    const names = overdue.map(({ name, dueOn }) => `${name === undefined ? "the next review" : quoted(name)} was due on ${dueOn}`);
    return { ...fail("Overdue", `${listed(names)}: do the review and enter the new dates in document.`), ...changes };
  },
});
