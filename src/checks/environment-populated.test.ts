import { expect, it } from "vitest";
import { scopeOf, judgeStatement } from "../../tests/builders/world.ts";
import { check } from "./environment-populated.ts";

type Presence = "Required" | "Optional" | "Planned" | "External";
const judge = (namespaces: readonly string[], presence?: Presence) => {
  const environments = [{ name: "production", namespaces: { names: ["prod"] }, ...(presence === undefined ? {} : { presence }) }];
  const [entry] = scopeOf({ environments }).spec.environments;
  if (entry === undefined) throw new Error("no entry");
  return judgeStatement(check, { type: "Environment", entry, namespaces }, { environments });
};

it("a required environment with a namespace passes, and required is what it is by default", () => {
  expect(judge(["prod"]).verdict).toBe("pass");
});

it("a required environment without a namespace is a finding", () => {
  expect(judge([])).toMatchObject({
    verdict: "fail",
    reason: "NoNamespace",
    message: expect.stringContaining("Environment production is Required"),
  });
});

it.each(["Planned", "External"] as const)("an environment that is %s may be empty and is not judged", (presence) => {
  expect(judge([], presence).verdict).toBe("not-applicable");
  expect(judge(["prod"], presence).verdict).toBe("not-applicable");
});

it("an environment that is Optional passes while it is there, and may be empty", () => {
  expect(judge(["prod"], "Optional").verdict).toBe("pass");
  expect(judge([], "Optional").verdict).toBe("not-applicable");
});
