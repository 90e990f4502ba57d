import { NAMESPACE_LABEL_KEYS } from "../api/names.ts";
import type { NamespaceFact, StringMap } from "../facts/facts.ts";

/** How the labels of a namespace differ from what the scopes want. */
export interface Deviation {
  /** Keys that are missing or have another value. */
  readonly wrong: readonly string[];
  /** Keys of ours that must not be there. */
  readonly extra: readonly string[];
  /** Of the extra ones, those that another field manager holds: releasing ours would not remove them. */
  readonly remove: readonly string[];
  /** Keys with the right value that we do not hold yet: were they not ours, a later release would leave them behind. */
  readonly unowned: readonly string[];
  /** A field manager other than ours that holds a wrong or extra key. */
  readonly manager: string | undefined;
}

/** The labels of ours that the namespace carries. */
export const observedLabels = (fact: NamespaceFact): StringMap =>
  Object.fromEntries(NAMESPACE_LABEL_KEYS.flatMap((key) => (fact.labels[key] === undefined ? [] : [[key, fact.labels[key]]])));

/** Whether two small maps hold the same. */
export const sameLabels = (a: StringMap, b: StringMap): boolean => {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
};

/** Undefined when the labels are as wanted and ours. */
export const deviation = (fact: NamespaceFact, desired: StringMap): Deviation | undefined => {
  const held = (key: string): boolean => fact.ownLabels.includes(key);
  const wrong = NAMESPACE_LABEL_KEYS.filter((key) => desired[key] !== undefined && fact.labels[key] !== desired[key]);
  const extra = NAMESPACE_LABEL_KEYS.filter((key) => desired[key] === undefined && fact.labels[key] !== undefined);
  const unowned = NAMESPACE_LABEL_KEYS.filter((key) => desired[key] !== undefined && fact.labels[key] === desired[key] && !held(key));
  if (wrong.length + extra.length + unowned.length === 0) return undefined;
  return {
    wrong,
    extra,
    unowned,
    remove: extra.filter((key) => !held(key) || fact.foreignLabels[key] !== undefined),
    manager: [...wrong, ...extra].map((key) => fact.foreignLabels[key]).find((manager) => manager !== undefined),
  };
};
