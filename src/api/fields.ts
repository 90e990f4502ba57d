import { z } from "zod";

/** Building blocks of the schemas. Every string and list of the API is bounded here or where it is declared. */

/** A sentence or two of the statement, as a person wrote it. */
export const prose = (max = 1024) => z.string().min(1).max(max);

/** Display name of an entry, unique in its list ("Customer-owned systems"). */
export const entryName = () => z.string().min(1).max(100);

/** Identifier that other entries, labels or annotations refer to ("aws-us-east-1"): an RFC 1123 label. */
export const identifier = () =>
  z
    .string()
    .min(1)
    .max(63)
    .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);

/** Name of a classification level ("Confidential"). Compared exactly as declared. */
export const levelName = () =>
  z
    .string()
    .min(1)
    .max(63)
    .regex(/^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/);

/** Shell-style pattern over names: `*` is any run of characters, `?` is one character. */
export const glob = () =>
  z
    .string()
    .min(1)
    .max(253)
    .regex(/^[-a-z0-9.*?]+$/);

/** Key of a label or annotation, with its optional DNS prefix. */
export const qualifiedKey = () =>
  z
    .string()
    .min(1)
    .max(317)
    .regex(/^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/);

/** Value of a label. */
export const labelValue = () =>
  z
    .string()
    .max(63)
    .regex(/^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/);

/** Calendar day, `2026-12-31`. */
export const day = () => z.string().max(10).meta({ format: "date" });

/** Instant, RFC 3339: `2026-12-31T23:59:59Z`. */
export const instant = () => z.string().max(40).meta({ format: "date-time" });

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

/** A list whose entries are identified by `name`: the API server refuses a second entry of that name. */
export const namedList = <T extends z.ZodType>(item: T, max: number) =>
  z
    .array(item)
    .max(max)
    .default([])
    .meta({ "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"] });

/** A list without duplicates. */
export const setOf = <T extends z.ZodType>(item: T, max: number) =>
  z.array(item).max(max).default([]).meta({ "x-kubernetes-list-type": "set" });

/** A list in the order of the document; sentences may repeat. */
export const listOf = <T extends z.ZodType>(item: T, max: number) => z.array(item).max(max).default([]);
