import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CHECK_IDS } from "../api/check-ids.generated.ts";
import { SEVERITIES } from "../api/rules.ts";
import type { Finding } from "./assessment.ts";
import { compareFindings, replaceFindings, worstFirst } from "./findings.ts";

const finding: fc.Arbitrary<Finding> = fc.record({
  scope: fc.constant("acme"),
  check: fc.constantFrom(...CHECK_IDS.slice(0, 3)),
  severity: fc.constantFrom(...SEVERITIES),
  mode: fc.constant("Audit" as const),
  subject: fc.record({
    kind: fc.constantFrom("Deployment", "Namespace"),
    namespace: fc.constantFrom("a", "b"),
    name: fc.constantFrom("x", "y"),
  }),
  verdict: fc.constantFrom("fail" as const, "exempt" as const),
  reason: fc.constant("Wrong"),
  message: fc.constant("It is wrong."),
});

describe("findings", () => {
  test("are shown failures first, then the severest", () => {
    const of = (verdict: Finding["verdict"], severity: Finding["severity"]) =>
      ({ verdict, severity, check: "logging-sidecar", subject: { kind: "Namespace", name: "a" } }) as Finding;
    const worst = worstFirst([
      of("exempt", "Critical"),
      of("fail", "Low"),
      of("fail", "Critical"),
      of("exempt", "Low"),
      of("fail", "High"),
    ]);
    expect(worst.map(({ verdict, severity }) => `${verdict} ${severity}`)).toEqual([
      "fail Critical",
      "fail High",
      "fail Low",
      "exempt Critical",
      "exempt Low",
    ]);
  });

  test("have one order, whatever order they come in", () => {
    fc.assert(
      fc.property(fc.array(finding), (findings) => {
        expect(worstFirst(findings.toReversed())).toEqual(worstFirst(findings));
      }),
    );
  });

  test("of one order are told apart by check and subject alone", () => {
    fc.assert(
      fc.property(finding, finding, (a, b) => (compareFindings(a, b) === 0) === (JSON.stringify({ ...a }) === JSON.stringify({ ...b }))),
    );
  });

  test("replaced are in the same order as if sorted anew", () => {
    fc.assert(
      fc.property(fc.array(finding), fc.array(finding), fc.func(fc.boolean()), (before, added, leaves) => {
        const sorted = worstFirst(before);
        const removed = new Set(sorted.filter((one, place) => leaves(one, place)));
        const kept = sorted.filter((one) => !removed.has(one));
        expect(replaceFindings(sorted, removed, added)).toEqual(worstFirst([...kept, ...added]));
      }),
    );
  });

  test("that nothing replaces are the same list", () => {
    const sorted: readonly Finding[] = [];
    expect(replaceFindings(sorted, new Set(), [])).toBe(sorted);
  });
});
