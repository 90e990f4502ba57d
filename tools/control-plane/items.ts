/** What a test control plane is made of, and how the sources that may have it answer. */

/** The binaries, by the name they are called by. */
export const TOOLS = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl", "helm", "kwok"] as const;

/** One binary. */
export type Tool = (typeof TOOLS)[number];

/** kwok's description of how its nodes and pods live; a file, not a binary. */
export const STAGES = "stages.yaml";

/** One thing to be found. */
export type Item = Tool | typeof STAGES;

/** Everything there is to be found. */
export const ITEMS: readonly Item[] = [...TOOLS, STAGES];

/** Absolute path of each item. */
export type Found<I extends string = Item> = ReadonlyMap<I, string>;

/** What a source has of the items asked for, and one sentence to print about it. */
export interface Outcome<I extends string = Item> {
  readonly found: Found<I>;
  readonly note: string;
}

/** A place where items may come from. It answers, and throws only when nobody after it could do better. */
export interface Source<I extends string = Item> {
  readonly name: string;
  find(missing: readonly I[]): Promise<Outcome<I>>;
}

/** Where progress is told, a line at a time. */
export type Log = (line: string) => void;

/** The answer of a source that has nothing. */
export function nothing<I extends string = Item>(note: string): Outcome<I> {
  return { found: new Map(), note };
}
