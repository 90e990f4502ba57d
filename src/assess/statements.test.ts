import { readFileSync } from "node:fs";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { namespace, workload } from "../../tests/builders/manifests.ts";
import { checkOf, scopeFacts, summaryOf, turnOf, type Specs, type TurnInput } from "../../tests/builders/turns.ts";
import { factsOf } from "../../tests/builders/world.ts";
import type { Check, Outcome, Subject } from "../checks/check.ts";
import { compileScopes } from "../scope/compile.ts";
import { readScope } from "../scope/read.ts";
import type { StatementCounts } from "./assessment.ts";
import { statementsOf } from "../scope/statements.ts";

const PASS: Outcome = { verdict: "pass" };
const FAIL: Outcome = { verdict: "fail", reason: "Wrong", message: "It is wrong." };

const compiled = (spec: unknown) => {
  const scope = compileScopes([readScope({ metadata: { name: "acme" }, spec })]).scopes.get("acme");
  if (scope === undefined) throw new Error("not a scope");
  return scope;
};

const pathsOf = (spec: unknown): string[] => statementsOf(compiled(spec).spec).map(({ path }) => path);

/** The counts without those of `document.title`, which every statement has. */
const counts = (spec: Specs[string], checks: readonly Check[] = [], input: Partial<TurnInput> = {}): StatementCounts => {
  const facts = factsOf([namespace("prod"), workload("Deployment", "prod", "web")]);
  const { statements } = summaryOf(turnOf({ scopes: scopeFacts({ acme: spec }), facts, checks, ...input }));
  return { ...statements, documentary: statements.documentary - 1 };
};
const ONE: Readonly<Record<keyof StatementCounts, StatementCounts>> = {
  verified: { verified: 1, violated: 0, unobserved: 0, documentary: 0 },
  violated: { verified: 0, violated: 1, unobserved: 0, documentary: 0 },
  unobserved: { verified: 0, violated: 0, unobserved: 1, documentary: 0 },
  documentary: { verified: 0, violated: 0, unobserved: 0, documentary: 1 },
};

describe("statements", () => {
  test("are the items of lists and the filled-in fields of sections; rules state nothing", () => {
    const spec = {
      document: { title: "Scope", owner: { name: "Team" }, standards: ["soc2"], reviews: [{ name: "Review" }] },
      organization: { name: "Acme", activities: ["Analysis", "Prediction"] },
      statement: { text: "All", includes: [] },
      products: [{ name: "Portal", capabilities: [{ name: "Billing" }, { name: "Chat" }] }],
      technology: [{ name: "AWS", services: [{ name: "EC2" }] }],
      prohibitedData: ["pan", "phi"],
      monitoring: { pipeline: "" },
      rules: { mode: "Deny" },
    };
    expect(pathsOf(spec)).toEqual([
      "document.title",
      "document.owner",
      "document.standards",
      "document.reviews",
      "organization.name",
      "organization.activities",
      "organization.activities",
      "statement.text",
      "products",
      "products.capabilities",
      "products.capabilities",
      "prohibitedData",
      "technology",
      "technology.services",
    ]);
  });

  test("of a whole document are all counted, each in one state", () => {
    const raw = load(readFileSync("examples/ecometricx/scope.yaml", "utf8")) as { readonly spec: Specs[string] };
    const { statements } = summaryOf(turnOf({ scopes: scopeFacts({ acme: raw.spec }), facts: factsOf([]), checks: [] }));
    const total = Object.values(statements).reduce((sum, count) => sum + count, 0);
    expect(total).toBe(pathsOf(raw.spec).length);
    expect(total).toBeGreaterThan(100);
  });
});

describe("a statement without a check that decides about it", () => {
  test.each<[string, Specs[string]]>([
    ["workloads of a process", { processes: [{ name: "ETL", workloads: { names: ["etl"] } }] }],
    ["registries", { suppliers: [{ name: "GitHub", registries: ["ghcr.io/acme"] }] }],
    ["regions", { locations: [{ name: "eu", regions: ["eu-1"] }] }],
    ["hosts", { interfaces: [{ name: "Portal", direction: "Inbound", hosts: ["portal.example"] }] }],
    ["workloads that handle it, by its name", { informationAssets: [{ name: "customer-data", classification: "Internal" }] }],
    ["an alert rule, by its name", { monitoring: { alerts: [{ name: "Webhooks" }] } }],
    ["a query", { objectives: [{ name: "Availability", target: ">= 99%", query: "up" }] }],
  ])("is unobserved when it binds %s", (_, spec) => {
    expect(counts(spec)).toEqual(ONE.unobserved);
  });

  test.each<[string, Specs[string]]>([
    ["a process", { processes: [{ name: "ETL" }] }],
    ["an environment", { environments: [{ name: "laptops" }] }],
    ["an exclusion", { exclusions: [{ name: "Data center", justification: "Theirs" }] }],
    ["a review without a period", { document: { title: "Scope", reviews: [{ name: "Update", every: "as needed" }] } }],
  ])("is documentary when it is %s without a binding", (_, spec) => {
    expect(counts(spec, [checkOf("exclusion-justified", "Exclusion", () => PASS)])).toEqual(ONE.documentary);
  });
});

