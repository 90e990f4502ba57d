import { readFileSync } from "node:fs";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { scopeSpecSchema } from "../../src/api/scope.ts";
import { telephonyStatements } from "./statements-ai-telephony-crm.ts";
import { ecometricxStatements } from "./statements-ecometricx.ts";
import { ABSENT, PRESENT, type Statement, valueAt } from "./statements.ts";

const statements: readonly Statement[] = [...telephonyStatements, ...ecometricxStatements];

const EXAMPLES = ["ecometricx", "ai-telephony-crm"] as const;

const specOf = (example: string): unknown => {
  const file = new URL(`../../examples/${example}/scope.yaml`, import.meta.url);
  return (load(readFileSync(file, "utf8")) as { spec: unknown }).spec;
};
const specs = new Map<string, unknown>(EXAMPLES.map((example) => [example, specOf(example)]));

const ids = (letter: string, count: number, digits: number): string[] =>
  Array.from({ length: count }, (_, index) => letter + String(index + 1).padStart(digits, "0"));

const leaves = (value: unknown): unknown[] =>
  typeof value === "object" && value !== null ? Object.values(value).flatMap(leaves) : [value];

describe("statements of the scope documents", () => {
  test("are A01 to A58 and B001 to B127, each once", () => {
    expect(statements.map(({ id }) => id)).toEqual([...ids("A", 58, 2), ...ids("B", 127, 3)]);
  });

  test.each(statements.map((statement) => [statement.id, statement.quote, statement] as const))(
    "%s stands in the example: %s",
    (_id, _quote, statement) => {
      const spec = specs.get(statement.example);
      expect(Object.keys(statement.at)).not.toHaveLength(0);
      for (const [path, expected] of Object.entries(statement.at)) {
        const value = valueAt(spec, path);
        if (expected === PRESENT) expect(value, path).toBeTruthy();
        else expect(value, path).toEqual(expected === ABSENT ? undefined : expected);
      }
    },
  );

  test("share a place only where the document repeats itself", () => {
    const idsAt = new Map<string, string[]>();
    for (const { id, example, at } of statements)
      for (const [path, expected] of Object.entries(at))
        if (expected !== PRESENT) idsAt.set(`${example}: ${path}`, [...(idsAt.get(`${example}: ${path}`) ?? []), id]);
    expect([...idsAt].filter(([, shared]) => shared.length > 1)).toEqual([
      ["ai-telephony-crm: technology[Google Cloud].services[Cloud Run].purpose", ["A38", "A41"]],
      ["ecometricx: document.version", ["B002", "B127"]],
      ["ecometricx: exclusions[Physical data center security].justification", ["B064", "B086"]],
    ]);
  });
});

describe.each(EXAMPLES)("the scope of %s", (example) => {
  test("parses, and nothing in it is unknown to the schema", () => {
    expect(scopeSpecSchema.safeParse(specs.get(example))).toMatchObject({ success: true });
  });

  test("has no entry that is a paragraph of its own", () => {
    const long = leaves(specs.get(example)).filter((leaf) => typeof leaf === "string" && leaf.length > 160);
    expect(long).toEqual([]);
  });

  test("names no mail address", () => {
    expect(JSON.stringify(specs.get(example))).not.toMatch(/[\w.]+@[\w.]+/);
  });
});

describe("a path", () => {
  const spec = { list: [{ name: "a.b", text: "x" }, { role: "r" }], words: ["one"] };

  test.each([
    ["list[a.b].text", "x"],
    ["list[r].role", "r"],
    ["words[one]", "one"],
    ["words[two]", undefined],
    ["list[c].text", undefined],
    ["nothing.at.all", undefined],
  ])("%s leads to %s", (path, value) => {
    expect(valueAt(spec, path)).toEqual(value);
  });

  test("that cannot be read is an error", () => {
    expect(() => valueAt(spec, "list[a")).toThrow("cannot be read");
  });
});
