import { describe, expect, test } from "vitest";
import type { StructuralSchema } from "../../src/api/structural.ts";
import { structuralProblems } from "./structural-problems.ts";

const text: StructuralSchema = { type: "string", maxLength: 10, description: "Text." };
const object = (fields: Record<string, StructuralSchema>, rest: Partial<StructuralSchema> = {}): StructuralSchema => ({
  type: "object",
  properties: fields,
  ...rest,
});
const rule = (fields: object): Partial<StructuralSchema> => ({
  "x-kubernetes-validations": [{ rule: "true", message: "mend it", ...fields }],
});

describe("structural problems", () => {
  test("a described and bounded schema has none", () => {
    const names: StructuralSchema = { type: "array", maxItems: 3, items: { type: "string", maxLength: 5 }, description: "Names." };
    expect(structuralProblems(object({ text, names }, { required: ["text"], ...rule({ fieldPath: ".text" }) }))).toEqual([]);
  });

  const list = (fields: object): StructuralSchema => ({ type: "array", maxItems: 3, items: object({ name: text }), ...fields });

  test.each<[string, StructuralSchema, string]>([
    ["a string without bound", { type: "string" }, ".: a string without maxLength"],
    ["a list without bound", { type: "array", items: text }, ".: a list without maxItems"],
    ["a list of nothing", { type: "array", maxItems: 1 }, ".: a list without items"],
    ["a map without bound", { type: "object", additionalProperties: text }, ".: a map without maxProperties"],
    ["no type", object({ a: { description: "A." } }), ".a: type is missing"],
    ["an unknown word", Object.assign({ $schema: "x" }, text), ".: $schema is no word of a structural schema"],
    [
      "a closed object",
      { type: "object", additionalProperties: false },
      ".: additionalProperties: false is no part of a structural schema",
    ],
    [
      "a map that has fields",
      object({ text }, { additionalProperties: text, maxProperties: 1 }),
      ".: properties and additionalProperties exclude each other",
    ],
    ["a field without description", object({ a: { type: "boolean" } }), ".: a has no description"],
    ["a required field that is not there", object({}, { required: ["a"] }), ".: required a is not declared"],
    ["an empty list by default", list({ default: [] }), ".: an empty list is stored in every object"],
    ["a set of objects", list({ "x-kubernetes-list-type": "set" }), ".: the items of a set are scalars"],
    ["a map list without keys", list({ "x-kubernetes-list-type": "map" }), ".: a list of type map has keys, and no other list"],
    [
      "a map list with an optional key",
      list({ "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"] }),
      ".: key name of the list is not required in its items",
    ],
    ["a rule without a sentence", object({}, rule({ message: "" })), ".: a rule has a message of one line: true"],
    ["a rule for a field that is not there", object({}, rule({ fieldPath: ".a" })), ".: fieldPath .a is not declared"],
    [
      "a problem in an item of a map",
      { type: "object", maxProperties: 1, additionalProperties: { type: "string" } },
      "{}: a string without maxLength",
    ],
  ])("%s is one", (_name, schema, problem) => {
    expect(structuralProblems(schema)).toEqual([problem]);
  });
});
