import type { Tally, Verdict } from "./assessment.ts";

/** Counts of verdicts. */

export const emptyTally: Tally = { pass: 0, fail: 0, unknown: 0, exempt: 0 };

/** One verdict more. */
export const counted = (tally: Tally, verdict: Verdict): Tally => ({ ...tally, [verdict]: tally[verdict] + 1 });

export const sum = (a: Tally, b: Tally): Tally => ({
  pass: a.pass + b.pass,
  fail: a.fail + b.fail,
  unknown: a.unknown + b.unknown,
  exempt: a.exempt + b.exempt,
});
