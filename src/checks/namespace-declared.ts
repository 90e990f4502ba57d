import { defineCheck, fail, notApplicable, pass } from "./check.ts";

/**
 * Every namespace of the cluster is declared: in scope by an environment, or out of scope by an exclusion.
 *
 * Control: ISO/IEC 27001:2022 4.3 (the scope says what is inside its boundary), A.5.9; SOC 2 CC6.1.
 * Reads: the membership of the namespace, `rules.undeclaredNamespaces`.
 * Passes: in scope, excluded, or claimed more than once (that is the finding of namespace-conflict).
 * Not judged: system namespaces; undeclared ones when the scope says `undeclaredNamespaces: Ignore`.
 */
export const check = defineCheck({
  id: "namespace-declared",
  title: "Every namespace is in scope or excluded with a reason",
  severity: "High",
  controls: ["4.3", "A.5.9", "CC6.1"],
  appliesTo: ["Namespace"],
  needs: [],
  remediation: "Let an environment of the scope select the namespace, or list it in an exclusion with its justification.",
  evaluate({ membership, namespace }, _facts, scope) {
    if (membership.state === "System") return notApplicable;
    if (membership.state !== "Undeclared") return pass;
    if (scope.spec.rules.undeclaredNamespaces === "Ignore") return notApplicable;
    return fail(
      "Undeclared",
      `Namespace ${namespace.name} is selected by no environment and no exclusion of any scope: ` +
        "add it to spec.environments, or to spec.exclusions with a justification.",
    );
  },
});
