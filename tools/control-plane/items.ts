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
export type Found = ReadonlyMap<Item, string>;

/** What a source has of the items asked for, and one sentence to print about it. */
export interface Outcome {
  readonly found: Found;
  readonly note: string;
}

/** A place where items may come from. It answers, and throws only when nobody after it could do better. */
export interface Source {
  readonly name: string;
  find(missing: readonly Item[]): Promise<Outcome>;
}

/** Where progress is told, a line at a time. */
export type Log = (line: string) => void;

/** The answer of a source that has nothing. */
export function nothing(note: string): Outcome {
  return { found: new Map(), note };
}
