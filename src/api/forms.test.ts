import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { glob, identifier, labelValue, levelName, objectName, prose, qualifiedKey } from "./fields.ts";
import { imagePrefix } from "./images.ts";
import { day, dayOrMonth, instant } from "./time.ts";
import { scopeSpecSchema } from "./scope.ts";

const forms: readonly (readonly [string, z.ZodType, readonly string[], readonly string[]])[] = [
  [
    "a day",
    day(),
    ["2026-12-31", "2024-02-29", "2000-02-29"],
    ["2026-02-30", "2026-04-31", "2100-02-29", "2026-2-1", "2026-12", "", "tomorrow"],
  ],
  ["a day or a month", dayOrMonth(), ["2026-12", "2026-12-31"], ["2026-13", "2026-02-30", "2026", "2026-12-"]],
  [
    "an instant",
    instant(),
    ["2026-12-31T23:59:59Z", "2026-12-31T23:59:59.123Z", "2026-12-31T23:59:59+05:30"],
    ["2026-12-31", "2026-12-31T23:59:59", "2026-02-30T00:00:00Z", "2026-12-31T24:00:00Z", "2026-12-31 23:59:59Z"],
  ],
  ["an identifier", identifier(), ["a", "aws-us-east-1"], ["", "-a", "a-", "A", "a b", "a.b", "a\n"]],
  ["the name of an object", objectName(), ["acme", "acme.example"], ["Acme", "acme.", "a b", ""]],
  ["a level", levelName(), ["Confidential", "TLP.RED", "3"], ["Top Secret", "-", ""]],
  ["a glob", glob(), ["prod-*", "*", "a?c"], ["Prod-*", "a b", "", "a/b"]],
  ["a key", qualifiedKey(), ["env", "app.kubernetes.io/name", "A_b.c"], ["a/b/c", "my team", "/a", "", "a".repeat(64)]],
  ["a label's value", labelValue(), ["", "dev", "A_b.c-1"], ["a b", "-a", "a/"]],
  [
    "a registry",
    imagePrefix(),
    ["ghcr.io/example", "localhost:5000/a", "registry.example:8443", "fluent/fluent-bit"],
    ["https://ghcr.io", "acme/shipper:1.2", "acme/shipper@sha256:0", "ghcr.io/", "Ghcr.io"],
  ],
];

describe.each(forms)("%s", (_name, schema, right, wrong) => {
  test.each(right)("may be %j", (text) => {
    expect(schema.safeParse(text).success).toBe(true);
  });

  test.each(wrong)("cannot be %j", (text) => {
    expect(schema.safeParse(text).success).toBe(false);
  });

  test("is refused with a sentence, never with a bare pattern", () => {
    const message = schema.safeParse(wrong[0]).error?.issues[0]?.message;
    expect(message).toMatch(/^(use|write|a level) /);
    expect(message).not.toContain("pattern");
  });
});

describe("a sentence", () => {
  test("has as many characters as the API server counts, and no more", () => {
    expect(prose(10).safeParse("😀".repeat(10)).success).toBe(true);
    expect(prose(10).safeParse("😀".repeat(11)).success).toBe(false);
    expect(prose(10).safeParse("a".repeat(11)).success).toBe(false);
    expect(prose(10).safeParse("").success).toBe(false);
  });
});

test("neither class nor assets are read where kubectl keeps whole objects, values of environment variables among them", () => {
  for (const field of ["keys", "assetKeys"]) {
    const classification = { [field]: ["team", "kubectl.kubernetes.io/last-applied-configuration"] };
    const parsed = scopeSpecSchema.safeParse({ document: { title: "Scope" }, rules: { classification } });
    expect(parsed.error?.issues).toMatchObject([{ path: ["rules", "classification", field] }]);
  }
});

describe("a scope of a title alone", () => {
  test("means the rules that the CRD stores", () => {
    expect(scopeSpecSchema.parse({ document: { title: "Scope" } }).rules).toMatchObject({
      mode: "Audit",
      classification: { levels: ["Public", "Internal", "Confidential", "Restricted"] },
      logging: { require: "Sidecar" },
      undeclaredNamespaces: "Report",
    });
  });
});
