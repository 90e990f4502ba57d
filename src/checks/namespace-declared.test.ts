import { expect, it } from "vitest";
import { namespace } from "../../tests/builders/manifests.ts";
import { judgeNamespace, worldOf } from "../../tests/builders/world.ts";
import { check } from "./namespace-declared.ts";

const spec = { exclusions: [{ name: "Customers", justification: "Theirs", namespaces: { names: ["customer-*"] } }] };
const cluster = ["prod", "customer-a", "stray", "kube-system"].map((name) => namespace(name));

it("a namespace that an environment or an exclusion selects is declared", () => {
  const world = worldOf(spec, cluster);
  expect(judgeNamespace(check, world, "prod").verdict).toBe("pass");
  expect(judgeNamespace(check, world, "customer-a").verdict).toBe("pass");
});

it("a namespace that nothing selects is a finding", () => {
  expect(judgeNamespace(check, worldOf(spec, cluster), "stray")).toEqual({
    verdict: "fail",
    reason: "Undeclared",
    message:
      "Namespace stray is selected by no environment and no exclusion of any scope: " +
      "add it to spec.environments, or to spec.exclusions with a justification.",
  });
});

it("a namespace in conflict is declared, too often", () => {
  const twice = {
    environments: [
      { name: "a", namespaces: { names: ["prod"] } },
      { name: "b", namespaces: { names: ["p*"] } },
    ],
  };
  expect(judgeNamespace(check, worldOf(twice, cluster), "prod").verdict).toBe("pass");
});

it("system namespaces are not judged, and undeclared ones not when the scope ignores them", () => {
  expect(judgeNamespace(check, worldOf(spec, cluster), "kube-system").verdict).toBe("not-applicable");
  const ignoring = { ...spec, rules: { undeclaredNamespaces: "Ignore" as const } };
  expect(judgeNamespace(check, worldOf(ignoring, cluster), "stray").verdict).toBe("not-applicable");
});
