import type { Steps, Words } from "./panel.ts";

/** How values are read, the same on every board. */

/** A share that should be the whole. */
export const SHARE: Steps = ["red", [0.8, "orange"], [1, "green"]];

/** There should be none. */
export const SOME_IS_BAD: Steps = ["green", [1, "orange"]];

/** Neither good nor bad. Grafana's own reading of a number is red from 80 on. */
export const PLAIN: Steps = ["blue"];

/** There should be at least one. */
export const NONE_IS_BAD: Steps = ["red", [1, "green"]];

export const YES_NO: Words = { "1": { text: "yes", colour: "green" }, "0": { text: "no", colour: "orange" } };

/** The status of a condition. */
export const STATES: Words = {
  true: { text: "true", colour: "green" },
  false: { text: "false", colour: "orange" },
  unknown: { text: "unknown", colour: "purple" },
};

const SEVERITY_COLOURS = {
  Critical: "red",
  High: "orange",
  Medium: "yellow",
  Low: "blue",
  critical: "red",
  warning: "orange",
  info: "blue",
} as const;

/** How severe a finding or an alert is. */
export const SEVERITY: Words = Object.fromEntries(Object.entries(SEVERITY_COLOURS).map(([text, colour]) => [text, { text, colour }]));

/** Days until something ends: past, within the notice, or later. */
export const daysLeft = (notice: number): Steps => ["red", [0, "orange"], [notice, "green"]];

export const DAYS_LEFT = daysLeft(30);
