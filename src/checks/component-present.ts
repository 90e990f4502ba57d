import { defineCheck, fail, notApplicable, pass } from "./check.ts";
import { listed } from "./wording.ts";

/**
 * A component that the statement requires runs in each environment where it is declared.
 *
 * Control: ISO/IEC 27001:2022 A.5.9 (the inventory names what there is); SOC 2 CC6.1 (the inventory of assets).
 * Reads: `presence` of the component, the environments where it should run and those where a workload matches it.
 * Passes: a workload matches it in every such environment; of an Optional component in any of them.
 * Not judged: Planned and External components, an Optional one that is not there; components none of whose environments is observable here.
 */
export const check = defineCheck({
  id: "component-present",
  title: "Every required component runs in its environments",
  severity: "Medium",
  controls: ["A.5.9", "CC6.1"],
  appliesTo: ["Component"],
  needs: ["Namespace", "Pod", "ReplicaSet", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"],
  remediation: "Deploy the component, correct its matcher or its environments, or set its presence to Optional, Planned or External.",
  evaluate({ entry, expectedIn, runsIn }) {
    const { presence } = entry;
    if (presence === "Planned" || presence === "External" || expectedIn.length === 0) return notApplicable;
    const missing = expectedIn.filter((environment) => !runsIn.has(environment));
    if (missing.length === 0) return pass;
    if (presence === "Optional") return missing.length < expectedIn.length ? pass : notApplicable;
    return fail(
      "NotRunning",
      `Component ${entry.name} is Required, but no workload matches it in ${listed(missing)}: ` +
        "deploy it there, correct its matcher or environments, or declare another presence.",
    );
  },
});
