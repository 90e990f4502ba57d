import { z } from "zod";
import type { CelRule } from "./fields.ts";

/** What to count in the cluster for an entry that declares a quantity. */
export const observation = z.strictObject({
  kind: z
    .enum(["Node", "Namespace", "ServiceAccount", "PersistentVolumeClaim", "ScopeException"])
    .describe("Kind of object that is counted, inside the scope where the kind has namespaces."),
});

/** A count without a declared quantity has nothing to be compared with. */
export const countable: CelRule = {
  rule: "!has(self.observe) || has(self.quantity)",
  message: "observe is compared with quantity: add quantity, or remove observe",
  fieldPath: ".observe",
};
