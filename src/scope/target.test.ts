import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { meets, parseTarget, type Comparison } from "./target.ts";

describe("a target", () => {
  it.each([
    ["0 critical/high", "=", 0, false],
    ["< 5%", "<", 5, true],
    ["<5%", "<", 5, true],
    ["0 per year", "=", 0, false],
    [">= 99.9%", ">=", 99.9, true],
    ["≥ 99.9 %", ">=", 99.9, true],
    ["≤3", "<=", 3, false],
    ["100%", "=", 100, true],
    ["== 2", "=", 2, false],
    ["= 2", "=", 2, false],
    ["> 1", ">", 1, false],
    ["  < 5% of all  ", "<", 5, true],
    ["< 5%.", "<", 5, true],
    ["< 5 percent", "<", 5, true],
    ["< 5 per cent of all", "<", 5, true],
    ["0/year", "=", 0, false],
    ["0 (zero)", "=", 0, false],
    ["0 / year", "=", 0, false],
    ["2, in words two", "=", 2, false],
    ["0 pro 30 Tage", "=", 0, false],
    ["0 Ärgernisse", "=", 0, false],
  ])("%j is %s %d, in per cent: %s", (text, comparison, value, percent) => {
    expect(parseTarget(text)).toEqual({ comparison, value, percent });
  });

  it.each([
    "",
    "none",
    "as few as possible",
    "at most 5",
    "<> 5",
    "=< 5",
    "< -5",
    "<",
    "%",
    "5k",
    "30d",
    "1e3",
    "1,000",
    "99,9%",
    "1.2.3",
    "5-10",
    "5 - 10",
    "5 to 10",
    "5/10",
    "5 / 10",
    "5% to 10%",
    "5 or fewer",
    "5% or less",
    "5 at most",
    "5 max",
    "2 million requests",
    "5 %%",
    "1234567890123456",
    "٣",
  ])("%j cannot be read", (text) => {
    expect(parseTarget(text)).toBeUndefined();
  });

  it("is read again as it was written, whatever words follow", () => {
    const signs: Readonly<Record<string, Comparison>> = {
      "": "=",
      "=": "=",
      "==": "=",
      "<": "<",
      "<=": "<=",
      "≤": "<=",
      ">": ">",
      ">=": ">=",
      "≥": ">=",
    };
    const number = fc.tuple(fc.nat(1_000_000), fc.nat(999)).map(([whole, part]) => (part === 0 ? `${whole}` : `${whole}.${part}`));
    const space = fc.constantFrom("", " ", "  ");
    const words = fc.constantFrom("", " critical/high", "/year", " per year", " (all)");
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(signs)),
        space,
        number,
        space,
        fc.boolean(),
        words,
        (sign, before, value, after, percent, rest) => {
          const text = `${sign}${before}${value}${percent ? `${after}%` : ""}${rest}`;
          expect(parseTarget(text)).toEqual({ comparison: signs[sign], value: Number(value), percent });
        },
      ),
    );
  });

  it("is answered for any text at once, and by a number that can be compared if at all", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^[<=>≤≥ 0-9.%a/,-]{0,40}$/)), (text) => {
        const target = parseTarget(text);
        expect(target === undefined || (Number.isFinite(target.value) && target.value >= 0)).toBe(true);
      }),
    );
  });
});

describe("what is observed", () => {
  it("meets a target by its comparison alone", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 }), (value, observed) => {
        const met = (comparison: Comparison) => meets({ comparison, value, percent: false }, observed);
        expect(["<", "<=", "=", ">=", ">"].map((comparison) => met(comparison as Comparison))).toEqual([
          observed < value,
          observed <= value,
          observed === value,
          observed >= value,
          observed > value,
        ]);
      }),
    );
  });

  it("is a share to nine digits: one that a computer does not quite hit is still met", () => {
    expect(meets({ comparison: "=", value: 7, percent: true }, (7 / 100) * 100)).toBe(true);
    expect(meets({ comparison: "<=", value: 7, percent: true }, (7 / 100) * 100)).toBe(true);
    expect(meets({ comparison: "<", value: 5, percent: true }, 4.999)).toBe(true);
    expect(meets({ comparison: ">=", value: 99.9, percent: true }, 99.89)).toBe(false);
  });
});
