import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { allFixtures, fixtureFiles } from "../../tests/builders/fixtures.ts";
import { CHECK_IDS } from "../api/check-ids.generated.ts";
import { CONTROLS, FRAMEWORK_IDS } from "../api/controls.ts";
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
const fixtures = allFixtures();

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

  it("has a file of fixtures beside every check, and none that belongs to no check", () => {
    expect(fixtureFiles()).toEqual(files);
  });

  it("serves every control that is listed, so that none is claimed for nothing", () => {
    const served = new Set(CHECKS.flatMap(({ controls }) => controls));
    expect(CONTROLS.map(({ id }) => id).filter((id) => !served.has(id))).toEqual([]);
  });

  it("has no fixture that says neither pass nor fail, and none twice", () => {
    const titles = fixtures.map(({ title }) => title);
    expect(titles.filter((title) => !/^[a-z-]+\/(pass|fail)-[a-z-]+$/.test(title))).toEqual([]);
    expect(new Set(titles).size).toBe(titles.length);
  });
});

describe.each(CHECKS.map((check) => [check.id, check] as const))("the check %s", (id, check) => {
  it("says what it is, what it serves and how to mend it", () => {
    expect(check.title).toMatch(/^[A-Z].{8,77}[^.]$/);
    expect(check.remediation).toMatch(/^[A-Z].{29,}\.$/);
    expect(SEVERITIES).toContain(check.severity);
    expect(check.appliesTo.length).toBeGreaterThan(0);
    expect(new Set(check.needs).isSubsetOf(new Set(FACT_KINDS))).toBe(true);
  });

  it("serves a control of ISO/IEC 27001 at least, each of the controls that we know, none twice, in the order of the frameworks", () => {
    const order = CONTROLS.map((control) => control.id).filter((control) => check.controls.includes(control));
    expect([...check.controls].sort()).toEqual(order.toSorted());
    const frameworks = check.controls.map((served) => CONTROLS.find((control) => control.id === served)?.framework);
    expect(frameworks[0]).toBe("iso27001-2022");
    expect(frameworks).toEqual(FRAMEWORK_IDS.flatMap((framework) => frameworks.filter((each) => each === framework)));
  });

  it("opens with its rule: the control, what it reads, what passes", () => {
    const [, doc = ""] = /\/\*\*\n([^]*?)\*\/\nexport const check = /.exec(readFileSync(`${import.meta.dirname}/${id}.ts`, "utf8")) ?? [];
    expect(doc).toMatch(/^ \* [A-Z].*\n[^]*\n \* Control: ISO\/IEC 27001:2022 [^]*\n \* Reads: [^]*\n \* Passes: /);
    for (const control of check.controls) expect(doc).toMatch(new RegExp(`[ ,;]${control.replaceAll(".", "\\.")}[ ,;.]`));
  });

  it("has fixtures that pass and fixtures that fail", () => {
    const expected = new Set(fixtures.filter((fixture) => fixture.check === id).map((fixture) => fixture.expected));
    expect(expected).toEqual(new Set(["pass", "fail"]));
  });
});
