import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LabelExpression } from "../api/matchers.ts";
import { Interner } from "./interner.ts";
import { annotationKeys } from "./known-annotations.ts";
import { selectorFact } from "./selector-fact.ts";
import { compileSelector, isEmptySelector } from "./selector.ts";

const KEYS = ["a", "b", "constructor"];
const VALUES = ["", "x", "y"];
const labels = fc.dictionary(fc.constantFrom(...KEYS), fc.constantFrom(...VALUES));
const expression: fc.Arbitrary<LabelExpression> = fc.record({
  key: fc.constantFrom(...KEYS),
  operator: fc.constantFrom("In", "NotIn", "Exists", "DoesNotExist"),
  values: fc.array(fc.constantFrom(...VALUES), { minLength: 1, maxLength: 2 }),
});

/** As the documentation of Kubernetes words it, over a list of pairs. */
const holds = (pairs: readonly (readonly [string, string])[], { key, operator, values = [] }: LabelExpression): boolean => {
  const found = pairs.filter(([other]) => other === key).map(([, value]) => value);
  if (operator === "Exists") return found.length === 1;
  if (operator === "DoesNotExist") return found.length === 0;
  const listed = found.some((value) => values.includes(value));
  return operator === "In" ? listed : !listed;
};

describe("label selectors", () => {
  test.each([
    ["NotIn", {}, true],
    ["NotIn", { tier: "web" }, false],
    ["NotIn", { tier: "db" }, true],
    ["In", {}, false],
    ["In", { tier: "web" }, true],
  ] as const)("%s over %o is %s", (operator, given, selected) => {
    expect(compileSelector({ matchExpressions: [{ key: "tier", operator, values: ["web"] }] })(given)).toBe(selected);
  });

  test("a key that is absent does not exist, also when every object has a member of that name", () => {
    expect(compileSelector({ matchExpressions: [{ key: "constructor", operator: "Exists" }] })({})).toBe(false);
    expect(compileSelector({ matchExpressions: [{ key: "constructor", operator: "DoesNotExist" }] })({})).toBe(true);
  });

  test("hold when every label and every requirement holds", () => {
    fc.assert(
      fc.property(labels, fc.array(expression, { maxLength: 3 }), labels, (matchLabels, matchExpressions, given) => {
        const pairs = Object.entries(given);
        const equal = Object.entries(matchLabels).every(([key, value]) => pairs.some(([k, v]) => k === key && v === value));
        const expected = equal && matchExpressions.every((one) => holds(pairs, one));
        return compileSelector({ matchLabels, matchExpressions })(given) === expected;
      }),
    );
  });

  test("of an object select what they did before they were a fact", () => {
    const projection = { interner: new Interner(), annotationKeys: annotationKeys() };
    fc.assert(
      fc.property(labels, fc.array(expression, { maxLength: 3 }), labels, (matchLabels, matchExpressions, given) => {
        const written = { matchLabels, matchExpressions: matchExpressions.map(({ values = [], ...rest }) => ({ ...rest, values })) };
        const fact = selectorFact(written, projection);
        expect(compileSelector(fact)(given)).toBe(compileSelector(written)(given));
        expect(isEmptySelector(fact)).toBe(isEmptySelector(written));
      }),
    );
  });

  test("of an object are empty when it has none", () => {
    const projection = { interner: new Interner(), annotationKeys: annotationKeys() };
    expect(
      [undefined, null, {}, { matchLabels: null, matchExpressions: null }].map((one) => isEmptySelector(selectorFact(one, projection))),
    ).toEqual([true, true, true, true]);
  });

  test("are empty when they ask for nothing", () => {
    expect(isEmptySelector({})).toBe(true);
    expect(isEmptySelector({ matchLabels: {}, matchExpressions: [] })).toBe(true);
    expect(isEmptySelector({ matchLabels: { a: "" } })).toBe(false);
  });
});
