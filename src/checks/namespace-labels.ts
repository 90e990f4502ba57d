import { FIELD_MANAGER, NAMESPACE_LABEL_KEYS } from "../api/names.ts";
import type { NamespaceFact } from "../facts/facts.ts";
import { desiredLabels } from "../scope/labels.ts";
import { defineCheck, fail, notApplicable, pass } from "./check.ts";
import { listed, quoted } from "./wording.ts";

/**
 * The labels in-scope, scope and environment of a namespace say what the scope says, and nobody else holds them.
 *
 * Control: ISO/IEC 27001:2022 A.5.13 (labelling); SOC 2 CC6.1 (the inventory of assets).
 * Reads: those three labels of the namespace and who manages them, its membership.
 * Passes: each label is as desired (an excluded namespace has no environment) and no other field manager holds one.
 * A namespace that is undeclared, in conflict or of the system must carry none; without any it is not judged.
 * One that is being deleted is not judged either: nobody will write to it any more.
 * A namespace just declared lacks them until the operator has written: that is drift until it is mended.
 */
export const check = defineCheck({
  id: "namespace-labels",
  title: "The scope labels of a namespace are right and ours",
  severity: "Medium",
  controls: ["A.5.13", "CC6.1"],
  appliesTo: ["Namespace"],
  needs: [],
  remediation: "Leave the isms-scope.io labels of namespaces to the operator: remove them from manifests and tools that set them.",
  evaluate({ membership, namespace }) {
    if (namespace.terminating) return notApplicable;
    const desired = desiredLabels(membership);
    const held = Object.entries(namespace.foreignLabels);
    const wrong = NAMESPACE_LABEL_KEYS.filter((key) => namespace.labels[key] !== desired[key]);
    if (wrong.length > 0) {
      const states = wrong.map((key) => difference(key, namespace.labels[key], desired[key]));
      return fail("LabelsDiffer", `On namespace ${namespace.name} ${listed(states)}: ${mend(namespace)}`);
    }
    if (held.length > 0) {
      const holders = held.map(([key, manager]) => `${key} by ${quoted(manager)}`);
      const message = `On namespace ${namespace.name} labels are held by another manager (${listed(holders)}): ${mend(namespace)}`;
      return fail("HeldByAnother", message);
    }
    return Object.keys(desired).length === 0 ? notApplicable : pass;
  },
});

const difference = (key: string, actual: string | undefined, desired: string | undefined): string => {
  if (actual === undefined) return `${key} is missing`;
  return desired === undefined ? `${key} must not be set` : `${key} must be ${quoted(desired)}`;
};

const mend = ({ foreignLabels }: NamespaceFact): string => {
  const managers = [...new Set(Object.values(foreignLabels))];
  if (managers.length === 0) return `${FIELD_MANAGER} will set this unless it may not label namespaces.`;
  return `take them out of what ${listed(managers.map(quoted))} applies, so that ${FIELD_MANAGER} alone sets them.`;
};
