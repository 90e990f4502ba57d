import { expect, it } from "vitest";
import { namespace } from "../../tests/builders/manifests.ts";
import { judgeNamespace, worldOf } from "../../tests/builders/world.ts";
import { check } from "./namespace-conflict.ts";

const cluster = ["prod", "stray", "kube-system"].map((name) => namespace(name));
const production = { name: "production", namespaces: { names: ["prod"] } };
const twin = { name: "twin", namespaces: { names: ["pro?"] } };
const exclusion = { name: "Old systems", justification: "Gone", namespaces: { names: ["prod"] } };

it("a namespace that one entry claims passes", () => {
  expect(judgeNamespace(check, worldOf({ environments: [production] }, cluster), "prod").verdict).toBe("pass");
  expect(judgeNamespace(check, worldOf({ environments: [], exclusions: [exclusion] }, cluster), "prod").verdict).toBe("pass");
});

it("a namespace that two environments claim is a finding that names both", () => {
  expect(judgeNamespace(check, worldOf({ environments: [production, twin] }, cluster), "prod")).toMatchObject({
    reason: "ClaimedTwice",
    message:
      'Namespace prod is claimed by environment "production" of scope acme, environment "twin" of scope acme: ' +
      "narrow their matchers until one is left.",
  });
});

it("a namespace that an environment and an exclusion claim is a finding", () => {
  expect(judgeNamespace(check, worldOf({ environments: [production], exclusions: [exclusion] }, cluster), "prod")).toMatchObject({
    verdict: "fail",
    message: expect.stringContaining('exclusion "Old systems"'),
  });
});

it("a namespace that nothing claims is not judged", () => {
  const world = worldOf({}, cluster);
  expect(judgeNamespace(check, world, "stray").verdict).toBe("not-applicable");
  expect(judgeNamespace(check, world, "kube-system").verdict).toBe("not-applicable");
});
