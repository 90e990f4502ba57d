import { defineCheck, fail, notApplicable, pass } from "./check.ts";
import { listed } from "./wording.ts";

/**
 * A component that the statement requires runs in each environment where it is declared.
 *
 * Control: ISO/IEC 27001:2022 A.5.9 (the inventory names what there is); SOC 2 CC6.1 (the inventory of assets).
 * Reads: `presence` of the component, the environments where it should run and those where a workload matches it.
 * Passes: a Required component with a matching workload in every such environment.
 * Not judged: Optional, Planned and External components; components none of whose environments is observable here.
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
    if (entry.presence !== "Required" || expectedIn.length === 0) return notApplicable;
    const missing = expectedIn.filter((environment) => !runsIn.has(environment));
    if (missing.length === 0) return pass;
    return fail(
      "NotRunning",
      `Component ${entry.name} is Required, but no workload matches it in ${listed(missing)}: ` +
        "deploy it there, correct its matcher or environments, or declare another presence.",
    );
  },
});
