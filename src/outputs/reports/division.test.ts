import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { belongsTo, divide, spread } from "./division.ts";
import type { ReportRow } from "./report.ts";

const row = (key: string, bytes = 10) => ({
  bytes,
  row: { key, counted: "fail", render: () => ({}) as never } satisfies ReportRow,
});
type Sized = ReturnType<typeof row>;

const keysOf = (rows: readonly Sized[]): readonly string[] => rows.map(({ row: { key } }) => key);
const partsOf = (rows: readonly Sized[], room: number): ReadonlyMap<number, string> =>
  new Map(divide(rows, room).map(({ part, rows: own }) => [part.id, keysOf(own).join(",")]));

const keys = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 200 });

describe("rows are divided", () => {
  it("so that every row is in one part, in its order, and each part has room for its rows", () => {
    fc.assert(
      fc.property(keys, fc.integer({ min: 30, max: 400 }), (names, room) => {
        const rows = names.map((name) => row(name));
        const divided = divide(rows, room);
        expect(divided.flatMap(({ rows: own }) => keysOf(own)).toSorted()).toEqual(names.toSorted());
        for (const { part, rows: own } of divided) {
          expect(own.length * 10).toBeLessThanOrEqual(room);
          expect(own).toEqual(rows.filter((each) => belongsTo(each.row, part)));
        }
        expect(divided[0]?.part.id).toBe(0);
        expect(divided.map(({ part }) => part.id)).toEqual(divided.map(({ part }) => part.id).toSorted((a, b) => a - b));
      }),
    );
  });

  it("so that a row that comes or goes changes its own part, or divides it, and leaves every other as it was", () => {
    fc.assert(
      fc.property(keys, fc.integer({ min: 50, max: 400 }), fc.nat(), (names, room, which) => {
        const rows = names.map((name) => row(name));
        const gone = names[which % names.length] ?? "";
        const before = divide(rows, room);
        const after = partsOf(
          rows.filter(({ row: { key } }) => key !== gone),
          room,
        );
        const own = before.find(({ rows: theirs }) => keysOf(theirs).includes(gone))?.part ?? { id: 0, depth: 0 };
        // Parts that fit into one again become one: nothing changes outside the largest stem that now fits.
        const left = names.filter((name) => name !== gone);
        const fits = (depth: number) => left.filter((key) => spread(key) % 2 ** depth === own.id % 2 ** depth).length * 10 <= room;
        const stem = Array.from({ length: own.depth + 1 }, (_, depth) => depth).find(fits) ?? own.depth;
        for (const { part, rows: theirs } of before)
          if (part.depth < stem || part.id % 2 ** stem !== own.id % 2 ** stem) expect(after.get(part.id)).toBe(keysOf(theirs).join(","));
      }),
    );
  });

  it("evenly: five thousand findings fill parts of about one size", () => {
    const rows = Array.from({ length: 5_000 }, (_, index) => row(`logging-sidecar/apps/v1/Deployment/prod/app-${index}`, 700));
    const sizes = divide(rows, 900_000).map(({ rows: own }) => own.length);
    expect(sizes).toHaveLength(4);
    for (const size of sizes) expect(Math.abs(size - 1250)).toBeLessThan(150);
  });

  it("a row that is too large alone stands alone", () => {
    expect([...partsOf([row("a", 500)], 100)]).toEqual([[0, "a"]]);
  });

  it("keys of one hash are not divided for ever", () => {
    const same = Array.from({ length: 5 }, () => row("same", 50));
    expect(divide(same, 100).filter(({ rows }) => rows.length > 0)).toHaveLength(1);
    expect(spread("same")).toBe(spread("same"));
  });
});
