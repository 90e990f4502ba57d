import { describe, expect, it } from "vitest";
import { NAMESPACE_LABELS } from "../api/names.ts";
import { IN_SCOPE, labelled, namespaceFact } from "../../tests/builders/snapshots.ts";
import { desiredLabels } from "../scope/labels.ts";
import { contest, delayOf, isContested, QUIET_MS, UNKNOWN_MANAGER, type LabelState } from "./label-contest.ts";
import { deviation } from "./label-deviation.ts";

const SECOND = 1_000;
const desired = desiredLabels(IN_SCOPE);
const calm = () => labelled(namespaceFact("prod"), IN_SCOPE);
const tampered = (manager = "helm") =>
  namespaceFact("prod", { ...desired, [NAMESPACE_LABELS.inScope]: "false" }, { foreignLabels: { [NAMESPACE_LABELS.inScope]: manager } });

const look = (before: LabelState | undefined, fact = calm(), now = 0, wanted = desired): LabelState =>
  contest(before, { fact, desired: wanted, deviation: deviation(fact, wanted), now });

/** Tampered with and repaired `times` times, each change a second after the repair before; ends deviating. */
const fight = (times: number): LabelState => {
  let now = 0;
  let state = look(undefined, calm(), now);
  for (let round = 1; round <= times; round++) {
    now = Math.max(now, state.dueAt) + SECOND;
    if (round > 1) state = look(state, calm(), now);
    state = look(state, tampered(), now);
  }
  return state;
};

describe("a contest about labels", () => {
  it("the first repair is immediate, each further one waits longer, ten minutes at most", () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7, 50].map((rounds) => delayOf(rounds) / SECOND)).toEqual([0, 0, 30, 60, 120, 240, 480, 600, 600]);
  });

  it("labelling a namespace for the first time is no contest", () => {
    expect(look(undefined, namespaceFact("prod"), 5)).toMatchObject({ rounds: 0, dueAt: 5, inPlace: false, manager: undefined });
  });

  it("a label that somebody changed is set back at once", () => {
    const state = look(look(undefined, calm(), 0), tampered(), 500);
    expect(state).toMatchObject({ rounds: 1, manager: "helm", dueAt: 500 });
    expect(isContested(state)).toBe(false);
  });

  it("a label changed again within ten minutes waits thirty seconds and is contested", () => {
    const state = fight(2);
    expect(state.rounds).toBe(2);
    expect(isContested(state)).toBe(true);
    expect(state.dueAt - 2 * SECOND).toBe(30 * SECOND);
  });

  it("the delays of a long fight grow to ten minutes", () => {
    expect(fight(7).rounds).toBe(7);
    expect(fight(7).dueAt - fight(6).dueAt).toBe(600 * SECOND + SECOND);
  });

  it("ten quiet minutes after the last repair the contest is forgotten", () => {
    const repaired = look(fight(3), calm(), fight(3).dueAt + SECOND);
    const before = look(repaired, calm(), repaired.dueAt + QUIET_MS - 1);
    expect([before.rounds, isContested(before)]).toEqual([3, true]);
    const after = look(before, calm(), repaired.dueAt + QUIET_MS);
    expect([after.rounds, after.manager]).toEqual([0, undefined]);
    expect(look(before, tampered(), repaired.dueAt + QUIET_MS).rounds).toBe(1);
  });

  it("looking again at the same deviation neither counts it nor moves its repair", () => {
    const state = fight(2);
    const again = look(state, state.fact, state.dueAt - 5 * SECOND);
    expect(again).toEqual(state);
    expect(look(again, state.fact, state.dueAt + 60 * SECOND)).toEqual(state);
  });

  it("a change of something else while a repair waits does not move it", () => {
    const state = fight(2);
    const other = { ...state.fact, labels: { ...state.fact.labels, team: "a" } };
    expect(look(state, other, state.dueAt - SECOND)).toEqual({ ...state, fact: other });
  });

  it("a namespace read again right after its repair was due gets a second, and only one", () => {
    const state = look(look(undefined, calm(), 0), tampered(), 0);
    const first = look(state, tampered(), 20);
    expect(first).toMatchObject({ rounds: 1, dueAt: SECOND });
    expect(look(first, tampered(), SECOND + 20)).toMatchObject({ rounds: 2, dueAt: SECOND + 20 + 30 * SECOND });
  });

  it("somebody who undoes each write faster than we can see it in place is slowed down all the same", () => {
    let state = look(undefined, namespaceFact("prod"), 0);
    let writes = 1;
    for (let now = 10; now < 3_600 * SECOND; now += 10) {
      if (now < state.dueAt) continue;
      state = look(state, namespaceFact("prod"), now);
      writes += 1;
    }
    expect(writes).toBeLessThan(30);
    expect(isContested(state)).toBe(false);
  });

  it("a label that was removed was removed by an unknown manager", () => {
    const state = look(look(undefined, calm(), 0), namespaceFact("prod"), 0);
    expect(state).toMatchObject({ rounds: 1, manager: UNKNOWN_MANAGER, dueAt: 0 });
  });

  it("a new wish is carried out at once in the middle of a contest", () => {
    const state = fight(4);
    const wish = desiredLabels({ state: "InScope", scope: "acme", environment: "staging" });
    expect(look(state, state.fact, state.dueAt - SECOND, wish)).toMatchObject({ rounds: 4, dueAt: state.dueAt - SECOND });
  });
});
