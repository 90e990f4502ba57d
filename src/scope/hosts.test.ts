import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { globMatches } from "./glob.ts";
import { certifies, hostsCovered, hostsMeet, hostsTouched } from "./hosts.ts";

const word = (letters: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...letters.split("")), minLength, maxLength });

/** All texts of one to `longest` of these letters. */
const texts = (letters: readonly string[], longest: number): readonly string[] =>
  longest === 0 ? [] : [...letters, ...texts(letters, longest - 1).flatMap((text) => letters.map((letter) => letter + text))];

describe("hosts under globs", () => {
  test.each([
    ["shop.example", ["*.example"], true],
    ["shop.example", ["shop.example"], true],
    ["example", ["*.example"], false],
    ["*.shop.example", ["*.shop.example"], true],
    ["*.shop.example", ["*.example"], true],
    ["*.shop.example", ["a.shop.example", "?.shop.example"], false],
    ["*.shop.example", ["?.shop.example", "??*.shop.example"], true],
    ["", ["*"], true],
    ["", ["*.example"], false],
    ["", [], false],
  ] as const)("%j under %j: covered is %s", (pattern, globs, covered) => {
    expect(hostsCovered(pattern, globs)).toBe(covered);
  });

  test("a pattern is covered exactly when each of its hosts is matched", () => {
    const pattern = fc.oneof(
      word("ab.", 1, 3),
      word("ab", 1, 2).map((end) => `*.${end}`),
      fc.constant(""),
    );
    const values = texts(["a", "b", ".", "c"], 5);
    fc.assert(
      fc.property(pattern, fc.array(word("ab.*?", 1, 5), { maxLength: 3 }), (given, globs) => {
        const wild = given === "" || given.startsWith("*.");
        const hosts = wild ? values.map((value) => value + given.slice(1)) : [given];
        // No glob of these has the letter c, so what leaves some value of `*` out leaves one out that has it.
        const expected = hosts.every((host) => globs.some((glob) => globMatches(glob, host)));
        expect(hostsCovered(given, globs)).toBe(expected);
        if (expected) expect(hostsTouched(given, globs)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});

describe("certificates", () => {
  test.each([
    ["", "shop.example", true],
    ["", "", true],
    ["shop.example", "", false],
    ["shop.example", "shop.example", true],
    ["*.example", "shop.example", true],
    ["*.example", "a.shop.example", false],
    ["*.example", "example", false],
    ["*.example", ".example", false],
    ["*.example", "*.example", true],
    ["shop.example", "*.example", false],
    ["*.example", "*.shop.example", false],
  ] as const)("for %j are for %j: %s", (certified, host, valid) => {
    expect(certifies(certified, host)).toBe(valid);
  });
});

describe("hosts of a route and of its listener", () => {
  const label = fc.constantFrom("a", "b");
  const name = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join("."));
  const pattern = fc.option(
    fc.oneof(
      name,
      name.map((end) => `*.${end}`),
    ),
    { nil: undefined },
  );
  const names = texts(["a.", "b."], 5).map((text) => text.slice(0, -1));
  /** The definition: a `*` is one label or more. */
  const answers = (given: string | undefined, host: string): boolean => {
    if (given === undefined || given === host) return true;
    const [star, ...end] = given.split(".");
    const parts = host.split(".");
    return star === "*" && parts.length > end.length && parts.slice(-end.length).join(".") === end.join(".");
  };

  test("meet exactly when one host answers to both", () => {
    fc.assert(
      fc.property(pattern, pattern, (a, b) => hostsMeet(a, b) === names.some((host) => answers(a, host) && answers(b, host))),
      { numRuns: 500 },
    );
  });
});
