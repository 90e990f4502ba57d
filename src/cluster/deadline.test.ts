import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { rest, startDeadline } from "./deadline.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  expect(vi.getTimerCount(), "no timer is left behind").toBe(0);
  vi.useRealTimers();
});

describe("a deadline", () => {
  it("aborts with a sentence when the time is up", () => {
    const { signal } = startDeadline(100, "too late");
    vi.advanceTimersByTime(99);
    expect(signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(signal.reason).toMatchObject({ kind: "Transient", reason: "Timeout", message: "too late" });
  });

  it.each([100, 300, 50])("starts anew when extended from 100 to %i ms", (ms) => {
    const deadline = startDeadline(100, "too late");
    vi.advanceTimersByTime(90);
    deadline.extend(ms);
    vi.advanceTimersByTime(ms - 1);
    expect(deadline.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(deadline.signal.aborted).toBe(true);
    deadline.extend(100);
  });

  it("waits no more when paused, until it is extended", () => {
    const deadline = startDeadline(100, "too late");
    deadline.pause();
    vi.advanceTimersByTime(1000);
    expect(deadline.signal.aborted).toBe(false);
    deadline.extend(100);
    vi.advanceTimersByTime(100);
    expect(deadline.signal.aborted).toBe(true);
  });

  it("follows its parent, at once when that has aborted already, and not once it is cleared", () => {
    const parent = new AbortController();
    const followed = startDeadline(100, "too late", parent.signal);
    const cleared = startDeadline(100, "too late", parent.signal);
    cleared.clear();
    parent.abort("enough");
    expect(followed.signal.reason).toBe("enough");
    expect(cleared.signal.aborted).toBe(false);
    expect(startDeadline(100, "too late", parent.signal).signal.reason).toBe("enough");
    followed.clear();
  });
});

describe("a rest", () => {
  it("ends when its time is over or its signal aborts", async () => {
    const stop = new AbortController();
    const short = rest(10, stop.signal);
    vi.advanceTimersByTime(10);
    await short;
    const long = rest(1000, stop.signal);
    stop.abort();
    await long;
    await rest(1000, stop.signal);
  });
});
