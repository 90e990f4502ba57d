import { defineCheck, fail, notApplicable, pass } from "./check.ts";
import { shortened } from "./wording.ts";

/**
 * There are as many as the statement says, where it says a number and names what to count.
 *
 * Control: ISO/IEC 27001:2022 A.5.9 (the inventory is right); SOC 2 CC6.1 (the inventory of assets).
 * Reads: `quantity`, `presence` and `observe` of services of a platform, `quantity` and `observe` of personnel; what is counted.
 * Passes: both numbers are the same.
 * Not judged: a quantity in other words ("Varies"); what is Planned or External; what is Optional and is not there.
 */
export const check = defineCheck({
  id: "quantity-declared",
  title: "Declared quantities are what is counted",
  severity: "Low",
  controls: ["A.5.9", "CC6.1"],
  appliesTo: ["Quantity"],
  needs: [],
  remediation: "Correct the quantity in the statement, or find out what came or went without it.",
  evaluate({ list, entry: { name, quantity, observe, presence }, observed }) {
    const declared = PLAIN_NUMBER.test(quantity.trim()) ? Number(quantity) : undefined;
    if (declared === undefined || presence === "Planned" || presence === "External") return notApplicable;
    if (presence === "Optional" && observed === 0) return notApplicable;
    if (declared === observed) return pass;
    return fail(
      "QuantityDiffers",
      `${shortened(name, LONGEST_NAME)} declares ${declared}, ${observed} ${observed === 1 ? "is" : "are"} counted (${observe.kind}): ` +
        `correct quantity in spec.${list}, or restore what is declared.`,
    );
  },
});

/** Platform and service, each an entry's name. */
const LONGEST_NAME = 201;

/** Digits alone: what a comma or a point between them means depends on the reader. */
const PLAIN_NUMBER = /^\d{1,15}$/;
