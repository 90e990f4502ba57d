import type { NamespaceFact } from "../facts/facts.ts";
import type { Workload } from "../facts/view.ts";
import { claimClass, classify, probablyMeant } from "../scope/classification.ts";
import type { CompiledScope } from "../scope/compiled.ts";
import { defineCheck, fail, pass } from "./check.ts";
import { listed, quoted } from "./wording.ts";

/**
 * Every volume is classified, and only workloads of its class or a higher one mount it.
 *
 * Control: ISO/IEC 27001:2022 A.5.12 (classification), A.8.3 (access follows the class);
 * SOC 2 CC6.1 (access to stored information), C1.1.
 * Reads: `rules.classification.keys` as annotation or label of the volume claim, else of its namespace; the class of the workloads
 * that mount it, by their pods or templates.
 * Passes: the class is exactly one of the levels, and no mounting workload has a lower one. A workload without one of the levels
 * is the finding of data-classification.
 */
export const check = defineCheck({
  id: "volume-classification",
  title: "Every volume is classified and not mounted from below its class",
  severity: "Medium",
  controls: ["A.5.12", "A.8.3", "CC6.1", "C1.1"],
  appliesTo: ["VolumeClaim"],
  needs: ["Pod", "ReplicaSet", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"],
  remediation: "Set the classification on the PersistentVolumeClaim or its namespace; raise the class of the workloads that mount it.",
  evaluate({ claim, namespace }, facts, scope) {
    const found = claimClass(claim, namespace, scope);
    const { keys, levels } = scope.spec.rules.classification;
    if (found === undefined) {
      const mend = `set ${keys[0] ?? ""} to one of ${levels.join(", ")}`;
      return fail("Unclassified", `No classification on the volume claim or its namespace: ${mend}.`);
    }
    const { rank } = found;
    if (rank === undefined) {
      const meant = probablyMeant(found.value, levels);
      const mend = meant === undefined ? `use one of ${levels.join(", ")}` : `probably ${meant} is meant`;
      return fail("UnknownLevel", `${quoted(found.value)} (${found.key} of the ${found.place}) is no level: ${mend}.`);
    }
    const lower = facts.workloadsMounting(claim.namespace, claim.name).filter((workload) => lowestRank(workload, namespace, scope) < rank);
    if (lower.length === 0) return pass;
    const names = lower.map(({ kind, name }) => `${kind} ${name}`);
    return fail(
      "MountedFromBelow",
      `The volume is ${found.value}, but mounted with a lower class by ${listed(names)}: raise that to ${found.value}, or unmount it.`,
    );
  },
});

const lowestRank = (workload: Workload, namespace: NamespaceFact, scope: CompiledScope): number =>
  Math.min(...classify(workload, namespace, scope).flatMap((entry) => entry.class?.rank ?? []));
