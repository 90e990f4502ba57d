import { NAMESPACE_LABELS } from "../api/names.ts";
import type { StringMap } from "../facts/facts.ts";
import type { Membership } from "./compiled.ts";

/**
 * The labels that the operator wants on a namespace; a key that is not here must be absent.
 * In conflict it says nothing: a label would settle silently what the scopes have to settle.
 */
export const desiredLabels = (membership: Membership): StringMap => {
  switch (membership.state) {
    case "InScope":
      return {
        [NAMESPACE_LABELS.inScope]: "true",
        [NAMESPACE_LABELS.scope]: membership.scope,
        [NAMESPACE_LABELS.environment]: membership.environment,
      };
    case "Excluded":
      return { [NAMESPACE_LABELS.inScope]: "false", [NAMESPACE_LABELS.scope]: membership.scope };
    case "Conflict":
    case "Undeclared":
    case "System":
      return {};
  }
};
