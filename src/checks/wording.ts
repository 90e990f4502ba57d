import type { RbacSubject } from "../facts/facts.ts";
import type { Variant } from "../scope/variants.ts";
import type { EntryList, EntryRef } from "./check.ts";

/** Words that the messages of several checks share. A message stays readable and below the 1024 characters of a status. */

const LONGEST_VALUE = 63;
const LONGEST_LIST = 5;

/** A value that somebody declared under a key of the scope, short enough for a message. */
export const quoted = (value: string): string => `"${shortened(value)}"`;

/** A name that somebody else chose, short enough for a message. */
export const shortened = (value: string, longest = LONGEST_VALUE): string =>
  value.length > longest ? `${value.slice(0, longest - 1).toWellFormed()}…` : value;

/** RBAC subjects as people call them: `Group ops, ServiceAccount tools/deployer`. */
export const subjectsListed = (subjects: readonly RbacSubject[]): string =>
  listed(subjects.map(({ kind, name, namespace }) => shortened(`${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`, 80)));

/** References to entries of one list of the statement, each once. */
export const entriesOf = (list: EntryList, names: Iterable<string>): readonly EntryRef[] =>
  [...new Set(names)].map((name) => ({ list, name }));

/** `a, b, c`; of more than five the first five and how many there are beside. */
export const listed = (names: readonly string[]): string =>
  names.length <= LONGEST_LIST ? names.join(", ") : `${names.slice(0, LONGEST_LIST).join(", ")} and ${names.length - LONGEST_LIST} more`;

/** `3 of 1000 pods`; `the pod template` while no pod is live. */
export const podCount = (failing: number, all: number): string => {
  if (all === 0) return "the pod template";
  return `${failing} of ${all} ${all === 1 ? "pod" : "pods"}`;
};

/** What was found out about one variant of a workload. */
interface AboutVariant {
  readonly variant: Variant;
}

/** How much of a workload the failing variants are. */
export const extentOf = (failing: readonly AboutVariant[], all: readonly AboutVariant[]): string =>
  podCount(livePods(failing), livePods(all));

/** How many live pods variants have together. */
export const livePods = (entries: readonly AboutVariant[]): number => entries.reduce((sum, { variant }) => sum + variant.pods.length, 0);
