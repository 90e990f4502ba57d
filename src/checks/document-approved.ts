import { approvalOf } from "../scope/approval.ts";
import { defineCheck, fail, pass } from "./check.ts";
import { listed, quoted } from "./wording.ts";

/**
 * Every role that must approve the statement has approved it as it stands today.
 *
 * Control: ISO/IEC 27001:2022 4.3 (the scope is documented), 7.5 (documents are reviewed and approved);
 * SOC 2 CC5.3 (policies are put in place by those who answer for them).
 * Reads: `document.approvals`; the digest of the statement, which leaves the approvals themselves out.
 * Passes: there is an approval, and each has name, date and today's digest.
 * Reasons: NotApproved (nobody has), ApprovalIncomplete (a role is missing, or has not signed the digest),
 * ApprovalStale (the statement changed after it was signed).
 */
export const check = defineCheck({
  id: "document-approved",
  title: "The statement is approved as it stands",
  severity: "Medium",
  controls: ["4.3", "7.5", "CC5.3"],
  appliesTo: ["Scope"],
  needs: [],
  remediation: "Have each role in spec.document.approvals approve the statement and enter name, date and the digest from status.digest.",
  evaluate(_subject, _facts, scope) {
    const { reason, roles } = approvalOf(scope);
    const names = listed(roles.map(quoted));
    const sign = "enter name, date and the digest from status.digest";
    switch (reason) {
      case "Approved":
        return pass;
      case "NotApproved":
        return fail(reason, `Nobody has approved the statement: ${sign} in spec.document.approvals.`);
      case "ApprovalIncomplete":
        return fail(reason, `The approval by ${names} is incomplete: ${sign}.`);
      case "ApprovalStale":
        return fail(reason, `The statement has changed since it was approved by ${names}: have it approved again and ${sign}.`);
    }
  },
});
