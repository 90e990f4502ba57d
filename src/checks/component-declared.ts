import { defineCheck, fail, notApplicable, pass } from "./check.ts";

/**
 * What runs in an environment of the scope is a component that the statement declares there.
 *
 * Control: ISO/IEC 27001:2022 A.5.9 (the inventory is complete); SOC 2 CC6.1 (the inventory of assets).
 * Reads: name, kind and labels of the workload; the matchers and environments of the components.
 * Passes: a component of this environment matches; a component without environments belongs to all of them.
 * Not judged: when no component binds workloads, because then the statement does not claim to list them.
 */
export const check = defineCheck({
  id: "component-declared",
  title: "Every workload in scope belongs to a declared component",
  severity: "Medium",
  controls: ["A.5.9", "CC6.1"],
  appliesTo: ["Workload"],
  needs: [],
  remediation: "Add the workload to spec.components, widen the matcher of its component, or move it out of the environment.",
  evaluate({ workload, environment }, _facts, scope) {
    if (!scope.spec.components.some(({ workloads }) => workloads !== undefined)) return notApplicable;
    if (scope.components(workload, environment.name).length > 0) return pass;
    return fail(
      "NotDeclared",
      `${workload.kind} ${workload.name} runs in environment ${environment.name}, but no component declared there matches it: ` +
        "add it to spec.components or widen the matcher of its component.",
    );
  },
});