describe("an entry that a check judges", () => {
  const spec: Specs[string] = { environments: [{ name: "production", namespaces: { names: ["prod"] } }] };
  const saying = (says: (subject: Subject<"Environment">) => Outcome, extra: Partial<Check<"Environment">> = {}) => [
    checkOf("environment-populated", "Environment", says, extra) as Check,
  ];

  test("is verified when it passes and violated when it fails", () => {
    expect(
      counts(
        spec,
        saying(() => PASS),
      ),
    ).toEqual(ONE.verified);
    expect(
      counts(
        spec,
        saying(() => FAIL),
      ),
    ).toEqual(ONE.violated);
  });

  test("is unobserved when the check does not apply, is switched off or does not see enough", () => {
    expect(
      counts(
        spec,
        saying(() => ({ verdict: "not-applicable" })),
      ),
    ).toEqual(ONE.unobserved);
    const off = { ...spec, rules: { checks: [{ id: "environment-populated", enabled: false }] } } satisfies Specs[string];
    expect(
      counts(
        off,
        saying(() => PASS),
      ),
    ).toEqual(ONE.unobserved);
    const facts = factsOf([namespace("prod")]);
    facts.setCoverage("Namespace", { state: "Forbidden", message: "no" }, new Set());
    expect(
      counts(
        spec,
        saying(() => PASS),
        { facts },
      ),
    ).toEqual(ONE.unobserved);
  });

  test("is violated when one of several checks fails, and unobserved when one is unknown", () => {
    const another = (says: () => Outcome, extra = {}) => checkOf("exclusion-justified", "Exclusion", says, extra) as Check;
    const excluded: Specs[string] = { exclusions: [{ name: "Theirs", expires: "2027-01-01T00:00:00Z" }] };
    const first = checkOf("namespace-declared", "Exclusion", () => PASS) as Check;
    expect(counts(excluded, [first, another(() => FAIL)])).toEqual(ONE.violated);
    const facts = factsOf([]);
    facts.setCoverage("Node", { state: "Syncing" }, new Set());
    expect(counts(excluded, [first, another(() => PASS, { needs: ["Node"] })], { facts })).toEqual(ONE.unobserved);
  });
});

describe("parts of the document", () => {
  const reviewed: Specs[string] = {
    document: {
      title: "Scope",
      date: "2026-01-01",
      nextReview: "2026-12",
      reviews: [
        { name: "Access", every: "90d" },
        { name: "Update", every: "as needed" },
      ],
    },
  };
  const dated = { ...ONE.documentary, documentary: 2 };

  test("are verified together when their check passes", () => {
    expect(counts(reviewed, [checkOf("review-current", "Scope", () => PASS)])).toEqual({ ...dated, verified: 2 });
  });

  test("are violated one by one when it fails: the review that is past, not the one to come", () => {
    expect(counts(reviewed, [checkOf("review-current", "Scope", () => FAIL)])).toEqual({ ...dated, verified: 1, violated: 1 });
  });

  test("are unobserved without it", () => {
    expect(counts(reviewed)).toEqual({ ...dated, unobserved: 2 });
  });

  test("an approval holds when it has name, day and the digest of today", () => {
    const { digest } = compiled({ document: { title: "Scope" } });
    const signed = { role: "Lead", name: "A. Person", date: "2026-01-01", digest };
    const approvals = [signed, { role: "Sponsor" }, { ...signed, role: "Officer", digest: `sha256:${"0".repeat(64)}` }];
    const spec: Specs[string] = { document: { title: "Scope", approvals } };
    expect(counts(spec, [checkOf("document-approved", "Scope", () => FAIL)])).toEqual({ ...ONE.verified, violated: 2 });
  });
});

describe("prohibited data", () => {
  const spec: Specs[string] = { environments: [{ name: "production", namespaces: { names: ["prod"] } }], prohibitedData: ["pan", "phi"] };
  const withEnvironment = (counted: StatementCounts): StatementCounts => ({ ...counted, unobserved: counted.unobserved + 1 });

  test("is one statement, decided by all workloads in scope", () => {
    expect(counts(spec, [checkOf("prohibited-data", "Workload", () => PASS)])).toEqual(withEnvironment(ONE.verified));
    expect(counts(spec, [checkOf("prohibited-data", "Workload", () => FAIL)])).toEqual(withEnvironment(ONE.violated));
    expect(counts(spec)).toEqual(withEnvironment(ONE.unobserved));
  });
});
