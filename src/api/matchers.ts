import { z } from "zod";
import { formed, glob, LABEL_VALUE, labelValue, MAX_LABEL_VALUE, MAX_QUALIFIED_KEY, QUALIFIED_KEY, qualifiedKey, rules } from "./fields.ts";

// Key and values by plain pattern: this deep in the lists, the rule that would answer with a sentence is beyond the API server's budget.
const expression = z
  .strictObject({
    key: z.string().max(MAX_QUALIFIED_KEY).regex(QUALIFIED_KEY).describe("Key of the label."),
    operator: z.enum(["In", "NotIn", "Exists", "DoesNotExist"]).describe("How the key relates to the values."),
    values: z
      .array(z.string().max(MAX_LABEL_VALUE).regex(LABEL_VALUE))
      .max(20)
      .optional()
      .describe("Values for In and NotIn; absent for Exists and DoesNotExist."),
  })
  .meta(
    rules({
      rule: "self.operator in ['In', 'NotIn'] ? has(self.values) && self.values.size() > 0 : !has(self.values) || self.values.size() == 0",
      message: "In and NotIn need at least one value, Exists and DoesNotExist take none: mend values or operator",
    }),
  );

const MAX_LABELS = 20;
const sizeWithin = (map: object, max: number): boolean => {
  const size = Object.keys(map).length;
  return size > 0 && size <= max;
};

const labelFields = {
  matchLabels: z
    .record(qualifiedKey(), labelValue())
    .refine((labels) => sizeWithin(labels, MAX_LABELS), `name between 1 and ${MAX_LABELS} labels`)
    .meta({ minProperties: 1, maxProperties: MAX_LABELS })
    .optional()
    .describe("Labels that must all be present with these values."),
  matchExpressions: z.array(expression).min(1).max(10).optional().describe("Label requirements that must all hold."),
};

/** Kind of an object, as it is written in `kind`. */
export const kindName = () =>
  formed(63, /^[A-Z][A-Za-z0-9]*$/, "write a kind as objects do, for example Deployment: one word, its first letter a capital");

const names = (what: string, longest: number) =>
  z.array(glob(longest)).min(1).max(50).optional().describe(`Names or globs (\`*\`, \`?\`) of ${what}; one must match.`);

const selectsSomething = (fields: readonly string[]) =>
  rules({
    rule: fields.map((field) => `has(self.${field})`).join(" || "),
    message: `select something: set at least one of ${fields.join(", ")}`,
  });

const namespaceFields = { names: names("namespaces", 63), ...labelFields };

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
    names: names("workloads", 253),
    kinds: z.array(kindName()).min(1).max(10).optional().describe("Kinds of workload, for example Deployment or Rollout."),
    ...labelFields,
  })
  .meta(selectsSomething(["names", "kinds", "matchLabels", "matchExpressions"]));

export type NamespaceMatcher = z.output<typeof namespaceMatcher>;
export type WorkloadMatcher = z.output<typeof workloadMatcher>;
export type LabelExpression = z.output<typeof expression>;
