import { describe, expect, it } from "vitest";
import { evaluate, worldOf } from "../../tests/builders/world.ts";
import type { QuantityEntry } from "../api/scope.ts";
import type { Outcome } from "./check.ts";
import { check } from "./quantity-declared.ts";

const judge = (observed: number, entry: Partial<QuantityEntry> = {}, list: "technology" | "personnel" = "technology"): Outcome =>
  evaluate(check, worldOf({}, []), {
    type: "Quantity",
    list,
    entry: { name: "AWS/EC2", quantity: "11", observe: { kind: "Node" }, presence: "Required", ...entry },
    observed,
  });

describe("a declared number", () => {
  it.each(["11", " 11 ", "011"])("%j is met by exactly as many", (quantity) => {
    expect(judge(11, { quantity }).verdict).toBe("pass");
  });

  it("is a finding with both numbers when there are more or fewer", () => {
    expect(judge(14)).toEqual({
      verdict: "fail",
      reason: "QuantityDiffers",
      message: "AWS/EC2 declares 11, 14 are counted (Node): correct quantity in spec.technology, or restore what is declared.",
    });
    expect(judge(1, { name: "Users", observe: { kind: "User" } }, "personnel")).toMatchObject({
      message: "Users declares 11, 1 is counted (User): correct quantity in spec.personnel, or restore what is declared.",
    });
    expect(judge(0, { quantity: "0" }).verdict).toBe("pass");
    expect(judge(0).verdict).toBe("fail");
  });

  it("of something optional is judged when it is there", () => {
    expect(judge(0, { presence: "Optional" }).verdict).toBe("not-applicable");
    expect(judge(1, { presence: "Optional" }).verdict).toBe("fail");
    expect(judge(11, { presence: "Optional" }).verdict).toBe("pass");
  });

  it.each(["Planned", "External"] as const)("of something %s is not judged", (presence) => {
    expect(judge(14, { presence }).verdict).toBe("not-applicable");
  });
});

it.each(["Varies", "Multiple", "-", "", "about 11", "11+", "1,000", "1.5", "-1", "1e1", "1234567890123456"])(
  "%j is words, and not compared",
  (quantity) => {
    expect(judge(11, { quantity }).verdict).toBe("not-applicable");
  },
);
