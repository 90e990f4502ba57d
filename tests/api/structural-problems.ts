import type { StructuralSchema } from "../../src/api/structural.ts";

/**
 * What an API server would refuse in the schema of a CustomResourceDefinition (KEP-1693, "structural schema"), and what this
 * project demands beyond it: every list, map and string bounded, every field described, every rule with a sentence.
 * Each problem is one line: where, and what.
 */
export const structuralProblems = (schema: StructuralSchema): string[] => {
  const problems: string[] = [];
  visit(schema, "", (path, node) => {
    if (METADATA.test(path)) return;
    for (const [holds, problem] of verdicts(node)) if (!holds) problems.push(`${path || "."}: ${problem}`);
  });
  return problems;
};

/** The API server knows metadata and describes it; a CRD may but bound the name. */
const METADATA = /^\.metadata($|\.)/;

/** Calls `see` for a schema and all schemas in it, each with its path. */
export const visit = (node: StructuralSchema, path: string, see: (path: string, node: StructuralSchema) => void): void => {
  see(path, node);
  for (const [name, field] of Object.entries(node.properties ?? {})) visit(field, `${path}.${name}`, see);
  if (node.items !== undefined) visit(node.items, `${path}[]`, see);
  if (typeof node.additionalProperties === "object") visit(node.additionalProperties, `${path}{}`, see);
};

const ALLOWED: ReadonlySet<string> = new Set(
  [
    "type format description default enum pattern minLength maxLength minimum maximum exclusiveMinimum",
    "minItems maxItems minProperties maxProperties required properties items additionalProperties",
    "x-kubernetes-list-type x-kubernetes-list-map-keys x-kubernetes-validations",
  ].flatMap((words) => words.split(" ")),
);

const TYPES: ReadonlySet<string> = new Set(["object", "array", "string", "integer", "number", "boolean"]);
const SCALARS: ReadonlySet<string> = new Set(["string", "integer", "number", "boolean"]);

type Verdict = readonly [holds: boolean, problem: string];

const verdicts = (node: StructuralSchema): Verdict[] => [
  ...Object.keys(node).map((word): Verdict => [ALLOWED.has(word), `${word} is no word of a structural schema`]),
  [TYPES.has(node.type ?? ""), "type is missing"],
  [node.additionalProperties !== false, "additionalProperties: false is no part of a structural schema"],
  [node.properties === undefined || node.additionalProperties === undefined, "properties and additionalProperties exclude each other"],
  [node.default === undefined || !(Array.isArray(node.default) && node.default.length === 0), "an empty list is stored in every object"],
  ...bounds(node),
  ...fields(node),
  ...listType(node),
  ...validations(node),
];

const isMap = (node: StructuralSchema): boolean => typeof node.additionalProperties === "object";

const bounds = (node: StructuralSchema): Verdict[] => [
  [node.type !== "array" || node.maxItems !== undefined, "a list without maxItems"],
  [node.type !== "array" || node.items !== undefined, "a list without items"],
  [node.type !== "string" || node.maxLength !== undefined || node.enum !== undefined, "a string without maxLength"],
  [!isMap(node) || node.maxProperties !== undefined, "a map without maxProperties"],
];

const fields = (node: StructuralSchema): Verdict[] => [
  ...Object.entries(node.properties ?? {}).map(([name, field]): Verdict => [
    (field.description ?? "") !== "" || name === "metadata",
    `${name} has no description`,
  ]),
  ...(node.required ?? []).map((name): Verdict => [node.properties?.[name] !== undefined, `required ${name} is not declared`]),
];

const listType = (node: StructuralSchema): Verdict[] => {
  const keys = node["x-kubernetes-list-map-keys"] ?? [];
  const type = node["x-kubernetes-list-type"];
  return [
    [type === undefined || node.type === "array", "only a list has a list type"],
    [(type === "map") === keys.length > 0, "a list of type map has keys, and no other list"],
    [type !== "set" || SCALARS.has(node.items?.type ?? ""), "the items of a set are scalars"],
    ...keys.map((key): Verdict => [node.items?.required?.includes(key) === true, `key ${key} of the list is not required in its items`]),
  ];
};

const validations = (node: StructuralSchema): Verdict[] =>
  (node["x-kubernetes-validations"] ?? []).flatMap(({ rule, message, fieldPath }): Verdict[] => [
    [rule !== "" && !rule.includes("\n"), "a rule is one line"],
    [(message ?? "") !== "" && !message?.includes("\n"), `a rule has a message of one line: ${rule}`],
    [fieldPath === undefined || declares(node, fieldPath), `fieldPath ${fieldPath} is not declared`],
  ]);

const declares = (node: StructuralSchema, fieldPath: string): boolean => {
  const steps = fieldPath.split(".").slice(1);
  return steps.reduce<StructuralSchema | undefined>((field, step) => field?.properties?.[step], node) !== undefined;
};
