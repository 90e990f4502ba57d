import { expect, it } from "vitest";
import { judgeStatement, scopeOf } from "../../tests/builders/world.ts";
import { check } from "./component-present.ts";

type Presence = "Required" | "Optional" | "Planned" | "External";
const judge = (expectedIn: readonly string[], runsIn: readonly string[], presence: Presence = "Required") => {
  const components = [{ name: "etl", workloads: { names: ["etl"] }, presence }];
  const [entry] = scopeOf({ components }).spec.components;
  if (entry === undefined) throw new Error("no entry");
  return judgeStatement(check, { type: "Component", entry, expectedIn, runsIn: new Set(runsIn) }, { components });
};

it("a required component that runs in all its environments passes", () => {
  expect(judge(["production", "staging"], ["staging", "production"]).verdict).toBe("pass");
});

it("a required component that is missing somewhere is a finding that says where", () => {
  expect(judge(["production", "staging"], ["production"])).toMatchObject({
    verdict: "fail",
    reason: "NotRunning",
    message: expect.stringMatching(/^Component etl is Required, but no workload matches it in staging:/),
  });
});

it.each(["Optional", "Planned", "External"] as const)("a component that is %s may be absent", (presence) => {
  expect(judge(["production"], [], presence).verdict).toBe("not-applicable");
});

it("a component that is Optional passes wherever it runs, one that is Planned or External is not judged", () => {
  expect(judge(["production", "staging"], ["staging"], "Optional").verdict).toBe("pass");
  expect(judge(["production"], ["production"], "Planned").verdict).toBe("not-applicable");
  expect(judge(["production"], ["production"], "External").verdict).toBe("not-applicable");
});

it("a component that is expected nowhere in this cluster is not judged", () => {
  expect(judge([], []).verdict).toBe("not-applicable");
});
