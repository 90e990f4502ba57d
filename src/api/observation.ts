import { z } from "zod";

/** What to count in the cluster for an entry that declares a quantity. */
export const observation = z.strictObject({
  kind: z
    .enum(["Node", "Namespace", "ServiceAccount", "PersistentVolumeClaim", "ScopeException"])
    .describe("Kind of object that is counted, inside the scope where the kind has namespaces."),
});
