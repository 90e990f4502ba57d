import type { CompiledScope } from "../scope/compiled.ts";
import { classify, namespaceClass, probablyMeant, type Class, type ClassifiedVariant } from "../scope/classification.ts";
import { defineCheck, fail, notApplicable, pass, type Outcome } from "./check.ts";
import { extentOf, quoted } from "./wording.ts";

/**
 * Every workload says which class of information it handles, and none claims less than its namespace.
 *
 * Control: ISO/IEC 27001:2022 A.5.12 (classification), A.5.13 (labelling); SOC 2 C1.1.
 * Reads: the keys `rules.classification.keys`, in order, as annotation or label of the pod, else its template, its controller,
 * its namespace; `rules.classification.levels`.
 * Passes: the value is exactly one of the levels and not below the namespace's own.
 * Not judged: a workload without live pods and templates.
 */
export const check = defineCheck({
  id: "data-classification",
  title: "Every workload carries one of the classification levels",
  severity: "High",
  controls: ["A.5.12", "A.5.13", "C1.1"],
  appliesTo: ["Workload"],
  needs: [],
  remediation: "Set the classification on the pod template, or on the namespace for all it holds, to one of the levels exactly as written.",
  evaluate({ workload, namespace }, _facts, scope) {
    const all = classify(workload, namespace, scope);
    if (all.length === 0) return notApplicable;
    return unclassified(all, scope) ?? outsideLevels(all, scope) ?? weaker(all, namespaceClass(namespace, scope)) ?? pass;
  },
});

const unclassified = (all: readonly ClassifiedVariant[], scope: CompiledScope): Outcome | undefined => {
  const failing = all.filter((entry) => entry.class === undefined);
  if (failing.length === 0) return undefined;
  const { keys, levels } = scope.spec.rules.classification;
  const mend = `set ${keys[0] ?? ""} to one of ${levels.join(", ")}`;
  return fail("Unclassified", `No classification on ${extentOf(failing, all)} or its namespace: ${mend}.`);
};

const outsideLevels = (all: readonly ClassifiedVariant[], scope: CompiledScope): Outcome | undefined => {
  const failing = all.filter((entry) => entry.class?.rank === undefined);
  const wrong = failing[0]?.class;
  if (wrong === undefined) return undefined;
  const { levels } = scope.spec.rules.classification;
  const meant = probablyMeant(wrong.value, levels);
  const mend = meant === undefined ? `use one of ${levels.join(", ")}` : `probably ${meant} is meant`;
  const found = `${quoted(wrong.value)} (${wrong.key} of the ${wrong.place})`;
  return fail("UnknownLevel", `${found} on ${extentOf(failing, all)} is no level: ${mend}.`);
};

const weaker = (all: readonly ClassifiedVariant[], floor: Class | undefined): Outcome | undefined => {
  const least = floor?.rank;
  if (floor === undefined || least === undefined) return undefined;
  const failing = all.filter((entry) => (entry.class?.rank ?? least) < least);
  const wrong = failing[0]?.class;
  if (wrong === undefined) return undefined;
  return fail(
    "WeakerThanNamespace",
    `${wrong.value} (${wrong.key} of the ${wrong.place}) on ${extentOf(failing, all)} is below ${floor.value} of its namespace: ` +
      `raise it to ${floor.value}, or move the workload.`,
  );
};
