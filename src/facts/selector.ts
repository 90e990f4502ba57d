/** Label selectors with the semantics of Kubernetes (apimachinery, LabelSelectorAsSelector). */

/** StringMap: facts have selectors in them, so selectors cannot ask facts what it is. */
type Labels = Readonly<Record<string, string>>;

/** One that a scope or an exception has in its statement, or one that an object has in its spec (SelectorFact). */
export interface LabelSelector {
  readonly matchLabels?: Labels | undefined;
  readonly matchExpressions?: readonly LabelRequirement[] | undefined;
}

/** A metav1.LabelSelector: what is set must all hold, an empty one selects everything. */
export interface SelectorFact {
  readonly matchLabels: Labels;
  readonly matchExpressions: readonly SelectorRequirement[];
}

export interface SelectorRequirement {
  readonly key: string;
  readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
  readonly values: readonly string[];
}

interface LabelRequirement extends Pick<SelectorRequirement, "key" | "operator"> {
  readonly values?: readonly string[] | undefined;
}

type LabelTest = (labels: Labels) => boolean;

/** The value of a label or annotation. Keys may be named like members of every object ("constructor"): only own ones count. */
export const valueOf = (map: Labels, key: string): string | undefined => (Object.hasOwn(map, key) ? map[key] : undefined);

const requirement = ({ key, operator, values = [] }: LabelRequirement): LabelTest => {
  const listed = new Set<string | undefined>(values);
  switch (operator) {
    case "In":
      return (labels) => listed.has(valueOf(labels, key));
    case "NotIn":
      return (labels) => !listed.has(valueOf(labels, key));
    case "Exists":
      return (labels) => valueOf(labels, key) !== undefined;
    case "DoesNotExist":
      return (labels) => valueOf(labels, key) === undefined;
  }
};

/** Whether the selector asks for anything at all. */
export const isEmptySelector = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean =>
  Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;

/** A test that holds when all requirements do; without any it always holds. NotIn and DoesNotExist hold for an absent key. */
export const compileSelector = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector): LabelTest => {
  const equalities = Object.entries(matchLabels);
  const requirements = matchExpressions.map(requirement);
  return (labels) => equalities.every(([key, value]) => valueOf(labels, key) === value) && requirements.every((holds) => holds(labels));
};
