import type { V1LabelSelector, V1LabelSelectorRequirement } from "@kubernetes/client-node";
import type { SelectorFact, SelectorRequirement } from "./selector.ts";
import { sortedEntries } from "./interner.ts";
import type { Projection } from "./projection.ts";
import type { Raw } from "./raw.ts";

const OPERATORS: readonly string[] = ["In", "NotIn", "Exists", "DoesNotExist"] satisfies readonly SelectorRequirement["operator"][];

const isOperator = (operator: unknown): operator is SelectorRequirement["operator"] =>
  typeof operator === "string" && OPERATORS.includes(operator);

const requirementOf = ({ key, operator, values }: Raw<V1LabelSelectorRequirement>): SelectorRequirement => {
  // Leaving it out would widen what is selected: better that the object is set aside, and its checks are unknown.
  if (!isOperator(operator)) throw new Error("selector with an operator that is not known");
  const texts = (values ?? []).filter((value) => typeof value === "string");
  return { key: key ?? "", operator, values: [...new Set(texts)].sort() };
};

const byText = (a: SelectorRequirement, b: SelectorRequirement): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/**
 * A selector of an object; an absent one is empty and selects everything. Selectors that say the same in another order are one.
 * Throws an Error for an operator that no API server accepts today.
 */
export const selectorFact = (selector: Raw<V1LabelSelector> | null | undefined, { interner }: Projection): SelectorFact =>
  interner.tree({
    matchLabels: interner.map(sortedEntries(selector?.matchLabels)),
    matchExpressions: (selector?.matchExpressions ?? []).map(requirementOf).sort(byText),
  });
