import type { NamespaceMatcher, WorkloadMatcher } from "../api/matchers.ts";
import { NAMESPACE_LABEL_KEYS } from "../api/names.ts";
import type { StringMap } from "../facts/facts.ts";
import { compileGlobs, isLiteral } from "./glob.ts";
import { compileSelector, isEmptySelector, type LabelSelector } from "../facts/selector.ts";

/**
 * Matchers of the API, compiled. What is set in a matcher must all hold; an empty list or map counts as not set.
 * A matcher that sets nothing selects nothing: nobody who left it empty meant everything, and an entry that selects nothing shows.
 */

/** What a namespace is selected by. */
export interface NamedLabels {
  readonly name: string;
  readonly labels: StringMap;
}

/** What a workload is selected by. */
export interface KindNamedLabels extends NamedLabels {
  readonly kind: string;
}

/** One alternative of a namespace matcher. */
export interface NamespaceAlternative {
  /** The names it selects, when it names all of them without wildcards: an index can look these up. */
  readonly literals: readonly string[] | undefined;
  /** Whether it spells out this name. */
  readonly spells: (name: string) => boolean;
  readonly selects: (namespace: NamedLabels) => boolean;
}

interface Named extends LabelSelector {
  readonly names?: readonly string[] | undefined;
}

const OWN_KEYS: ReadonlySet<string> = new Set(NAMESPACE_LABEL_KEYS);

/** Labels as people set them. Ours follow membership: were membership to follow them, it would feed on itself. */
const withoutOurs = (labels: StringMap): StringMap =>
  NAMESPACE_LABEL_KEYS.some((key) => key in labels)
    ? Object.fromEntries(Object.entries(labels).filter(([key]) => !OWN_KEYS.has(key)))
    : labels;

const nothing = (): boolean => false;

const alternative = (matcher: Named): NamespaceAlternative => {
  const names = matcher.names ?? [];
  if (names.length === 0 && isEmptySelector(matcher)) return { literals: [], spells: nothing, selects: nothing };
  const literals = names.filter(isLiteral);
  const named = names.length === 0 ? () => true : compileGlobs(names);
  const labelled = isEmptySelector(matcher) ? undefined : compileSelector(matcher);
  return {
    literals: names.length > 0 && literals.length === names.length ? literals : undefined,
    spells: compileGlobs(literals),
    selects: ({ name, labels }) => named(name) && (labelled === undefined || labelled(withoutOurs(labels))),
  };
};

const both = (a: NamespaceAlternative, b: NamespaceAlternative): NamespaceAlternative => ({
  literals: a.literals ?? b.literals,
  spells: (name) => a.spells(name) || b.spells(name),
  selects: (namespace) => a.selects(namespace) && b.selects(namespace),
});

/** The alternatives of a namespace matcher: one, or one for each entry of `anyOf`. */
export const namespaceAlternatives = (matcher: NamespaceMatcher): readonly NamespaceAlternative[] => {
  const { anyOf = [], ...rest } = matcher;
  const own = alternative(rest);
  if (anyOf.length === 0) return [own];
  const sets = (rest.names ?? []).length > 0 || !isEmptySelector(rest);
  return anyOf.map(alternative).map((other) => (sets ? both(own, other) : other));
};

/** Whether a namespace is selected, by its name and by the labels that are not ours. */
export const compileNamespaceMatcher = (matcher: NamespaceMatcher): ((namespace: NamedLabels) => boolean) => {
  const alternatives = namespaceAlternatives(matcher);
  return (namespace) => alternatives.some(({ selects }) => selects(namespace));
};

/** Whether a workload is selected, by name, kind and labels. */
export const compileWorkloadMatcher = (matcher: WorkloadMatcher): ((workload: KindNamedLabels) => boolean) => {
  const { names = [], kinds = [] } = matcher;
  if (names.length === 0 && kinds.length === 0 && isEmptySelector(matcher)) return nothing;
  const named = names.length === 0 ? () => true : compileGlobs(names);
  const ofKind = new Set(kinds);
  const labelled = compileSelector(matcher);
  return ({ name, kind, labels }) => (ofKind.size === 0 || ofKind.has(kind)) && named(name) && labelled(labels);
};
