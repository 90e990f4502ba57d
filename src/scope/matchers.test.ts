import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matches } from "../../tests/objects/network-policies.ts";
import type { LabelExpression, NamespaceMatcher, WorkloadMatcher } from "../api/matchers.ts";
import { NAMESPACE_LABELS } from "../api/names.ts";
import { compileNamespaceMatcher, compileWorkloadMatcher } from "./matchers.ts";

const name = fc.constantFrom("shop", "shop-eu", "bank", "b");
const pattern = fc.constantFrom("shop", "shop*", "b?nk", "*", "none");
const labels = fc.dictionary(fc.constantFrom("env", "team"), fc.constantFrom("dev", "prod"));
const expression: fc.Arbitrary<LabelExpression> = fc.oneof(
  fc.record({
    key: fc.constantFrom("env", "team"),
    operator: fc.constantFrom("In" as const, "NotIn" as const),
    values: fc.subarray(["dev", "prod"], { minLength: 1 }),
  }),
  fc.record({ key: fc.constantFrom("env", "team"), operator: fc.constantFrom("Exists" as const, "DoesNotExist" as const) }),
);
const labelFields = { matchLabels: labels, matchExpressions: fc.array(expression, { maxLength: 2 }) };
const named = fc.record({ names: fc.array(pattern, { maxLength: 2 }), ...labelFields }, { requiredKeys: [] });

type Named = Pick<NamespaceMatcher, "names" | "matchLabels" | "matchExpressions">;
interface Candidate {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A glob as the regular expression that it stands for. */
const globbed = (glob: string, text: string): boolean => new RegExp(`^${glob.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(text);

/** What is set must hold, and something must be set. */
const selected = ({ names = [], matchLabels = {}, matchExpressions = [] }: Named, candidate: Candidate): boolean => {
  if (names.length + Object.keys(matchLabels).length + matchExpressions.length === 0) return false;
  const byName = names.length === 0 || names.some((one) => globbed(one, candidate.name));
  return byName && matches({ matchLabels, matchExpressions }, candidate.labels);
};

describe("namespace matchers", () => {
  test("select what all set fields select; alternatives are alternatives", () => {
    fc.assert(
      fc.property(fc.array(named, { minLength: 1, maxLength: 3 }), fc.record({ name, labels }), (anyOf, candidate) => {
        const expected = anyOf.some((one) => selected(one, candidate));
        const [first = {}] = anyOf;
        return (
          compileNamespaceMatcher({ anyOf })(candidate) === expected &&
          compileNamespaceMatcher(first)(candidate) === selected(first, candidate)
        );
      }),
      { numRuns: 500 },
    );
  });

  test("alternatives do not widen what stands beside them", () => {
    const matches = compileNamespaceMatcher({ matchLabels: { env: "prod" }, anyOf: [{ names: ["shop"] }, { names: ["bank"] }] });
    expect(matches({ name: "bank", labels: { env: "prod" } })).toBe(true);
    expect(matches({ name: "bank", labels: {} })).toBe(false);
    expect(matches({ name: "other", labels: { env: "prod" } })).toBe(false);
  });

  test.each<[string, NamespaceMatcher]>([
    ["no field", {}],
    ["an empty map", { matchLabels: {} }],
    ["empty lists", { names: [], matchExpressions: [], anyOf: [] }],
    ["an empty alternative", { anyOf: [{}] }],
  ])("with %s select nothing", (_, matcher) => {
    expect(compileNamespaceMatcher(matcher)({ name: "shop", labels: { env: "prod" } })).toBe(false);
  });

  test("do not see the labels that the operator itself sets", () => {
    const unlabelled = compileNamespaceMatcher({ matchExpressions: [{ key: NAMESPACE_LABELS.inScope, operator: "DoesNotExist" }] });
    const labelled = compileNamespaceMatcher({ matchLabels: { [NAMESPACE_LABELS.environment]: "prod" } });
    const namespace = { name: "shop", labels: { [NAMESPACE_LABELS.inScope]: "true", [NAMESPACE_LABELS.environment]: "prod" } };
    expect(unlabelled(namespace)).toBe(unlabelled({ name: "shop", labels: {} }));
    expect(labelled(namespace)).toBe(false);
  });
});

describe("workload matchers", () => {
  test("select by name, kind and labels, all that is set together", () => {
    const kind = fc.constantFrom("Deployment", "Rollout");
    const matcher = fc.record(
      { names: fc.array(pattern, { maxLength: 2 }), kinds: fc.array(kind, { maxLength: 2 }), ...labelFields },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(matcher, fc.record({ name, kind, labels }), (given, candidate) => {
        const kinds = given.kinds ?? [];
        const { names = [], matchLabels = {}, matchExpressions = [] } = given;
        const others = names.length + Object.keys(matchLabels).length + matchExpressions.length > 0;
        const expected =
          kinds.length === 0 ? selected(given, candidate) : kinds.includes(candidate.kind) && (!others || selected(given, candidate));
        return compileWorkloadMatcher(given)(candidate) === expected;
      }),
      { numRuns: 500 },
    );
  });

  test("that set nothing select nothing", () => {
    const workload = { kind: "Deployment", name: "web", labels: { app: "web" } };
    for (const matcher of [{}, { kinds: [] }, { matchLabels: {} }] satisfies WorkloadMatcher[]) {
      expect(compileWorkloadMatcher(matcher)(workload)).toBe(false);
    }
  });
});
