import { describe, expect, test } from "vitest";
import type { ScopeSpecInput } from "../api/scope.ts";
import type { CompiledScope } from "./compiled.ts";
import { compileScopes, judgedKeys } from "./compile.ts";
import { readScope } from "./read.ts";

const DOCUMENT = { title: "Scope" };
const factOf = (spec: Partial<ScopeSpecInput>, metadata: object = {}) =>
  readScope({ metadata: { name: "acme", uid: "u1", generation: 1, ...metadata }, spec: { document: DOCUMENT, ...spec } });

const compiled = (spec: Partial<ScopeSpecInput>): CompiledScope => {
  const scope = compileScopes([factOf(spec)]).scopes.get("acme");
  if (scope === undefined) throw new Error("not compiled");
  return scope;
};

describe("settings of a check", () => {
  const scope = compiled({
    environments: [{ name: "production" }, { name: "development" }],
    rules: {
      mode: "Warn",
      checks: [
        { id: "logging-sidecar", severity: "Critical", mode: "Deny" },
        { id: "logging-sidecar", environments: ["development"], enabled: false },
        { id: "data-classification", environments: ["development"], severity: "Low" },
        { id: "data-classification", mode: "Audit" },
      ],
    },
  });

  test("are the check's own and the scope's mode where nothing is said", () => {
    expect(scope.setting("namespace-declared", "High", undefined)).toEqual({ enabled: true, severity: "High", mode: "Warn" });
  });

  test("limited to environments apply there and nowhere else", () => {
    expect(scope.setting("logging-sidecar", "High", "development")).toEqual({ enabled: false, severity: "High", mode: "Warn" });
    expect(scope.setting("logging-sidecar", "High", "production")).toEqual({ enabled: true, severity: "Critical", mode: "Deny" });
    expect(scope.setting("logging-sidecar", "High", undefined)).toEqual({ enabled: true, severity: "Critical", mode: "Deny" });
  });

  test("are those of the last entry that applies, as a whole", () => {
    expect(scope.setting("data-classification", "High", "development")).toEqual({ enabled: true, severity: "High", mode: "Audit" });
  });
});

describe("a compiled scope", () => {
  test("ranks its levels as they are written, lowest first", () => {
    const scope = compiled({ rules: { classification: { levels: ["Open", "Secret"] } } });
    expect(["Open", "Secret", "secret", "Public"].map((level) => scope.rank(level))).toEqual([0, 1, undefined, undefined]);
  });

  test("knows the components that bind a workload, of those declared for its environment", () => {
    const scope = compiled({
      environments: [{ name: "production" }, { name: "development" }],
      components: [
        { name: "anywhere", workloads: { kinds: ["Deployment"] } },
        { name: "web", workloads: { matchLabels: { app: "web" } }, environments: ["production"] },
        { name: "on-paper" },
      ],
    });
    const web = { kind: "Deployment", name: "web", labels: { app: "web" } };
    const names = (environment: string) => scope.components(web, environment).map(({ name }) => name);
    expect(names("production")).toEqual(["anywhere", "web"]);
    expect(names("development")).toEqual(["anywhere"]);
  });
});

describe("compiling again", () => {
  const first = compileScopes([factOf({})]);

  test("keeps all that was made of a scope whose status changed", () => {
    const fact = readScope({
      metadata: { name: "acme", uid: "u1", generation: 1, resourceVersion: "9" },
      spec: { document: DOCUMENT },
      status: { digest: "x" },
    });
    const again = compileScopes([fact], first).scopes.get("acme");
    expect(again?.fact).toBe(fact);
    expect(again?.spec).toBe(first.scopes.get("acme")?.spec);
  });

  test.each([
    ["a new generation", { generation: 2 }],
    ["another object of that name", { uid: "u2" }],
  ])("compiles %s anew", (_, metadata) => {
    const again = compileScopes([factOf({ statement: { text: "All" } }, metadata)], first).scopes.get("acme");
    expect(again?.spec.statement?.text).toBe("All");
    expect(again?.digest).not.toBe(first.scopes.get("acme")?.digest);
  });

  test("tells two files of one name apart, which have no uid", () => {
    const file = { uid: "", generation: 0 };
    const before = compileScopes([factOf({}, file)]);
    expect(compileScopes([factOf({ statement: { text: "All" } }, file)], before).scopes.get("acme")?.spec.statement?.text).toBe("All");
  });
});

test("a scope that is being deleted declares nothing; one that cannot be used is named", () => {
  const broken = readScope({ metadata: { name: "broken" }, spec: {} });
  const { scopes, invalid } = compileScopes([factOf({}, { deletionTimestamp: "2026-01-01T00:00:00Z" }), broken]);
  expect([...scopes.keys()]).toEqual([]);
  expect(invalid).toEqual([broken]);
});

test("the keys to keep are those of all usable scopes", () => {
  const custom = factOf({ rules: { classification: { keys: ["acme.example/class"], assetKeys: ["acme.example/assets"] } } });
  const gone = factOf({}, { deletionTimestamp: "2026-01-01T00:00:00Z" });
  expect([...judgedKeys([custom, gone])]).toEqual(["acme.example/class", "acme.example/assets"]);
});
