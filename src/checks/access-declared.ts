import { declarationsOf, isControlPlane, namesPersonnel } from "../scope/access.ts";
import { defineCheck, fail, notApplicable, passAbout, type Subject } from "./check.ts";
import { entriesOf, shortened, subjectsListed } from "./wording.ts";

/**
 * Write access in the scope is given only to subjects that the statement declares as personnel.
 *
 * Control: ISO/IEC 27001:2022 A.5.15 (access control), A.5.18 (access rights), A.8.2 (privileged access); SOC 2 CC6.3.
 * Reads: role and subjects of role bindings in scope and of all cluster role bindings; whether the rules of the role write;
 * `personnel[].subjects`, and the entries of personnel that observe service accounts.
 * Passes: every subject is declared: the same user, group or service account; a service account also by a group of service accounts
 * that has it, or, when its namespace is in scope, by an entry that observes service accounts. The control plane's own users, groups
 * and service accounts are not held against a binding.
 * Not judged: when no entry of personnel names subjects, because then the statement does not claim to list them; a binding to a role
 * that only reads or does not exist; one that names the control plane alone, or nobody.
 */
export const check = defineCheck({
  id: "access-declared",
  title: "Write access is given to declared personnel only",
  severity: "High",
  controls: ["A.5.15", "A.5.18", "A.8.2", "CC6.3"],
  appliesTo: ["RoleBinding", "ClusterRoleBinding"],
  needs: ["Namespace", "Role", "ClusterRole"],
  about: ["personnel"],
  remediation: "Add the subjects to an entry of spec.personnel, or remove them from the binding.",
  evaluate(subject, facts, scope, around) {
    const { kind, name, role, subjects, place } = boundBy(subject);
    if (!namesPersonnel(scope) || facts.role(role, place)?.writes !== true) return notApplicable;
    const judged = subjects.filter((bound) => !isControlPlane(bound, around));
    if (judged.length === 0) return notApplicable;
    const { entries, undeclared } = declarationsOf(judged, scope, around);
    if (undeclared.length === 0) return passAbout(entriesOf("personnel", entries));
    return fail(
      "UndeclaredSubject",
      `${kind} ${shortened(name)} gives write access ${place === undefined ? "in every namespace" : `in ${place}`} by ${role.kind} ` +
        `${shortened(role.name)} to ${subjectsListed(undeclared)}, declared by no entry of spec.personnel: ` +
        "add them to the subjects of an entry, or remove them from the binding.",
    );
  },
});

/** What a binding gives, to whom and where; `place` is undefined for every namespace. */
const boundBy = (subject: Subject<"RoleBinding" | "ClusterRoleBinding">) =>
  subject.type === "RoleBinding" ? { ...subject.object, place: subject.object.namespace } : { ...subject.binding, place: undefined };
