import { describe, expect, test } from "vitest";
import { structuralProblems, visit } from "../../tests/api/structural-problems.ts";
import { CHECK_IDS } from "./check-ids.generated.ts";
import { crds } from "./crd.ts";
import type { StructuralSchema } from "./structural.ts";

interface Definition {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly scope: string;
    readonly names: { readonly kind: string; readonly plural: string; readonly shortNames: readonly string[] };
    readonly versions: readonly [
      {
        readonly subresources?: object;
        readonly additionalPrinterColumns: readonly { readonly name: string; readonly jsonPath: string; readonly priority?: number }[];
        readonly schema: { readonly openAPIV3Schema: StructuralSchema };
      },
    ];
  };
}

const definitions = crds().map(({ fileName, manifest }) => ({ fileName, ...(manifest as Definition) }));
const [scope, exception] = definitions;
const schemaOf = (definition: Definition | undefined): StructuralSchema => definition?.spec.versions[0].schema.openAPIV3Schema ?? {};

/** Follows `field.field[].field` into a schema. */
const at = (schema: StructuralSchema, path: string): StructuralSchema | undefined =>
  path.split(".").reduce<StructuralSchema | undefined>((node, step) => {
    const field = node?.properties?.[step.replace("[]", "")];
    return step.endsWith("[]") ? field?.items : field;
  }, schema);

describe.each(definitions.map((definition) => [definition.spec.names.kind, definition] as const))("the CRD of %s", (_kind, definition) => {
  test("is structural, bounded and described throughout", () => {
    expect(structuralProblems(schemaOf(definition))).toEqual([]);
  });

  test("is below 256 KB, what a client-side apply can annotate", () => {
    expect(JSON.stringify(definition).length).toBeLessThan(256 * 1024);
  });

  test("is cluster-scoped and named by plural and group", () => {
    expect(definition.spec.scope).toBe("Cluster");
    expect(definition.metadata.name).toBe(`${definition.spec.names.plural}.isms-scope.io`);
    expect(definition.fileName).toBe(`${definition.spec.names.plural}.yaml`);
  });

  test("has printer columns whose fields exist", () => {
    for (const { name, jsonPath } of definition.spec.versions[0].additionalPrinterColumns) {
      if (jsonPath.startsWith(".metadata.")) continue;
      const path = jsonPath.slice(1).replace(/\[\?\(.*?\)\]/, "[]");
      expect(at(schemaOf(definition), path)?.type, name).toMatch(/^(string|integer)$/);
    }
  });

  test("leaves no pattern beside a rule that says the same in words", () => {
    const both: string[] = [];
    visit(schemaOf(definition), "", (path, node) => {
      if (node.pattern !== undefined && node["x-kubernetes-validations"] !== undefined) both.push(path);
    });
    expect(both).toEqual([]);
  });
});

describe("the CRD of IsmsScope", () => {
  const spec = (path: string) => at(schemaOf(scope), `spec.${path}`);

  test("answers to scope and scopes", () => {
    expect(scope?.spec.names.shortNames).toEqual(["scope", "scopes"]);
  });

  test("has a status of its own", () => {
    expect(scope?.spec.versions[0].subresources).toEqual({ status: {} });
  });

  test("stores how a scope is enforced, so that an auditor reads it in the object", () => {
    expect(spec("rules")?.default).toEqual({});
    expect(spec("rules.mode")?.default).toBe("Audit");
    expect(spec("rules.classification.levels")?.default).toEqual(["Public", "Internal", "Confidential", "Restricted"]);
    expect(spec("rules.logging.require")?.default).toBe("Sidecar");
  });

  test("stores no empty list", () => {
    expect(spec("environments")).not.toHaveProperty("default");
    expect(spec("rules.checks")).not.toHaveProperty("default");
  });

  test("identifies entries by name, approvals by role", () => {
    expect(spec("environments")).toMatchObject({ "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"] });
    expect(spec("document.approvals")).toMatchObject({ "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["role"] });
    expect(spec("prohibitedData")).toMatchObject({ "x-kubernetes-list-type": "set" });
  });

  test("holds the keys of labels to their form", () => {
    const labels = spec("environments[].namespaces.matchLabels");
    expect(labels).toMatchObject({ minProperties: 1, maxProperties: 20 });
    expect(labels?.["x-kubernetes-validations"]?.[0]?.rule).toMatch(/^self\.all\(key, key\.matches\(/);
  });

  test("bounds the name of a scope as the value of a label", () => {
    expect(at(schemaOf(scope), "metadata.name")?.maxLength).toBe(63);
  });

  test("knows the ids of all checks", () => {
    expect(spec("rules.checks[].id")?.enum).toEqual([...CHECK_IDS]);
  });
});

describe("the CRD of ScopeException", () => {
  test("demands who, what, why, by whom and until when", () => {
    expect(at(schemaOf(exception), "spec")?.required).toEqual(["scope", "checks", "subjects", "reason", "owner", "approvedBy", "expires"]);
  });

  test("has a status of its own, which is no part of what is granted", () => {
    expect(exception?.spec.versions[0].subresources).toEqual({ status: {} });
    expect(Object.keys(at(schemaOf(exception), "status")?.properties ?? {})).toEqual([
      "observedGeneration",
      "state",
      "since",
      "exempts",
      "message",
    ]);
  });

  test("shows at a glance what an exception is, how much it covers and until when", () => {
    const columns = exception?.spec.versions[0].additionalPrinterColumns ?? [];
    expect(columns.filter(({ priority = 0 }) => priority === 0).map(({ name }) => name)).toEqual([
      "Scope",
      "State",
      "Exempts",
      "Expires",
      "Age",
    ]);
  });
});
