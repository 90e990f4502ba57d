import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createLoop } from "./loop.ts";

beforeEach(() => void vi.useFakeTimers({ now: Date.parse("2026-12-31T23:59:50Z") }));
afterEach(() => void vi.useRealTimers());

const recorder = (deadlines: (number | undefined)[] = []) => {
  const turns: number[] = [];
  const errors: unknown[] = [];
  const loop = createLoop({
    turn: (now) => {
      turns.push(now);
      return deadlines.shift();
    },
    onError: (error) => errors.push(error),
    quietMs: 5,
    ceilingMs: 40,
  });
  return { loop, turns, errors };
};

it("a burst of changes becomes one turn", () => {
  const { loop, turns } = recorder();
  for (let i = 0; i < 1000; i++) loop.nudge();
  vi.advanceTimersByTime(100);
  expect(turns).toHaveLength(1);
});

it("a stream of changes that never pauses is still turned every ceiling", () => {
  const { loop, turns } = recorder();
  for (let i = 0; i < 100; i++) {
    loop.nudge();
    vi.advanceTimersByTime(4);
  }
  vi.advanceTimersByTime(100);
  expect(turns.length).toBeGreaterThanOrEqual(400 / 45);
  expect(turns.length).toBeLessThanOrEqual(400 / 40 + 1);
});

it("a turn happens at its deadline, to the millisecond, with nothing else going on", () => {
  const deadline = Date.parse("2027-01-01T00:00:00Z");
  const { loop, turns } = recorder([deadline]);
  loop.nudge();
  vi.advanceTimersByTime(9_999);
  expect(turns).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(turns).toEqual([expect.any(Number), deadline]);
});

it("a deadline farther off than a timer can hold is met without turns in between", () => {
  const deadline = Date.now() + 60 * 86_400_000;
  const { loop, turns } = recorder([deadline]);
  loop.nudge();
  vi.advanceTimersByTime(60 * 86_400_000);
  expect(turns).toHaveLength(2);
  expect(turns[1]).toBe(deadline);
});

it("a turn that throws is reported and repeated", () => {
  let broken = true;
  const errors: unknown[] = [];
  let turns = 0;
  const loop = createLoop({
    turn: () => {
      if (broken) throw new Error("no");
      turns++;
      return undefined;
    },
    onError: (error) => errors.push(error),
  });
  loop.nudge();
  vi.advanceTimersByTime(50);
  broken = false;
  vi.advanceTimersByTime(1_000);
  expect(errors).toHaveLength(1);
  expect(turns).toBe(1);
});

it("after stop nothing runs any more", () => {
  const { loop, turns } = recorder([Date.now() + 50]);
  loop.nudge();
  vi.advanceTimersByTime(10);
  loop.stop();
  loop.nudge();
  vi.advanceTimersByTime(10_000);
  expect(turns).toHaveLength(1);
});
