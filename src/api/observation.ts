import { z } from "zod";
import type { CelRule } from "./fields.ts";

/** What to count in the cluster for an entry that declares a quantity. */
export const observation = z.strictObject({
  kind: z
    .enum(["Node", "Namespace", "ServiceAccount", "PersistentVolumeClaim", "User", "Group", "ScopeException", "Finding"])
    .describe(
      "What is counted. Node: nodes of the cluster. Namespace, PersistentVolumeClaim: those in scope. ServiceAccount: those that pods in " +
        "scope use, `default` left out. User, Group: those to whom bindings give access in scope. ScopeException: exceptions that hold. " +
        "Finding: open findings of severity High or Critical.",
    ),
});

/** A count without a declared quantity has nothing to be compared with. */
export const countable: CelRule = {
  rule: "!has(self.observe) || has(self.quantity)",
  message: "observe is compared with quantity: add quantity, or remove observe",
  fieldPath: ".observe",
};
