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

it("a quiet cluster has a turn every five minutes, so that who watches can tell it from a loop that hangs", () => {
  const { loop, turns } = recorder();
  loop.nudge();
  vi.advanceTimersByTime(5 + 3_600_000);
  const [first = 0] = turns;
  expect(turns).toEqual(Array.from({ length: 13 }, (_, index) => first + index * 300_000));
});

it("a change puts the next heartbeat off: it is five minutes after the last turn", () => {
  const { loop, turns } = recorder();
  loop.nudge();
  vi.advanceTimersByTime(200_000);
  loop.nudge();
  vi.advanceTimersByTime(300_000);
  expect(turns).toHaveLength(2);
  vi.advanceTimersByTime(5);
  expect(turns).toHaveLength(3);
});

it("a deadline between two heartbeats is met to the millisecond, and one farther off than a timer can hold too", () => {
  for (const ahead of [450_000, 60 * 86_400_000 + 7]) {
    const deadline = Date.now() + ahead;
    const turns: number[] = [];
    const loop = createLoop({ turn: (now) => (turns.push(now), now < deadline ? deadline : undefined), onError: () => undefined });
    loop.nudge();
    vi.advanceTimersByTime(ahead);
    loop.stop();
    expect(turns.at(-1)).toBe(deadline);
  }
});

it("a clock that is set back holds no turn up for longer than a heartbeat", () => {
  const { loop, turns } = recorder([Date.now() + 60_000]);
  loop.nudge();
  vi.advanceTimersByTime(10);
  vi.setSystemTime(Date.now() - 86_400_000);
  vi.advanceTimersByTime(300_000);
  expect(turns.length).toBeGreaterThan(1);
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
