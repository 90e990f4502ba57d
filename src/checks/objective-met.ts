import { meets, parseTarget, type Target } from "../scope/target.ts";
import { defineCheck, fail, notApplicable, pass } from "./check.ts";
import { quoted } from "./wording.ts";

/**
 * What an objective observes in the cluster meets its target.
 *
 * Control: ISO/IEC 27001:2022 6.2 (objectives), 9.1 (monitoring and measurement); SOC 2 CC4.1 (ongoing evaluation).
 * Reads: `target` and `observe` of objectives; what is counted, and which share it is of all that was judged.
 * Passes: the comparison holds. A target is a number after one of `<`, `<=`, `=`, `>=`, `>`, without any a number to be met exactly;
 * with `%` it is compared with the share, else with the count; words after it are not read ("0 critical/high").
 * Not judged: an objective without `observe` or without a target; a share of nothing, or of what is no ScopeException.
 */
export const check = defineCheck({
  id: "objective-met",
  title: "Objectives that observe the cluster meet their targets",
  severity: "Medium",
  controls: ["6.2", "9.1", "CC4.1"],
  appliesTo: ["Objective"],
  needs: [],
  remediation: "Bring down what is counted, for example by ending exceptions or mending findings, or decide on another target.",
  evaluate({ entry: { name, target, observe }, observed: { count, share } }) {
    if (target === undefined || observe === undefined) return notApplicable;
    const parsed = parseTarget(target);
    if (parsed === undefined) {
      return fail(
        "UnreadableTarget",
        `The target ${quoted(target)} of objective ${quoted(name)} cannot be compared with what is counted: begin it with a comparison and a number, for example "< 5%".`,
      );
    }
    const observed = parsed.percent ? share : count;
    if (observed === undefined) return notApplicable;
    if (meets(parsed, observed)) return pass;
    const found = parsed.percent ? `${rounded(observed, parsed)}% (${observe.kind}, ${count} counted)` : `${count} (${observe.kind})`;
    return fail(
      "TargetMissed",
      `Objective ${quoted(name)} misses its target ${quoted(target)} with ${found}: mend what is counted, or decide on another target.`,
    );
  },
});

/** As many digits as a person compares, and more where the target is as near as that. */
const rounded = (share: number, { value }: Target): number => {
  const short = Number(share.toPrecision(4));
  return short === value ? Number(share.toPrecision(12)) : short;
};
