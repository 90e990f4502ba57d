import type { Membership } from "../scope/compiled.ts";
import type { Announcement } from "./announce.ts";
import { delayOf, type LabelState } from "./label-contest.ts";
import type { Deviation } from "./label-deviation.ts";
import { someOf } from "./text.ts";

/** What is told when the labels of a namespace change. */
export type Telling = Pick<Announcement, "kind" | "reason" | "action" | "note">;

/** The scopes that have a say about the namespace. */
export const scopesOf = (membership: Membership): readonly string[] => {
  switch (membership.state) {
    case "InScope":
    case "Excluded":
      return [membership.scope];
    case "Conflict":
      return [...new Set(membership.claims.map(({ scope }) => scope))];
    case "Undeclared":
    case "System":
      return [];
  }
};

/** The namespace became part of a scope, was taken out of one, or is nobody's any more. */
export const membershipTelling = (membership: Membership): Telling => {
  switch (membership.state) {
    case "InScope":
      return {
        kind: "Normal",
        reason: "NamespaceInScope",
        action: "Label",
        note: `The namespace is in scope ${membership.scope}, environment ${membership.environment}.`,
      };
    case "Excluded":
      return {
        kind: "Normal",
        reason: "NamespaceExcluded",
        action: "Label",
        note: `The namespace is out of scope ${membership.scope} by its exclusion "${membership.exclusion}".`,
      };
    case "Conflict": {
      const claims = membership.claims.map(({ scope, entry, name }) => `scope ${scope} (${entry} "${name}")`);
      return {
        kind: "Warning",
        reason: "NamespaceReleased",
        action: "Unlabel",
        note: `The namespace is claimed more than once, by ${someOf(claims)}: its labels are removed until one claim is left.`,
      };
    }
    case "Undeclared":
    case "System":
      return {
        kind: "Normal",
        reason: "NamespaceReleased",
        action: "Unlabel",
        note: "No scope declares the namespace: its isms-scope.io labels are removed.",
      };
  }
};

/** Somebody changed a label of ours, and it is set back. */
export const restoredTelling = (state: LabelState, { wrong, extra }: Deviation): Telling => ({
  kind: "Warning",
  reason: "NamespaceLabelsRestored",
  action: "Label",
  note:
    `Field manager ${state.manager} changed ${[...wrong, ...extra].join(", ")}: set back to what the scope declares` +
    (delayOf(state.rounds) > 0
      ? ` after ${delayOf(state.rounds) / 1000} s, being change ${state.rounds} in a row. Stop the other writer.`
      : "."),
});
