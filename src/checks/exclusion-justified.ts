import { instantOf } from "../scope/period.ts";
import { defineCheck, fail, pass } from "./check.ts";
import { quoted } from "./wording.ts";

/**
 * What the statement leaves out, it leaves out for a stated reason, and no longer than stated.
 *
 * Control: ISO/IEC 27001:2022 4.3 (exclusions are justified and documented); SOC 2 CC2.2 (the boundary of the system is told).
 * Reads: `justification` and `expires` of the exclusion, with or without a binding.
 * Passes: there is a justification, and `expires` is absent or still to come; at its second the exclusion has expired.
 */
export const check = defineCheck({
  id: "exclusion-justified",
  title: "Every exclusion has a justification and has not expired",
  severity: "High",
  controls: ["4.3", "CC2.2"],
  appliesTo: ["Exclusion"],
  needs: [],
  remediation: "Write down why this is out of scope; renew an expired exclusion with a later date, or bring what it excludes into scope.",
  evaluate({ entry }, _facts, _scope, { now }) {
    const expiresAt = entry.expires === undefined ? undefined : instantOf(entry.expires);
    if (expiresAt !== undefined && expiresAt <= now) {
      return fail("Expired", `Exclusion ${quoted(entry.name)} expired on ${entry.expires}: review it and set a later date, or remove it.`);
    }
    const changes = expiresAt === undefined ? {} : { changesAt: expiresAt };
    if (entry.justification === undefined || entry.justification.trim() === "") {
      const failure = fail("NotJustified", `Exclusion ${quoted(entry.name)} has no justification: say why it is out of scope.`);
      return { ...failure, ...changes };
    }
    return { ...pass, ...changes };
  },
});
