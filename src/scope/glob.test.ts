import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileGlobs, globMatches, isLiteral } from "./glob.ts";

/** The definition, letter by letter: slow, and plainly right. */
const oracle = (pattern: string, text: string): boolean => {
  if (pattern === "") return text === "";
  const [first, rest] = [pattern.slice(0, 1), pattern.slice(1)];
  if (first === "*") return oracle(rest, text) || (text !== "" && oracle(pattern, text.slice(1)));
  return text !== "" && (first === "?" || first === text.slice(0, 1)) && oracle(rest, text.slice(1));
};

const word = (letters: string, maxLength: number) => fc.string({ unit: fc.constantFrom(...letters.split("")), maxLength });

describe("globs", () => {
  test.each([
    ["prod", "prod", true],
    ["prod", "production", false],
    ["prod-*", "prod-eu", true],
    ["prod-*", "prod-", true],
    ["prod-*", "prod", false],
    ["*-prod-*", "eu-prod-1", true],
    ["team-?", "team-a", true],
    ["team-?", "team-", false],
    ["team-?", "team-ab", false],
    ["*", "", true],
    ["a.b", "axb", false],
  ])("%s over %s is %s", (pattern, name, matches) => {
    expect(globMatches(pattern, name)).toBe(matches);
  });

  test("agree with the definition for any pattern and name", () => {
    fc.assert(
      fc.property(word("ab*?", 8), word("ab-", 10), (pattern, name) => globMatches(pattern, name) === oracle(pattern, name)),
      { numRuns: 2_000 },
    );
  });

  test("several match when one does, whether literal or not", () => {
    fc.assert(
      fc.property(fc.array(word("ab*?", 4), { maxLength: 5 }), word("ab", 5), (patterns, name) => {
        return compileGlobs(patterns)(name) === patterns.some((pattern) => oracle(pattern, name));
      }),
    );
  });

  test("a pattern made to backtrack looks at each letter a bounded number of times", () => {
    const counted = { steps: 0 };
    const letters = Object(`${"a".repeat(250)}b`) as object;
    const text = new Proxy(letters, {
      get: (target, key) => {
        counted.steps++;
        return Reflect.get(target, key) as unknown;
      },
    }) as unknown as string;
    const pattern = "a*".repeat(120) + "c";
    expect(globMatches(pattern, text)).toBe(false);
    expect(counted.steps).toBeLessThan(3 * pattern.length * 251);
  });

  test("a name is literal when it has no wildcard", () => {
    expect(["kube-system", "kube-*", "a?"].map(isLiteral)).toEqual([true, false, false]);
  });
});
