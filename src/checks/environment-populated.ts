import { defineCheck, fail, notApplicable, pass } from "./check.ts";

/**
 * An environment that the statement requires has at least one namespace.
 *
 * Control: ISO/IEC 27001:2022 4.3 (the scope describes what there is); SOC 2 CC6.1 (the inventory of assets).
 * Reads: `presence` of the environment, the namespaces that are in scope by it.
 * Passes: it has a namespace in scope. A namespace in conflict does not count: nobody knows whose it is.
 * Not judged: Planned and External environments, and an Optional one that is not there.
 */
export const check = defineCheck({
  id: "environment-populated",
  title: "Every required environment has a namespace",
  severity: "Medium",
  controls: ["4.3", "CC6.1"],
  appliesTo: ["Environment"],
  needs: ["Namespace"],
  remediation: "Correct the matcher of the environment, create its namespace, or set its presence to Optional, Planned or External.",
  evaluate({ entry, namespaces }) {
    if (entry.presence === "Planned" || entry.presence === "External") return notApplicable;
    if (namespaces.length > 0) return pass;
    if (entry.presence === "Optional") return notApplicable;
    return fail(
      "NoNamespace",
      `Environment ${entry.name} is Required, but no namespace is in scope by it: correct its matcher, create the namespace, ` +
        "settle a conflict over it, or declare another presence.",
    );
  },
});
