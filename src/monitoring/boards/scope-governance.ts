import { CONDITION_TYPES } from "../../api/conditions.ts";
import { highest } from "../promql.ts";
import type { Panel } from "./panel.ts";
import { daysLeft, STATES } from "./reading.ts";
import { daysUntil, ofScope } from "./selection.ts";

const exceptionEnd = highest(["scope", "exception"], ofScope("isms_scope_exception_expiry_timestamp_seconds"));
const exclusionEnd = highest(["scope", "exclusion"], ofScope("isms_scope_exclusion_expiry_timestamp_seconds"));

/** What a scope says of itself, and what ends when. */
export const GOVERNANCE: readonly Panel[] = [
  {
    title: "Conditions",
    description: `What each scope says of itself: ${CONDITION_TYPES.join(", ")}. The reason for each is in \`kubectl describe scope\`.`,
    view: {
      kind: "table",
      columns: [
        { of: "scope", title: "Scope" },
        { of: "condition", title: "Condition" },
        { of: "status", title: "Status", words: STATES },
        { of: "cluster", title: "Cluster" },
      ],
    },
    unit: "none",
    width: 8,
    queries: [{ expr: `${highest(["scope", "condition", "status"], ofScope("isms_scope_status_condition"))} == 1` }],
    noValue: "no scope",
  },
  {
    title: "Exceptions by end",
    description:
      "When each exception ends. Past its end, what it exempted is a finding again: mend that before, or have a new one approved.",
    view: {
      kind: "table",
      columns: [
        { of: "exception", title: "Exception" },
        { of: "scope", title: "Scope" },
        { of: "A", title: "Days left", decimals: 0, steps: daysLeft(7) },
        { of: "cluster", title: "Cluster" },
      ],
    },
    unit: "none",
    width: 8,
    queries: [{ expr: `sort(${daysUntil(exceptionEnd)})` }],
    noValue: "no exceptions",
    mayBeEmpty: "There may be no exceptions.",
  },
  {
    title: "Exclusions by end",
    description:
      "When each exclusion with a date ends. Past it the exclusion is a finding: bring what it leaves out into scope, or approve it again.",
    view: {
      kind: "table",
      columns: [
        { of: "exclusion", title: "Exclusion" },
        { of: "scope", title: "Scope" },
        { of: "A", title: "Days left", decimals: 0, steps: daysLeft(14) },
        { of: "cluster", title: "Cluster" },
      ],
    },
    unit: "none",
    width: 8,
    queries: [{ expr: `sort(${daysUntil(exclusionEnd)})` }],
    noValue: "none with a date",
    mayBeEmpty: "There may be no exclusion with a date.",
  },
];
