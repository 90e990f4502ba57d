import { describe, expect, it } from "vitest";
import { evaluate, worldOf } from "../../tests/builders/world.ts";
import type { ObjectiveSpec } from "../api/scope.ts";
import type { Outcome } from "./check.ts";
import { check } from "./objective-met.ts";

const judge = (
  target: string | undefined,
  count: number,
  share?: number,
  kind: "ScopeException" | "Finding" = "ScopeException",
): Outcome => {
  const entry: ObjectiveSpec = { name: "Policy Compliance", observe: { kind }, ...(target !== undefined && { target }) };
  return evaluate(check, worldOf({}, []), { type: "Objective", entry, observed: { count, share } });
};

describe("a target", () => {
  it("in per cent is compared with the share, one without with the count", () => {
    expect(judge("< 5%", 12, 4.9).verdict).toBe("pass");
    expect(judge("< 5%", 0, 5).verdict).toBe("fail");
    expect(judge("< 5", 4, 90).verdict).toBe("pass");
    expect(judge("< 5", 5, 0).verdict).toBe("fail");
  });

  it("that is missed is a finding with both numbers", () => {
    expect(judge("< 5%", 12, 100 / 13)).toEqual({
      verdict: "fail",
      reason: "TargetMissed",
      message:
        'Objective "Policy Compliance" misses its target "< 5%" with 7.692% (ScopeException, 12 counted): mend what is counted, or decide on another target.',
    });
    expect(judge("0 critical/high", 3, undefined, "Finding")).toMatchObject({
      reason: "TargetMissed",
      message:
        'Objective "Policy Compliance" misses its target "0 critical/high" with 3 (Finding): mend what is counted, or decide on another target.',
    });
  });

  it("that is missed by a hair does not look as if it was met", () => {
    expect(judge("<= 5%", 1, 5.000_01)).toMatchObject({ message: expect.stringContaining("5.00001% (") });
  });

  it("that cannot be read is a finding that says how to write one", () => {
    expect(judge("as few as possible", 0, 0)).toEqual({
      verdict: "fail",
      reason: "UnreadableTarget",
      message:
        'The target "as few as possible" of objective "Policy Compliance" cannot be compared with what is counted: begin it with a comparison and a number, for example "< 5%".',
    });
  });
});

describe("not judged is", () => {
  it("a share of nothing, or of what has none", () => {
    expect(judge("< 5%", 0, undefined).verdict).toBe("not-applicable");
  });

  it("an objective without a target, or one that does not observe the cluster", () => {
    expect(judge(undefined, 3, 50).verdict).toBe("not-applicable");
    const entry: ObjectiveSpec = { name: "Training", target: "100%" };
    expect(evaluate(check, worldOf({}, []), { type: "Objective", entry, observed: { count: 3, share: 50 } }).verdict).toBe(
      "not-applicable",
    );
  });
});
