import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scopeSpec } from "../../tests/builders/arbitrary-scopes.ts";
import { scopeSpecSchema, type ScopeSpecInput } from "../api/scope.ts";
import { digestOf, statedSpec } from "./digest.ts";

const digest = (spec: unknown): string => digestOf(scopeSpecSchema.parse(spec));

type Json = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  return isRecord(value)
    ? Object.fromEntries(
        Object.entries(value)
          .toReversed()
          .map(([key, member]) => [key, reversed(member)]),
      )
    : value;
};

/** Every value that differs from the given one in exactly one leaf. */
const variants = (value: unknown): unknown[] => {
  if (typeof value === "boolean") return [!value];
  if (typeof value === "string") return [`${value}x`];
  if (Array.isArray(value)) {
    return value.flatMap((item, place) => variants(item).map((other) => value.with(place, other)));
  }
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => variants(member).map((other) => ({ ...value, [key]: other })));
};

describe("the digest of a statement", () => {
  test("is taken over what was stated, as canonical JSON", () => {
    const stated = '{"document":{"title":"Scope"}}';
    expect(digest({ document: { title: "Scope" } })).toBe(`sha256:${createHash("sha256").update(stated).digest("hex")}`);
  });

  test("covers exactly what the author wrote when nothing of it is a default", () => {
    fc.assert(
      fc.property(scopeSpec, (spec) => {
        expect(statedSpec(scopeSpecSchema.parse(spec))).toEqual(spec);
      }),
    );
  });

  test("does not depend on the order of keys", () => {
    fc.assert(
      fc.property(scopeSpec, (spec) => digest(spec) === digest(reversed(spec))),
      { numRuns: 30 },
    );
  });

  test("does not change when defaults are written out", () => {
    fc.assert(
      fc.property(scopeSpec, (spec) => digest(spec) === digest(scopeSpecSchema.parse(spec))),
      { numRuns: 30 },
    );
    const written: ScopeSpecInput = {
      document: { title: "Scope", deputies: [], approvals: [] },
      organization: { activities: [] },
      environments: [{ name: "prod", presence: "Required", locations: [] }],
      rules: { mode: "Audit", classification: { levels: ["Public", "Internal", "Confidential", "Restricted"] }, logging: {}, checks: [] },
    };
    expect(digest(written)).toBe(digest({ document: { title: "Scope" }, environments: [{ name: "prod" }] }));
  });

  test("changes with every single statement", () => {
    fc.assert(
      fc.property(scopeSpec, (input) => {
        const spec = scopeSpecSchema.parse(input);
        const own = digestOf(spec);
        for (const other of variants(spec)) expect(digestOf(other as typeof spec)).not.toBe(own);
      }),
      { numRuns: 15 },
    );
  });

  test("changes with the order of a list, which is the order of the document", () => {
    const environments = [{ name: "prod" }, { name: "dev" }];
    const document = { title: "Scope" };
    expect(digest({ document, environments })).not.toBe(digest({ document, environments: environments.toReversed() }));
  });

  test("is the same before and after an approval", () => {
    const signed = { role: "Sponsor", name: "A. Person", date: "2026-01-01", digest: `sha256:${"0".repeat(64)}` };
    expect(digest({ document: { title: "Scope", approvals: [signed] } })).toBe(digest({ document: { title: "Scope" } }));
  });
});
