import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { counted, cut, cutBytes, someOf } from "./text.ts";

describe("bounded texts", () => {
  it("a text within the bound stays as it is", () => {
    expect(cut("short", 5)).toBe("short");
    expect(cutBytes("größe", 7)).toBe("größe");
  });

  it("a text over the bound is cut and marked", () => {
    expect(cut("abcdef", 4)).toBe("abc…");
    expect(cutBytes("abcdefgh", 6)).toBe("abc…");
  });

  it("no cut leaves half a character, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), fc.integer({ min: 4, max: 40 }), (text, max) => {
        expect(Buffer.byteLength(cutBytes(text, max))).toBeLessThanOrEqual(max);
        expect(cut(text, max).length).toBeLessThanOrEqual(max);
        expect(cutBytes(text, max).isWellFormed()).toBe(true);
        expect(cut(text, max).isWellFormed()).toBe(true);
      }),
    );
  });

  it("lists and counts read as a sentence", () => {
    expect(counted(1, "finding")).toBe("1 finding");
    expect(counted(0, "finding")).toBe("0 findings");
    expect(someOf(["a", "b"])).toBe("a, b");
    expect(someOf(["a", "b", "c"], 2)).toBe("a, b and 1 more");
  });
});
