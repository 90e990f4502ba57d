import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NAMESPACE_NAMES, scopeSpec } from "../../tests/builders/arbitrary-scopes.ts";
import type { ScopeSpecInput } from "../api/scope.ts";
import { NAMESPACE_LABELS } from "../api/names.ts";
import type { Membership } from "./compiled.ts";
import { compileScopes } from "./compile.ts";
import { compileNamespaceMatcher } from "./matchers.ts";
import { compileMembership } from "./membership.ts";
import { readScope } from "./read.ts";

type Specs = Readonly<Record<string, Partial<ScopeSpecInput>>>;

const scopesOf = (specs: Specs) =>
  compileScopes(
    Object.entries(specs).map(([name, spec]) =>
      readScope({ metadata: { name, uid: name, generation: 1 }, spec: { document: { title: name }, ...spec } }),
    ),
  ).scopes;

const membership = (specs: Specs, name: string, labels: Readonly<Record<string, string>> = {}): Membership =>
  compileMembership(scopesOf(specs).values())({ name, labels });

const ACME: Specs = {
  acme: {
    environments: [
      { name: "production", namespaces: { names: ["analytics", "prod-*"] } },
      { name: "development", namespaces: { matchLabels: { env: "dev" } } },
      { name: "laptops" },
    ],
    exclusions: [
      { name: "Customer systems", namespaces: { names: ["customer-*"] }, expires: "2020-01-01T00:00:00Z" },
      { name: "Hosting", namespaces: { anyOf: [{ names: ["customer-hosting"] }, { matchLabels: { owner: "aws" } }] } },
    ],
  },
};

describe("membership of a namespace", () => {
  test.each<[string, Record<string, string>, Membership]>([
    ["analytics", {}, { state: "InScope", scope: "acme", environment: "production" }],
    ["prod-eu", {}, { state: "InScope", scope: "acme", environment: "production" }],
    ["anything", { env: "dev" }, { state: "InScope", scope: "acme", environment: "development" }],
    ["customer-a", {}, { state: "Excluded", scope: "acme", exclusion: "Customer systems" }],
    ["customer-hosting", {}, { state: "Excluded", scope: "acme", exclusion: "Customer systems" }],
    ["other", {}, { state: "Undeclared" }],
    ["kube-system", {}, { state: "System" }],
    ["kube-system", { env: "dev" }, { state: "System" }],
  ])("%s with labels %o", (name, labels, expected) => {
    expect(membership(ACME, name, labels)).toEqual(expected);
  });

  test("claimed by two environments is in conflict, with both claims", () => {
    expect(membership(ACME, "prod-eu", { env: "dev" })).toEqual({
      state: "Conflict",
      claims: [
        { scope: "acme", entry: "environment", name: "production" },
        { scope: "acme", entry: "environment", name: "development" },
      ],
    });
  });

  test("claimed by an environment and an exclusion is in conflict", () => {
    expect(membership(ACME, "customer-a", { env: "dev" })).toMatchObject({
      state: "Conflict",
      claims: [{ entry: "environment" }, { entry: "exclusion" }],
    });
  });

  test.each(["environments", "exclusions"] as const)("claimed by %s of two scopes is in conflict", (list) => {
    const other: Partial<ScopeSpecInput> = { [list]: [{ name: "theirs", namespaces: { names: ["customer-a"] } }] };
    expect(membership({ ...ACME, other }, "customer-a")).toMatchObject({
      state: "Conflict",
      claims: [{ scope: "acme" }, { scope: "other" }],
    });
  });

  test("claimed by two alternatives of one entry is claimed once", () => {
    const specs: Specs = { acme: { environments: [{ name: "prod", namespaces: { anyOf: [{ names: ["shop"] }, { names: ["sh*"] }] } }] } };
    expect(membership(specs, "shop")).toEqual({ state: "InScope", scope: "acme", environment: "prod" });
  });

  test("of the system is claimed only by a matcher that spells out its name", () => {
    const claiming = (namespaces: object): Specs => ({ acme: { environments: [{ name: "all", namespaces }] } });
    expect(membership(claiming({ names: ["*"] }), "kube-system").state).toBe("System");
    expect(membership(claiming({ matchExpressions: [{ key: "env", operator: "DoesNotExist" }] }), "kube-system").state).toBe("System");
    expect(membership(claiming({ names: ["kube-system", "prod-*"] }), "kube-system").state).toBe("InScope");
    expect(membership(claiming({ names: ["kube-system"], matchLabels: { env: "prod" } }), "kube-system").state).toBe("System");
  });

  test("is what the installer says is the system's", () => {
    const membershipOf = compileMembership([], ["openshift-*", "monitoring"]);
    expect(["openshift-dns", "monitoring", "kube-system"].map((name) => membershipOf({ name, labels: {} }).state)).toEqual([
      "System",
      "System",
      "Undeclared",
    ]);
  });
});

describe("membership in general", () => {
  const labels = fc.dictionary(fc.constantFrom("env", "team"), fc.constantFrom("dev", "prod"));
  const cluster = fc.record({
    specs: fc.dictionary(fc.constantFrom("acme", "beta"), scopeSpec, { minKeys: 1, maxKeys: 2 }),
    name: fc.constantFrom(...NAMESPACE_NAMES, "other"),
    labels,
  });

  test("is what asking every entry of every scope gives", () => {
    fc.assert(
      fc.property(cluster, ({ specs, name, labels }) => {
        const scopes = scopesOf(specs);
        const claims = [...scopes.values()].flatMap(({ name: scope, spec }) =>
          [
            ...spec.environments.map((entry) => ({ ...entry, scope, type: "environment" })),
            ...spec.exclusions.map((entry) => ({ ...entry, scope, type: "exclusion" })),
          ].filter(({ namespaces }) => namespaces !== undefined && compileNamespaceMatcher(namespaces)({ name, labels })),
        );
        const result = compileMembership(scopes.values(), [])({ name, labels });
        const kinds = new Set(claims.map(({ scope, type }) => `${scope} ${type}`));
        const environments = claims.filter(({ type }) => type === "environment").length;
        if (claims.length === 0) expect(result.state).toBe("Undeclared");
        else if (kinds.size > 1 || environments > 1)
          expect(result).toMatchObject({ state: "Conflict", claims: claims.map(({ name, scope }) => ({ name, scope })) });
        else expect(result).toMatchObject({ state: environments === 1 ? "InScope" : "Excluded", scope: claims[0]?.scope });
      }),
      { numRuns: 60 },
    );
  });

  test("does not depend on labels that the operator set before", () => {
    fc.assert(
      fc.property(cluster, ({ specs, name, labels }) => {
        const membershipOf = compileMembership(scopesOf(specs).values());
        const labelled = { ...labels, [NAMESPACE_LABELS.inScope]: "true", [NAMESPACE_LABELS.scope]: "acme" };
        expect(membershipOf({ name, labels: labelled })).toEqual(membershipOf({ name, labels }));
      }),
      { numRuns: 30 },
    );
  });

  test("of a system namespace never follows from a glob or a label", () => {
    fc.assert(
      fc.property(cluster, ({ specs, labels }) => {
        fc.pre(!JSON.stringify(specs).includes('"kube-system"'));
        expect(compileMembership(scopesOf(specs).values())({ name: "kube-system", labels })).toEqual({ state: "System" });
      }),
      { numRuns: 30 },
    );
  });
});
