import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import { chartValues } from "../../src/install/values.ts";
import { describeValues, valueRules, valuesSchema, valuesTable, valuesYaml, type ValueSchema } from "./values.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const schema = describeValues(chartValues);
const defaults = chartValues.parse({});

/** All schemas of objects, with their paths. */
function objects(each: ValueSchema, path = ""): [string, ValueSchema][] {
  const inner = Object.entries(each.properties ?? {}).flatMap(([name, member]) => objects(member, `${path}/${name}`));
  return each.type === "object" ? [[path, each], ...inner] : inner;
}

describe("the values of the chart", () => {
  it("have in values.yaml the defaults that the code has", () => {
    expect(load(valuesYaml(schema).join("\n"))).toEqual(defaults);
  });

  it("are each described, in values.yaml and in the table", () => {
    const rules = valueRules(schema);
    expect(rules.length).toBeGreaterThan(80);
    expect(valuesTable(schema)).toHaveLength(rules.length + 2);
    const text = valuesYaml(schema)
      .join("\n")
      .replace(/\n *#? ?/g, " ");
    for (const [path, { properties = {} }] of objects(schema)) {
      for (const [name, { description = "" }] of Object.entries(properties)) {
        expect(description, `${path}/${name}`).toMatch(/[.!]$/);
        expect(text).toContain(description);
      }
    }
  });

  it("are strict: only where Kubernetes' own objects are passed on may there be other names", () => {
    for (const [path, { properties, additionalProperties }] of objects(schema)) {
      if (properties === undefined) expect(additionalProperties, path).toBeDefined();
      else expect(additionalProperties, path).toBe(false);
    }
  });

  it("have forms that Go understands as well, that their defaults keep to, and a sentence for who does not", () => {
    const formed = valueRules(schema).filter(({ form }) => form !== undefined);
    expect(formed.length).toBeGreaterThan(8);
    for (const { path, form = "", mend } of formed) {
      expect(form, path).not.toMatch(/\(\?|\\[1-9]/);
      expect(mend, path).toMatch(/^write /);
      const value = path.split(".").reduce<unknown>((inner, name) => (inner as Record<string, unknown>)[name], defaults);
      for (const text of [value].flat()) expect(text, path).toMatch(new RegExp(form));
    }
  });

  it("leave forms to the templates, which answer with the sentence", () => {
    expect(valuesSchema(schema)).not.toMatch(/"(pattern|mend)"/);
    expect(JSON.parse(valuesSchema(schema))).toMatchObject({
      $schema: "http://json-schema.org/draft-07/schema#",
      additionalProperties: false,
    });
  });
});

describe("the memory that the operator asks for by default", () => {
  const mebibytes = (text: unknown): number => Number(/^([0-9]+)Mi$/.exec(String(text))?.[1]);

  it("is what the benchmark measured as its peak, with some room, and the limit at least three times that", () => {
    const peak = Number(/peak ([0-9]+) MiB \|/.exec(readFileSync(join(ROOT, "bench", "README.md"), "utf8"))?.[1]);
    const { requests, limits } = defaults.resources as { readonly requests: { memory: string }; readonly limits: { memory: string } };
    expect(mebibytes(requests.memory)).toBeGreaterThan(peak);
    expect(mebibytes(limits.memory)).toBeGreaterThanOrEqual(3 * peak);
    expect(schema.properties?.["resources"]?.description).toContain(`a peak of ${peak} MiB`);
  });
});

describe("Chart.yaml", () => {
  const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

  it("has the version of package.json, for the chart and for the operator", () => {
    const { version } = JSON.parse(read("package.json")) as { readonly version: string };
    expect(load(read("charts/isms-scope-operator/Chart.yaml"))).toMatchObject({ version, appVersion: version });
  });
});

describe("the CustomResourceDefinitions of the chart", () => {
  it("are those of crds/, and together below 256 KB", () => {
    const read = (folder: string, file: string) => readFileSync(join(ROOT, folder, file), "utf8");
    const files = ["ismsscopes.yaml", "scopeexceptions.yaml"];
    const texts = files.map((file) => read("charts/isms-scope-operator/files/crds", file));
    expect(texts.map((text) => load(text))).toEqual(files.map((file) => load(read("crds", file))));
    expect(Buffer.byteLength(texts.join(""))).toBeLessThan(256 * 1024);
  });
});
