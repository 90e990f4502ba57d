import fc from "fast-check";
import type { ExceptionSpec } from "../../src/api/exception.ts";
import { CHECK_IDS, type CheckId } from "../../src/api/check-ids.generated.ts";
import type { LabelExpression } from "../../src/api/matchers.ts";
import type { ScopeSpecInput } from "../../src/api/scope.ts";

/** Random statements over few names, so that entries often meet. Nothing in them is empty or spelled-out default. */

export const NAMESPACE_NAMES = ["prod", "prod-eu", "dev", "customer-a", "shared", "kube-system"] as const;
const ENVIRONMENTS = ["production", "development", "staging"] as const;

type Assets = NonNullable<ScopeSpecInput["informationAssets"]>;
type Capabilities = NonNullable<NonNullable<ScopeSpecInput["products"]>[number]["capabilities"]>;

/** One of these, typed as widely as the API is. */
const one = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

const glob = fc.constantFrom(...NAMESPACE_NAMES, "prod*", "*", "customer-?", "kube-*");
const label = fc.record({ env: fc.constantFrom("dev", "prod") });
const prose = fc.constantFrom("Customer responsibility", "Analytics", "As agreed");

const namespaceFields = fc.oneof(
  fc.record({ names: fc.uniqueArray(glob, { minLength: 1, maxLength: 2 }) }),
  fc.record({ matchLabels: label }),
  fc.record({ names: fc.uniqueArray(glob, { minLength: 1, maxLength: 2 }), matchLabels: label }),
  fc.record({
    matchExpressions: one<LabelExpression[]>(
      [{ key: "env", operator: "DoesNotExist" }],
      [{ key: "env", operator: "NotIn", values: ["dev"] }],
    ),
  }),
);
const namespaceMatcher = fc.oneof(namespaceFields, fc.record({ anyOf: fc.array(namespaceFields, { minLength: 1, maxLength: 2 }) }));
const workloadMatcher = fc.oneof(
  fc.record({ names: one<string[]>(["web"], ["*"], ["web", "job-?"]) }),
  fc.record({ kinds: one<string[]>(["Deployment"], ["CronJob", "Rollout"]) }),
  fc.record({ matchLabels: fc.record({ app: fc.constantFrom("web", "db") }) }),
);

/** An entry with some of the optional fields. */
const entry = <T extends object, U extends object>(
  required: { [K in keyof T]: fc.Arbitrary<T[K]> },
  optional: { [K in keyof U]: fc.Arbitrary<U[K]> },
) =>
  fc.record({ ...required, ...optional } as { [K in keyof (T & U)]: fc.Arbitrary<(T & U)[K]> }, {
    requiredKeys: Object.keys(required) as (keyof (T & U))[],
  }) as fc.Arbitrary<T & Partial<U>>;

const named = <T extends { name: string }>(item: fc.Arbitrary<T>, maxLength: number) =>
  fc.uniqueArray(item, { selector: ({ name }) => name, minLength: 1, maxLength });

const environments = named(
  entry(
    { name: fc.constantFrom(...ENVIRONMENTS) },
    {
      namespaces: namespaceMatcher,
      presence: fc.constantFrom("Optional" as const, "Planned" as const),
      ceiling: fc.constantFrom("Internal", "Restricted"),
      conditions: one<string[]>(["Stub data only"]),
    },
  ),
  3,
);
const components = named(
  entry(
    { name: fc.constantFrom("web", "etl", "queue") },
    { workloads: workloadMatcher, environments: fc.uniqueArray(fc.constantFrom(...ENVIRONMENTS), { minLength: 1, maxLength: 2 }) },
  ),
  3,
);
const day = fc.constantFrom("2025-12-05", "2026-06-14", "2026-06-15", "2027-01-31");
const instant = fc.constantFrom("2026-06-15T11:59:59Z", "2026-06-15T12:00:01Z", "2026-06-20T00:00:00Z", "2027-01-01T00:00:00+02:00");
const exclusions = named(
  entry(
    { name: fc.constantFrom("Customer systems", "Data center") },
    { namespaces: namespaceMatcher, justification: prose, expires: instant },
  ),
  2,
);
const checks = fc.array(
  entry(
    { id: fc.constantFrom(...CHECK_IDS) },
    {
      enabled: fc.constant(false),
      severity: fc.constantFrom("Low" as const, "Critical" as const),
      mode: fc.constantFrom("Warn" as const, "Deny" as const),
      environments: fc.uniqueArray(fc.constantFrom(...ENVIRONMENTS), { minLength: 1, maxLength: 2 }),
    },
  ),
  { minLength: 1, maxLength: 3 },
);
const document = entry(
  { title: prose },
  {
    version: fc.constant("1.0"),
    date: day,
    nextReview: fc.oneof(day, fc.constantFrom("2026-06", "2026-12")),
    reviews: named(entry({ name: fc.constantFrom("Scope Review", "Update") }, { every: fc.constantFrom("1y", "as needed"), last: day }), 2),
  },
);

