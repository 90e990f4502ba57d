import { CONDITION_TYPES } from "../../api/conditions.ts";
import { highest } from "../promql.ts";
import type { Panel } from "./panel.ts";
import { table } from "./panels.ts";
import { daysLeft, STATES } from "./reading.ts";
import { daysUntil, ofScope } from "./selection.ts";

/** When each entry of a kind ends, the next one first. `notice`: so many days before its end it is time to act. */
const ends = (of: "exception" | "exclusion", expr: string, own: Parameters<typeof table>[3] & { readonly notice: number }): Panel => {
  const { notice, ...rest } = own;
  const title = of === "exception" ? "Exception" : "Exclusion";
  const columns = [
    { of, title },
    { of: "scope", title: "Scope" },
    { of: "A", title: "Days left", decimals: 0, steps: daysLeft(notice) },
    { of: "cluster", title: "Cluster" },
  ];
  return table(`${title}s by end`, `sort(${daysUntil(expr)})`, columns, rest);
};

/** What a scope says of itself, and what ends when. */
export const GOVERNANCE: readonly Panel[] = [
  table(
    "Conditions",
    `${highest(["scope", "condition", "status"], ofScope("isms_scope_status_condition"))} == 1`,
    [
      { of: "scope", title: "Scope" },
      { of: "condition", title: "Condition" },
      { of: "status", title: "Status", words: STATES },
      { of: "cluster", title: "Cluster" },
    ],
    {
      description: `What each scope says of itself: ${CONDITION_TYPES.join(", ")}. The reason for each is in \`kubectl describe scope\`.`,
      width: 6,
      noValue: "no scope",
    },
  ),
  ends("exception", highest(["scope", "exception"], ofScope("isms_scope_exception_expiry_timestamp_seconds")), {
    description:
      "When each exception ends. Past its end, what it exempted is a finding again: mend that before, or have a new one approved.",
    notice: 7,
    width: 6,
    noValue: "no exceptions",
    mayBeEmpty: "There may be no exceptions.",
  }),
  table(
    "Exceptions by what they cover",
    `sort_desc(${highest(["scope", "exception"], ofScope("isms_scope_exception_exempts"))})`,
    [
      { of: "exception", title: "Exception" },
      { of: "scope", title: "Scope" },
      { of: "A", title: "Failures", decimals: 0 },
      { of: "cluster", title: "Cluster" },
    ],
    {
      description:
        "How many failures each exception covers now. One that covers none is not needed, has ended, or names its subjects wrongly.",
      width: 6,
      noValue: "no exceptions",
      mayBeEmpty: "There may be no exceptions.",
    },
  ),
  ends("exclusion", highest(["scope", "exclusion"], ofScope("isms_scope_exclusion_expiry_timestamp_seconds")), {
    description:
      "When each exclusion with a date ends. Past it the exclusion is a finding: bring what it leaves out into scope, or approve it again.",
    notice: 14,
    width: 6,
    noValue: "none with a date",
    mayBeEmpty: "There may be no exclusion with a date.",
  }),
];
