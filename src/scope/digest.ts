import { createHash } from "node:crypto";
import { z } from "zod";
import { scopeSpecSchema, type ScopeSpec } from "../api/scope.ts";
import { canonicalJson } from "./canonical.ts";

/**
 * The digest that an approval signs. It is taken over what a person stated: members that equal their default, and empty lists
 * and maps, are left out, so that a later version of the API that adds a field with a default changes no digest.
 */

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null;

const isEmpty = (value: unknown): boolean =>
  Array.isArray(value) ? value.length === 0 : isRecord(value) && Object.keys(value).length === 0;

const statedMembers = (value: Readonly<Record<string, unknown>>, schemaOf: (key: string) => unknown) =>
  Object.fromEntries(
    Object.entries(value)
      .map(([key, member]) => [key, stated(schemaOf(key), member)] as const)
      .filter(([, member]) => member !== undefined && !isEmpty(member)),
  );

/** The value without what goes without saying; undefined when nothing is left to say. */
const stated = (schema: unknown, value: unknown): unknown => {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodPrefault) return stated(schema.def.innerType, value);
  if (schema instanceof z.ZodDefault) {
    const same = canonicalJson(value) === canonicalJson(schema.def.defaultValue);
    return same ? undefined : stated(schema.def.innerType, value);
  }
  if (schema instanceof z.ZodArray && Array.isArray(value)) return value.map((item) => stated(schema.element, item));
  if (schema instanceof z.ZodObject && isRecord(value)) {
    const shape: Readonly<Record<string, unknown>> = schema.shape;
    return statedMembers(value, (key) => shape[key]);
  }
  return value;
};

/** What the digest is taken over: the spec as it was stated, without its approvals. */
export const statedSpec = (spec: ScopeSpec): unknown => {
  const { approvals: _, ...document } = spec.document;
  return stated(scopeSpecSchema, { ...spec, document });
};

/** `sha256:` and 64 hex digits over the canonical JSON of what the spec states, approvals left out. */
export const digestOf = (spec: ScopeSpec): string =>
  `sha256:${createHash("sha256")
    .update(canonicalJson(statedSpec(spec)))
    .digest("hex")}`;
