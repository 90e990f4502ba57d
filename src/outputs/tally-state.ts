import type { Tally } from "../assess/assessment.ts";

/** What verdicts come to together. Unknown is never passing; an exempt subject is nobody's failure. */
export type TallyState = "Passing" | "Failing" | "Unknown" | "NotApplicable";

export const stateOf = ({ pass, fail, unknown, exempt }: Tally): TallyState => {
  if (fail > 0) return "Failing";
  if (unknown > 0) return "Unknown";
  return pass + exempt > 0 ? "Passing" : "NotApplicable";
};
