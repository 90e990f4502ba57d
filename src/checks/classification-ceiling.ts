import { claimClass, classify, type Class } from "../scope/classification.ts";
import type { CompiledScope } from "../scope/compiled.ts";
import { defineCheck, fail, notApplicable, pass, type Subject } from "./check.ts";
import { extentOf } from "./wording.ts";

/**
 * Nothing in an environment is classified above the environment's ceiling: production data stays out of development.
 *
 * Control: ISO/IEC 27001:2022 A.8.31 (separate environments), A.8.33 (test information), A.8.11 (masking);
 * SOC 2 CC8.1 (confidential information stays out of tests), C1.1.
 * Reads: `ceiling` of the environment; the class of the workload or volume claim, inherited as data-classification says.
 * Passes: the class is at or below the ceiling.
 * Not judged: environments without a ceiling; objects without one of the levels (data-classification, volume-classification).
 */
export const check = defineCheck({
  id: "classification-ceiling",
  title: "Nothing is classified above the ceiling of its environment",
  severity: "High",
  controls: ["A.8.31", "A.8.33", "A.8.11", "CC8.1", "C1.1"],
  appliesTo: ["Workload", "VolumeClaim"],
  needs: [],
  remediation: "Move the workload or volume to an environment that allows its class, or mask its data and lower the class.",
  evaluate(subject, _facts, scope) {
    const { ceiling, name } = subject.environment;
    const highest = ceiling === undefined ? undefined : scope.rank(ceiling);
    if (ceiling === undefined || highest === undefined) return notApplicable;
    const { ranked, above } = judge(subject, scope, highest);
    if (above !== undefined) {
      const { found, extent } = above;
      return fail(
        "AboveCeiling",
        `${found.value} (${found.key} of the ${found.place}) on ${extent} is above ${ceiling}, the ceiling of environment ${name}: ` +
          "move it to an environment that allows it, or mask the data and lower the class.",
      );
    }
    return ranked ? pass : notApplicable;
  },
});

interface Judgement {
  /** Something has one of the levels. */
  readonly ranked: boolean;
  readonly above: { readonly found: Class; readonly extent: string } | undefined;
}

const judge = (subject: Subject<"Workload" | "VolumeClaim">, scope: CompiledScope, highest: number): Judgement => {
  if (subject.type === "VolumeClaim") {
    const found = claimClass(subject.claim, subject.namespace, scope);
    const above = (found?.rank ?? highest) > highest;
    return { ranked: found?.rank !== undefined, above: found && above ? { found, extent: "the volume claim" } : undefined };
  }
  const all = classify(subject.workload, subject.namespace, scope);
  const failing = all.filter((entry) => (entry.class?.rank ?? highest) > highest);
  const found = failing[0]?.class;
  const ranked = all.some((entry) => entry.class?.rank !== undefined);
  return { ranked, above: found && { found, extent: extentOf(failing, all) } };
};
