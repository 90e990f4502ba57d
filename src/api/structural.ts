import { z } from "zod";
import type { CelRule } from "./fields.ts";

/** From zod to the structural schema that a CustomResourceDefinition may hold. */

/** The part of OpenAPI v3 that this API uses. */
export interface StructuralSchema {
  type?: string;
  format?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  minProperties?: number;
  maxProperties?: number;
  required?: string[];
  properties?: Record<string, StructuralSchema>;
  items?: StructuralSchema;
  additionalProperties?: StructuralSchema | boolean;
  propertyNames?: StructuralSchema;
  "x-kubernetes-list-type"?: string;
  "x-kubernetes-list-map-keys"?: string[];
  "x-kubernetes-validations"?: CelRule[];
}

/**
 * The schema of what a client sends (defaults not yet filled in).
 * Objects are closed in zod; there `additionalProperties: false` goes, as a structural schema prunes (or, under strict validation,
 * refuses) unknown fields by itself.
 */
export const toStructural = (schema: z.core.$ZodType): StructuralSchema =>
  z.toJSONSchema(schema, {
    target: "openapi-3.0",
    io: "input",
    reused: "inline",
    cycles: "throw",
    unrepresentable: "throw",
    override: ({ zodSchema, jsonSchema }) => adapt(zodSchema, jsonSchema as StructuralSchema),
  }) as StructuralSchema;

const adapt = (source: z.core.$ZodTypes, schema: StructuralSchema): void => {
  if (schema.additionalProperties === false) delete schema.additionalProperties;
  // An empty list is not worth storing in every object: readers treat an absent list as empty.
  if (Array.isArray(schema.default) && schema.default.length === 0) delete schema.default;
  dropPatternThatARuleWords(schema);
  boundIntegers(schema);
  if (source._zod.def.type === "record") foldKeys(source._zod.def.keyType, schema);
};

/** The API server answers a broken pattern with the bare expression; where a rule holds the same with a sentence, the rule stays. */
const dropPatternThatARuleWords = (schema: StructuralSchema): void => {
  if (schema["x-kubernetes-validations"]?.some(({ rule }) => rule.startsWith("self.matches("))) delete schema.pattern;
};

const boundIntegers = (schema: StructuralSchema): void => {
  if (schema.type !== "integer") return;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  schema.format ??= schema.maximum === undefined ? "int64" : "int32";
};

/** What must hold of the keys of a map becomes rules of the map: `propertyNames` is not structural. */
const foldKeys = (keyType: z.core.$ZodType, schema: StructuralSchema): void => {
  delete schema.propertyNames;
  const folded = (toStructural(keyType)["x-kubernetes-validations"] ?? []).map(({ rule, message }) => ({
    rule: `self.all(key, ${rule.replaceAll(/\bself\b/g, "key")})`,
    ...(message === undefined ? {} : { message: `wrong key: ${message}` }),
  }));
  schema["x-kubernetes-validations"] = [...(schema["x-kubernetes-validations"] ?? []), ...folded];
};
