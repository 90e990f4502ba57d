import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fixtureFiles } from "../../tests/builders/fixtures.ts";
import { CHECK_IDS } from "../api/check-ids.generated.ts";
import { CONTROLS } from "../api/controls.ts";
import { SEVERITIES } from "../api/rules.ts";
import { FACT_KINDS } from "../facts/facts.ts";
import { CHECKS } from "./registry.generated.ts";

/** Files of this folder that are no checks. */
const OTHERS = ["check", "wording", "registry.generated"];

const modules = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
  .map((file) => file.slice(0, -".ts".length));
const files = modules.filter((name) => !OTHERS.includes(name)).sort();
const ids = CHECKS.map(({ id }) => id);
const fixtures = fixtureFiles();

describe("the catalogue", () => {
  it("has one check per file, named as the file, and no id twice", () => {
    expect(ids.toSorted()).toEqual(files);
    for (const file of files) {
      expect(readFileSync(`${import.meta.dirname}/${file}.ts`, "utf8")).toContain(`  id: "${file}",\n`);
    }
  });

  it("is the closed set of ids that the API knows", () => {
    expect(ids.toSorted()).toEqual([...CHECK_IDS].sort());
  });

  it("has a test beside every file", () => {
    const tests = new Set(readdirSync(import.meta.dirname).filter((file) => file.endsWith(".test.ts")));
    expect(files.filter((file) => !tests.has(`${file}.test.ts`))).toEqual([]);
  });

  it("has no fixture that belongs to no check, or says neither pass nor fail", () => {
    expect(fixtures.filter((file) => !/^[a-z-]+\/(pass|fail)-[a-z-]+\.yaml$/.test(file))).toEqual([]);
    expect(fixtures.map((file) => file.split("/")[0] ?? "").filter((folder) => !ids.some((id) => id === folder))).toEqual([]);
  });
});

describe.each(CHECKS.map((check) => [check.id, check] as const))("the check %s", (id, check) => {
  it("says what it is, what it serves and how to mend it", () => {
    expect(check.title).toMatch(/^[A-Z].{8,77}[^.]$/);
    expect(check.remediation).toMatch(/^[A-Z].{29,}\.$/);
    expect(SEVERITIES).toContain(check.severity);
    expect(check.appliesTo.length).toBeGreaterThan(0);
    expect(check.controls.length).toBeGreaterThan(0);
    expect(check.controls.filter((control) => !(control in CONTROLS))).toEqual([]);
    expect(new Set(check.needs).isSubsetOf(new Set(FACT_KINDS))).toBe(true);
  });

  it("opens with its rule: the control, what it reads, what passes", () => {
    const [, doc = ""] = /\/\*\*\n([^]*?)\*\/\nexport const check = /.exec(readFileSync(`${import.meta.dirname}/${id}.ts`, "utf8")) ?? [];
    expect(doc).toMatch(/^ \* [A-Z].*\n[^]*\n \* Control: ISO\/IEC 27001:2022 [^]*\n \* Reads: [^]*\n \* Passes: /);
    for (const control of check.controls) expect(doc).toMatch(new RegExp(`[ ,;]${control.replaceAll(".", "\\.")}[ ,;.]`));
  });

  it("has fixtures that pass and fixtures that fail", () => {
    const own = fixtures.filter((file) => file.startsWith(`${id}/`));
    expect(own.filter((file) => file.startsWith(`${id}/pass-`)).length).toBeGreaterThan(0);
    expect(own.filter((file) => file.startsWith(`${id}/fail-`)).length).toBeGreaterThan(0);
  });
});
