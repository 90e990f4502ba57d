import { z } from "zod";
import { glob, labelValue, qualifiedKey, rules } from "./fields.ts";

const expression = z
  .strictObject({
    key: qualifiedKey().describe("Key of the label."),
    operator: z.enum(["In", "NotIn", "Exists", "DoesNotExist"]).describe("How the key relates to the values."),
    values: z.array(labelValue()).max(20).optional().describe("Values for In and NotIn; absent for Exists and DoesNotExist."),
  })
  .meta(
    rules({
      rule: "self.operator in ['In', 'NotIn'] ? has(self.values) && self.values.size() > 0 : !has(self.values) || self.values.size() == 0",
      message: "In and NotIn need at least one value; Exists and DoesNotExist take none",
    }),
  );

const labelFields = {
  matchLabels: z
    .record(qualifiedKey(), labelValue())
    .optional()
    .meta({ maxProperties: 20 })
    .describe("Labels that must all be present with these values."),
  matchExpressions: z.array(expression).max(10).optional().describe("Label requirements that must all hold."),
};

const names = (what: string) => z.array(glob()).min(1).max(50).optional().describe(`Names or globs (\`*\`, \`?\`) of ${what}; one must match.`);

const selectsSomething = (fields: readonly string[]) =>
  rules({
    rule: fields.map((field) => `has(self.${field})`).join(" || "),
    message: `select something: set at least one of ${fields.join(", ")}`,
  });

const namespaceFields = { names: names("namespaces"), ...labelFields };

/** Selects namespaces. What is set inside one matcher must all hold; the matchers of `anyOf` are alternatives. */
export const namespaceMatcher = z
  .strictObject({
    ...namespaceFields,
    anyOf: z
      .array(z.strictObject(namespaceFields).meta(selectsSomething(["names", "matchLabels", "matchExpressions"])))
      .min(1)
      .max(10)
      .optional()
      .describe("Alternatives: a namespace is selected when one of these matchers selects it."),
  })
  .meta(
    rules(
      {
        rule: "has(self.names) || has(self.matchLabels) || has(self.matchExpressions) || has(self.anyOf)",
        message: "select something: set at least one of names, matchLabels, matchExpressions, anyOf",
      },
      {
        rule: "!has(self.anyOf) || !(has(self.names) || has(self.matchLabels) || has(self.matchExpressions))",
        message: "anyOf stands alone: move the other fields into one of its entries",
      },
    ),
  );

/** Selects workloads by name, kind and labels (those of the workload, overlaid by those of its pods). All that is set must hold. */
export const workloadMatcher = z
  .strictObject({
    names: names("workloads"),
    kinds: z
      .array(z.string().min(1).max(63).regex(/^[A-Z][A-Za-z0-9]*$/))
      .min(1)
      .max(10)
      .optional()
      .describe("Kinds of workload, for example Deployment or Rollout."),
    ...labelFields,
  })
  .meta(selectsSomething(["names", "kinds", "matchLabels", "matchExpressions"]));

export type NamespaceMatcher = z.output<typeof namespaceMatcher>;
export type WorkloadMatcher = z.output<typeof workloadMatcher>;
export type LabelExpression = z.output<typeof expression>;
