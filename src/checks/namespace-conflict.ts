import type { Claim } from "../scope/compiled.ts";
import { defineCheck, fail, notApplicable, pass } from "./check.ts";
import { listed, quoted } from "./wording.ts";

/**
 * A namespace is claimed once: by one environment or one exclusion of one scope.
 *
 * Control: ISO/IEC 27001:2022 4.3 (a boundary that can be told), A.8.31 (environments are separate);
 * SOC 2 CC6.1 (assets are told apart).
 * Reads: the membership of the namespace.
 * Passes: in scope or excluded. Not judged: undeclared and system namespaces, which nothing claims.
 */
export const check = defineCheck({
  id: "namespace-conflict",
  title: "No namespace is claimed by two entries",
  severity: "Critical",
  controls: ["4.3", "A.8.31", "CC6.1"],
  appliesTo: ["Namespace"],
  needs: [],
  remediation: "Narrow the matchers until exactly one environment or exclusion of one scope selects the namespace.",
  evaluate({ membership, namespace }) {
    switch (membership.state) {
      case "InScope":
      case "Excluded":
        return pass;
      case "Undeclared":
      case "System":
        return notApplicable;
      case "Conflict":
        return fail(
          "ClaimedTwice",
          `Namespace ${namespace.name} is claimed by ${listed(membership.claims.map(described))}: narrow their matchers until one is left.`,
        );
    }
  },
});

const described = ({ scope, entry, name }: Claim): string => `${entry} ${quoted(name)} of scope ${scope}`;
