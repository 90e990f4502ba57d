import type { ScopeStatus } from "../api/status.ts";
import { QUIET_MS } from "./label-contest.ts";
import type { ContestedNamespace } from "./labels.ts";
import { counted, someOf } from "./text.ts";

/** Why a scope is not ready, and when that is to be looked at again though nothing happens (epoch ms). */
export interface LabelConflict {
  readonly sentence: string;
  readonly until: number | undefined;
}

const sentenceOf = (contested: readonly ContestedNamespace[]): string =>
  `Somebody keeps changing our labels on ${counted(contested.length, "namespace")}: ` +
  `${someOf(contested.map(({ namespace, manager }) => `${namespace} (field manager ${manager})`))}. ` +
  "Stop the other writer from setting or removing isms-scope.io labels; until then each repair waits longer, up to ten minutes.";

/** The sentence that the scope already carries, if that is a label conflict. */
export const carriedConflict = ({ conditions = [] }: ScopeStatus): string | undefined =>
  conditions.find(({ type, reason }) => type === "Ready" && reason === "LabelConflict")?.message;

/**
 * The conflict of a scope about labels. A process that has just begun (`since`, epoch ms) has not seen the contest that an
 * earlier one reported: it believes the report for as long as the contest would take to be forgotten.
 */
export const labelConflict = (
  contested: readonly ContestedNamespace[] | undefined,
  carried: string | undefined,
  { since, now }: { readonly since: number; readonly now: number },
): LabelConflict | undefined => {
  if (contested) return { sentence: sentenceOf(contested), until: undefined };
  const until = since + QUIET_MS;
  return carried !== undefined && now < until ? { sentence: carried, until } : undefined;
};
