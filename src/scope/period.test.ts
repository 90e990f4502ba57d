import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addPeriod, dayOf, dayStart, dueInstant, instantOf, parsePeriod } from "./period.ts";

const later = (day: string, period: string): string => {
  const start = dayStart(day);
  const parsed = parsePeriod(period);
  if (start === undefined || parsed === undefined) throw new Error("not a day or period");
  return dayOf(addPeriod(start, parsed));
};

describe("periods", () => {
  test.each([
    ["2025-12-05", "1y", "2026-12-05"],
    ["2024-02-29", "1y", "2025-02-28"],
    ["2024-02-29", "4y", "2028-02-29"],
    ["2026-01-31", "1m", "2026-02-28"],
    ["2026-08-31", "6m", "2027-02-28"],
    ["2026-12-31", "2m", "2027-02-28"],
    ["2026-12-25", "2w", "2027-01-08"],
    ["2026-12-31", "90d", "2027-03-31"],
  ])("%s and %s later is %s", (day, period, due) => {
    expect(later(day, period)).toBe(due);
  });

  test("in other words have no length", () => {
    for (const words of ["as needed", "0d", "1", "y", "1 year", "-1d", "1.5y", "99999d"]) expect(parsePeriod(words)).toBeUndefined();
  });

  test("months keep the day of the month, or end at the month's last day", () => {
    const start = fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2090, 0) }).map((time) => dayStart(dayOf(time)) ?? 0);
    fc.assert(
      fc.property(start, fc.integer({ min: 1, max: 60 }), (from, count) => {
        const date = new Date(from);
        const end = new Date(addPeriod(from, { count, unit: "m" }));
        const month = (date.getUTCMonth() + count) % 12;
        const lastDay = new Date(Date.UTC(end.getUTCFullYear(), month + 1, 0)).getUTCDate();
        expect(end.getUTCMonth()).toBe(month);
        expect(end.getUTCDate()).toBe(Math.min(date.getUTCDate(), lastDay));
      }),
    );
  });
});

describe("days and instants", () => {
  test("a day is due until its last millisecond, a month until that of its last day", () => {
    expect(dueInstant("2026-12-31")).toBe(Date.parse("2026-12-31T23:59:59.999Z"));
    expect(dueInstant("2026-12")).toBe(Date.parse("2026-12-31T23:59:59.999Z"));
    expect(dueInstant("2028-02")).toBe(Date.parse("2028-02-29T23:59:59.999Z"));
  });

  test("what the calendar does not have is no day", () => {
    for (const text of ["2026-02-30", "2026-13-01", "2026-13", "2026-1-1", "tomorrow", ""]) {
      expect(dueInstant(text)).toBeUndefined();
      expect(dayStart(text)).toBeUndefined();
    }
  });

  test("instants carry their zone", () => {
    expect(instantOf("2026-01-01T00:00:00+02:00")).toBe(Date.parse("2025-12-31T22:00:00Z"));
    expect(instantOf("soon")).toBeUndefined();
  });
});