type Technology = NonNullable<ScopeSpecInput["technology"]>;
type Personnel = NonNullable<ScopeSpecInput["personnel"]>;
type Objectives = NonNullable<ScopeSpecInput["objectives"]>;
type Kind = NonNullable<Objectives[number]["observe"]>["kind"];

const observe = fc.constantFrom<Kind>(
  "Node",
  "Namespace",
  "ServiceAccount",
  "PersistentVolumeClaim",
  "User",
  "Group",
  "ScopeException",
  "Finding",
);
const boundary = {
  technology: observe.map((kind): Technology => [
    { name: "AWS", accounts: ["111111111111"], services: [{ name: "EC2", quantity: "2", observe: { kind } }] },
  ]),
  suppliers: one<NonNullable<ScopeSpecInput["suppliers"]>>([{ name: "Registry", registries: ["registry.example"] }]),
  locations: one<NonNullable<ScopeSpecInput["locations"]>>([{ name: "eu", regions: ["eu-1"] }]),
  personnel: observe.map((kind): Personnel => [
    { name: "Owners", subjects: [{ kind: "Group", name: "product-owners" }] },
    { name: "People", quantity: "1", observe: { kind } },
  ]),
  interfaces: one<NonNullable<ScopeSpecInput["interfaces"]>>([
    { name: "Shop", direction: "Inbound", hosts: ["shop.*"] },
    { name: "Partners", direction: "Both", hosts: ["api.example"], cidrs: ["203.0.113.0/24"] },
  ]),
  objectives: observe.map((kind): Objectives => [{ name: "Few", target: "< 5%", observe: { kind } }]),
  monitoring: one<NonNullable<ScopeSpecInput["monitoring"]>>({ pipeline: "Logs", alerts: [{ name: "Webhooks", severity: "P0" }] }),
};
const evidence = fc.uniqueArray(
  fc.record({
    statement: fc.constantFrom("Portal", "As agreed", "nothing"),
    checks: one<CheckId[]>(["namespace-declared"], ["logging-sidecar"]),
  }),
  { selector: ({ statement }) => statement, minLength: 1, maxLength: 2 },
);

export const scopeSpec: fc.Arbitrary<ScopeSpecInput> = entry(
  { document },
  {
    environments,
    components,
    exclusions,
    statement: fc.record({ text: prose }),
    products: named(
      entry(
        { name: fc.constantFrom("Portal") },
        { capabilities: one<Capabilities>([{ name: "Billing" }, { name: "Chat", workloads: { names: ["chat"] } }]) },
      ),
      1,
    ),
    informationAssets: one<Assets>([{ name: "customer-data", classification: "Confidential" }]),
    prohibitedData: one<string[]>(["pan"]),
    ...boundary,
    rules: entry({}, { checks, evidence, undeclaredNamespaces: fc.constant("Ignore" as const), mode: fc.constant("Warn" as const) }).filter(
      (rules) => Object.keys(rules).length > 0,
    ),
  },
);

/** Exceptions from the scopes of these names, around 2026-06-15T12:00:00Z. */
export const exceptionSpec = (scopes: readonly string[]): fc.Arbitrary<ExceptionSpec> =>
  fc.record({
    scope: fc.constantFrom(...scopes),
    checks: fc.uniqueArray(fc.constantFrom(...CHECK_IDS), { minLength: 1, maxLength: 6 }),
    subjects: one<ExceptionSpec["subjects"]>(
      [{}],
      [{ namespaces: ["prod*"] }],
      [{ kinds: ["Deployment"] }, { names: ["web"] }],
      [{ matchLabels: { app: "web" } }],
    ),
    reason: prose,
    owner: fc.constant("Team"),
    approvedBy: fc.constant("Officer"),
    expires: instant,
  });
