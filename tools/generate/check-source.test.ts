import { describe, expect, it } from "vitest";
import { fixturesOf } from "../../tests/builders/fixtures.ts";
import { projectWith, ROOT } from "../../tests/house/project.ts";
import { CHECKS } from "../../src/checks/registry.generated.ts";
import { checkReference } from "./check-reference.ts";
import { commentOf, fixtureTexts, reasonsOf } from "./check-source.ts";
import { controlReference } from "./control-reference.ts";

const SOURCE = `import { defineCheck } from "./check.ts";

/** Not this one. */
const other = 1;

/**
 * Doors are shut. Windows too, as far
 * as there are any.
 *
 * Control: ISO/IEC 27001:2022 A.8.2 (privileges);
 * SOC 2 CC6.3.
 * Reads: \`doors\`, and: what else opens.
 * Passes: shut.
 * One that is ajar is not.
 * Not judged: tents.
 */
export const check = defineCheck({
  evaluate: () => (other ? fail("Open", "x") : fail(
    "Ajar", "x")),
});`;

const FIXTURES = `#### fail-open
# Wide open,
# since Monday.
# reason: Broken
apiVersion: isms-scope.io/v1alpha1
kind: IsmsScope
metadata:
  name: door-fail-open
---
apiVersion: v1
kind: Namespace
metadata:
  name: door-fail-open
---
apiVersion: v1
kind: Namespace
metadata:
  name: door-fail-open-too
  labels: {a: b}
---
#### pass-shut
apiVersion: isms-scope.io/v1alpha1
kind: IsmsScope`;

const project = () => projectWith({ "src/checks/door.ts": SOURCE, "src/checks/door.yaml": FIXTURES });

describe("what the files of a check say", () => {
  it("is its rule and the named parts of the comment over it", () => {
    expect(commentOf(project(), "door")).toEqual({
      rule: "Doors are shut.",
      more: "Windows too, as far as there are any.",
      parts: new Map([
        ["Control", "ISO/IEC 27001:2022 A.8.2 (privileges); SOC 2 CC6.3."],
        ["Reads", "`doors`, and: what else opens."],
        ["Passes", "shut. One that is ajar is not."],
        ["Not judged", "tents."],
      ]),
    });
  });

  it("is the words by which it fails, those of its fixtures included", () => {
    expect(reasonsOf(project(), "door")).toEqual(["Open", "Ajar", "Broken"]);
  });

  it("is its fixtures, without namespaces that only exist", () => {
    expect(fixtureTexts(project(), "door")).toEqual([
      {
        name: "fail-open",
        about: "Wide open, since Monday.",
        reason: "Broken",
        yaml:
          "apiVersion: isms-scope.io/v1alpha1\nkind: IsmsScope\nmetadata:\n  name: door-fail-open\n---\n" +
          "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: door-fail-open-too\n  labels: {a: b}",
      },
      { name: "pass-shut", about: "", reason: undefined, yaml: "apiVersion: isms-scope.io/v1alpha1\nkind: IsmsScope" },
    ]);
  });

  it("cannot be told of a check without a comment", () => {
    const bare = projectWith({ "src/checks/bare.ts": "export const check = 1;" });
    expect(() => commentOf(bare, "bare")).toThrow("bare.ts has no comment over its check");
  });
});

describe("the reference of the checks", () => {
  it("has a section for every check: its rule, why, what it reads, what passes, how to mend, and an example of each outcome", async () => {
    const [page] = await checkReference.files(ROOT);
    const sections = new Map((page?.content ?? "").split(/^## /m).map((text) => [text.slice(0, text.indexOf("\n")), text]));
    for (const { id, title, remediation, severity } of CHECKS) {
      const text = sections.get(id) ?? "";
      for (const part of ["Rule", "Why", "Controls", "Judges", "Reads", "Passes", "Reasons"]) {
        expect(text, `${id}: ${part}`).toMatch(new RegExp(`^\\| \\*\\*${part}\\*\\* \\| .{4,} \\|$`, "m"));
      }
      for (const words of [title, severity, remediation, `(#${id})`]) expect(page?.content, id).toContain(words);
      expect(text.match(/^```yaml$/gm), id).toHaveLength(2);
      expect(text.match(/^<summary>An example that (?:passes|fails: \w+)<\/summary>$/gm), id).toHaveLength(2);
      for (const { reason } of fixturesOf(id)) if (reason !== undefined) expect(text, id).toContain(`\`${reason}\``);
    }
  });

  it("leads from every control that a check serves to the check, and names no other", async () => {
    const [page] = await controlReference.files(ROOT);
    const rows = [...(page?.content ?? "").matchAll(/^\| ([A-C0-9.]+) \| [^|]+ \| ([^|]*) \|$/gm)];
    const served = rows.flatMap(([, control, cell = ""]) => [...cell.matchAll(/`([a-z-]+)`/g)].map(([, id]) => `${control} ${id}`));
    expect(served.toSorted()).toEqual(CHECKS.flatMap(({ id, controls }) => controls.map((control) => `${control} ${id}`)).toSorted());
  });
});
