import { comesFromOutside, declarationsOf, meansAccounts } from "../scope/access.ts";
import { defineCheck, fail, notApplicable, passAbout } from "./check.ts";
import { entriesOf, shortened, subjectsListed } from "./wording.ts";

/**
 * No role binding in scope gives service accounts from outside the scope access inside, unless the statement declares them.
 *
 * Control: ISO/IEC 27001:2022 A.8.22 (segregation), A.5.15 (access control); SOC 2 CC6.3 (access by role).
 * Reads: role and subjects of the binding; which namespaces are in scope; `personnel[].subjects`.
 * Passes: its service accounts are of namespaces in scope or of the cluster itself, or personnel names them or a group that has them.
 * All service accounts, all who are authenticated, and whoever is not, are from outside. Access to read counts like any other.
 * Not judged: a binding without service accounts; one to a role that does not exist, which gives nothing.
 */
export const check = defineCheck({
  id: "access-cross-boundary",
  title: "No service account from outside the scope has access inside",
  severity: "High",
  controls: ["A.8.22", "A.5.15", "CC6.3"],
  appliesTo: ["RoleBinding"],
  needs: ["Namespace", "Role", "ClusterRole"],
  about: ["personnel"],
  remediation: "Remove the subject from the binding, bring its namespace into the scope, or declare it in spec.personnel[].subjects.",
  evaluate({ object: { name, namespace, role, subjects } }, facts, scope, around) {
    const accounts = subjects.filter(meansAccounts);
    if (accounts.length === 0 || facts.role(role, namespace) === undefined) return notApplicable;
    const outside = accounts.filter((bound) => comesFromOutside(bound, around));
    const { entries, undeclared: crossing } = declarationsOf(outside, scope, around);
    if (crossing.length === 0) return passAbout(entriesOf("personnel", entries));
    return fail(
      "CrossBoundary",
      `RoleBinding ${shortened(name)} gives ${subjectsListed(crossing)} from outside the scope the rights of ${role.kind} ${shortened(role.name)} ` +
        `in ${namespace}: remove them from the binding, bring their namespace into the scope, or declare them in spec.personnel.`,
    );
  },
});
