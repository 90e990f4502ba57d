import { describe, expect, it } from "vitest";
import { summary } from "../../tests/builders/snapshots.ts";
import { NOW } from "../../tests/builders/world.ts";
import type { CheckStatus, ScopeStatus, StatusCondition } from "../api/status.ts";
import { statusEvents } from "./status-events.ts";

const T1 = "2026-06-15T12:00:00Z";
const T2 = "2026-06-15T13:00:00Z";

const condition = (type: StatusCondition["type"], status: StatusCondition["status"], lastTransitionTime = T1): StatusCondition => ({
  type,
  status,
  reason: "Because",
  message: "It is so.",
  observedGeneration: 1,
  lastTransitionTime,
});

const check = (state: CheckStatus["state"], lastTransitionTime = T1): CheckStatus => ({
  id: "logging-sidecar",
  state,
  pass: 3,
  fail: state === "Failing" ? 2 : 0,
  unknown: state === "Unknown" ? 1 : 0,
  exempt: 0,
  lastTransitionTime,
});

const told = (before: ScopeStatus, after: ScopeStatus) =>
  statusEvents({ ...summary().scope.fact, status: before }, after, NOW).map(({ kind, reason, note, name }) => ({
    kind,
    reason,
    note,
    name,
  }));

const conditions = (...list: StatusCondition[]): ScopeStatus => ({ conditions: list });
const checks = (...list: CheckStatus[]): ScopeStatus => ({ checks: list });

describe("events of a scope", () => {
  it("a steady state is silent, also when numbers and sentences change", () => {
    const after = { ...condition("Compliant", "False"), message: "More." };
    expect(told(conditions(condition("Compliant", "False")), conditions(after))).toEqual([]);
    expect(told(checks(check("Failing")), checks({ ...check("Failing"), fail: 9 }))).toEqual([]);
  });

  it.each([
    ["True", "False", "Warning"],
    ["True", "Unknown", "Warning"],
    ["False", "True", "Normal"],
    ["Unknown", "True", "Normal"],
  ] as const)("a condition that goes from %s to %s is told as %s", (from, to, kind) => {
    const events = told(conditions(condition("Compliant", from)), conditions(condition("Compliant", to, T2)));
    expect(events).toMatchObject([{ kind, reason: "Because", note: `Compliant is ${to}: It is so.` }]);
  });

  it("a first status tells that the scope is evaluated and what is amiss, no more", () => {
    const first = conditions(
      condition("Ready", "True"),
      condition("Compliant", "True"),
      condition("Approved", "False"),
      condition("ReviewCurrent", "Unknown"),
    );
    expect(told({}, first).map(({ note }) => note)).toEqual(["Ready is True: It is so.", "Approved is False: It is so."]);
  });

  it.each([
    ["Passing", "Failing", [["Warning", "CheckFailing"]]],
    ["Failing", "Passing", [["Normal", "CheckPassing"]]],
    ["Failing", "NotApplicable", [["Normal", "CheckPassing"]]],
    ["Passing", "Unknown", [["Warning", "CheckUnknown"]]],
    ["Unknown", "Passing", [["Normal", "CheckPassing"]]],
    ["Passing", "NotApplicable", []],
    ["NotApplicable", "Passing", []],
  ] as const)("a check that goes from %s to %s", (from, to, expected) => {
    expect(told(checks(check(from)), checks(check(to, T2))).map(({ kind, reason }) => [kind, reason])).toEqual(expected);
  });

  it("a check that is seen for the first time is told when it fails", () => {
    expect(told({}, checks(check("Failing")))).toHaveLength(1);
    expect(told({}, checks(check("Passing")))).toEqual([]);
    expect(told({}, checks(check("Unknown")))).toEqual([]);
  });

  it("the name follows from what was left, so that the same transition from the same state is told once", () => {
    const to = (at: string) => conditions(condition("Compliant", "True", at));
    const name = (before: ScopeStatus, after: ScopeStatus) => told(before, after)[0]?.name;
    const first = name(conditions(condition("Compliant", "False", T1)), to(T2));
    expect(name(conditions(condition("Compliant", "False", T1)), to("2026-06-15T14:00:00Z"))).toBe(first);
    expect(name(conditions(condition("Compliant", "False", T2)), to("2026-06-15T14:00:00Z"))).not.toBe(first);
    expect(name(conditions(condition("Approved", "False", T1)), conditions(condition("Approved", "True", T2)))).not.toBe(first);
  });
});
