import { z } from "zod";

/** Building blocks of the schemas. Every string and list of the API is bounded here or where it is declared. */

/** A CEL rule of the CRD: what must hold, and the sentence that says what to mend. */
export interface CelRule {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly fieldPath?: string;
  readonly reason?: "FieldValueInvalid" | "FieldValueRequired" | "FieldValueDuplicate" | "FieldValueForbidden";
}

/** Attaches CEL rules to a schema; they appear as `x-kubernetes-validations` in the CRD. */
export const rules = (...list: CelRule[]) => ({ "x-kubernetes-validations": list });

/** A pattern as CEL: `pattern` of a schema would answer with the bare expression, a rule answers with a sentence. */
const matches = (pattern: RegExp) => `self.matches(r'${pattern.source.replaceAll("\\/", "/")}')`;

/** A string of a given form. `sentence` is what a person reads who wrote another: it says what to write. */
export const formed = (max: number, pattern: RegExp, sentence: string) =>
  z
    .string()
    .max(max)
    .regex(pattern, sentence)
    .meta(rules({ rule: matches(pattern), message: sentence }));

/** The API server counts characters; a length in JavaScript counts some of them, such as emoji and rare ideographs, twice. */
const within = (max: number) => (text: string) => text.length <= max || Array.from(text).length <= max;

/** A sentence or two of the statement, as a person wrote it. */
export const prose = (max = 1024) =>
  z.string().min(1).refine(within(max), `is longer than ${max} characters: shorten it`).meta({ maxLength: max });

/** Display name of an entry, unique in its list ("Customer-owned systems"). */
export const entryName = () => prose(100);

/** Identifier that other entries, labels or annotations refer to ("aws-us-east-1"): an RFC 1123 label. */
export const identifier = () =>
  formed(
    63,
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
    "use lower-case letters, digits and '-', with a letter or digit at both ends, for example customer-data",
  );

/** Name of a cluster-scoped object whose name is also the value of a label. */
export const objectName = () =>
  formed(
    63,
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
    "write the name of an object: lower-case letters, digits, '-' and '.', with a letter or digit at both ends",
  );

/** Name of a classification level ("Confidential"). Compared exactly as declared. */
export const levelName = () =>
  formed(
    63,
    /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/,
    "a level may stand in a label: use letters, digits, '-', '_' and '.', with a letter or digit at both ends, for example Confidential",
  );

/** Shell-style pattern over names: `*` is any run of characters, `?` is one character. */
export const glob = (max = 253) =>
  formed(max, /^[-a-z0-9.*?]+$/, "use lower-case letters, digits, '-', '.' and the wildcards '*' and '?', for example prod-*");

/** Key of a label or annotation, with its optional DNS prefix. */
export const QUALIFIED_KEY = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
export const MAX_QUALIFIED_KEY = 317;

export const qualifiedKey = () =>
  formed(
    MAX_QUALIFIED_KEY,
    QUALIFIED_KEY,
    "write a key of a label or annotation: a name of at most 63 letters, digits, '-', '_' and '.', " +
      "if need be after a domain and '/', for example app.kubernetes.io/name",
  );

/** Value of a label. */
export const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
export const MAX_LABEL_VALUE = 63;

export const labelValue = () =>
  formed(
    MAX_LABEL_VALUE,
    LABEL_VALUE,
    "write a value that a label can have: letters, digits, '-', '_' and '.', with a letter or digit at both ends",
  );

/** A list whose entries are identified by `key`: the API server refuses a second entry of that name. */
export const keyedList = <T extends z.ZodType>(item: T, max: number, key: string) =>
  z
    .array(item)
    .max(max)
    .default([])
    .meta({ "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": [key] });

/** A list whose entries are identified by `name`. */
export const namedList = <T extends z.ZodType>(item: T, max: number) => keyedList(item, max, "name");

/** A list without duplicates. */
export const setOf = <T extends z.ZodType>(item: T, max: number) =>
  z.array(item).max(max).default([]).meta({ "x-kubernetes-list-type": "set" });

/** A list in the order of the document; sentences may repeat. */
export const listOf = <T extends z.ZodType>(item: T, max: number) => z.array(item).max(max).default([]);
