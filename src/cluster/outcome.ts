import { isDeepStrictEqual } from "node:util";
import type { Action } from "../outputs/action.ts";
import { isClusterError, isMissing, type AnyClusterError, type Handling } from "./errors.ts";

/**
 * What became of an action. `gone`: its object was deleted or recreated, the next observation plans anew.
 * `conflict`: another field manager holds it and we were not to overrule. `dropped`: we are no longer the leader.
 * `failed`: it is tried again by itself, unless it is an event that cannot be created, which holds up nothing for long.
 */
export type WriteOutcome =
  | { readonly result: "written" | "exists" | "gone" | "conflict" | "dropped" }
  | { readonly result: "failed"; readonly error: Handling; readonly again: boolean };

/** An event is the transition that its key names, and a delay runs to the same instant: both bear another time when planned again. */
const contentOf = (action: Action): object => {
  if (action.type === "Event") return { key: action.key };
  const { announce, ...rest } = withoutContent(action);
  return { ...rest, basis: undefined, delay: undefined, announce: announce.map(({ key }) => key) };
};

const noContent = (): object => ({});

/** A report is told by its hash: what makes its content need not be kept to recognize it. */
export const withoutContent = <A extends Action>(action: A): A =>
  action.type === "Report" && action.write.verb === "apply" ? { ...action, write: { ...action.write, render: noContent } } : action;

/** Equal but for what was observed, and when. */
export const sameContent = (one: Action, other: Action): boolean => isDeepStrictEqual(contentOf(one), contentOf(other));

/** The same write, planned from the same observation. */
export const isRepeat = (known: Action | undefined, action: Action): boolean =>
  known !== undefined && known.basis === action.basis && sameContent(known, action);

const UID = "metadata.uid";
const UID_MISMATCH = /\buid (mismatch|in precondition)\b/i;

/** A write names the uid it is meant for: on another object it is a change of uid or a failed precondition, on none a mismatch. */
const isForAnother = (error: AnyClusterError): boolean =>
  (error.reason === "Invalid" && error.causes.some(({ field }) => field === UID)) ||
  (error.reason === "Conflict" && UID_MISMATCH.test(error.message));

const hasCause = (error: AnyClusterError, wanted: string): boolean => error.causes.some(({ reason }) => reason === wanted);

/** Failures that end an action: it can never succeed as it is, and what comes next is planned from what is then seen. */
export const settled = (action: Action, error: unknown): WriteOutcome | undefined => {
  if (!isClusterError(error)) {
    return undefined;
  }
  if (isMissing(error) || isForAnother(error) || hasCause(error, "NamespaceTerminating")) {
    return { result: "gone" };
  }
  if (error.reason === "AlreadyExists" && action.type === "Event") {
    return { result: "exists" };
  }
  return hasCause(error, "FieldManagerConflict") ? { result: "conflict" } : undefined;
};
