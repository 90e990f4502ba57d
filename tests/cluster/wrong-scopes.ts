/** Scopes and exceptions that the API server must refuse, each with the field it must name and words it must say. Data of api.test.ts. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Spec = { readonly [key: string]: Json };

/** An object that is wrong in one place. `spec` is merged into the valid one of its kind (lists replaced, null removes). */
export interface WrongObject {
  /** What is wrong with it. */
  readonly name: string;
  readonly spec: Spec;
  /** Instead of the valid object's own name. */
  readonly objectName?: string;
  /** Field that the answer must name. */
  readonly field: string;
  /** Words of the answer that say what to mend. */
  readonly says: readonly string[];
}

const wrong = (name: string, spec: Spec, field: string, ...says: string[]): WrongObject => ({ name, spec, field, says });

/** Every kind of entry once, so that each wrong scope is wrong by its patch alone. */
export const validScope: Spec = {
  document: { title: "Scope", version: "1", date: "2026-01-31" },
  informationAssets: [{ name: "customer-data", classification: "Confidential" }],
  environments: [{ name: "production", namespaces: { names: ["prod-*"] }, ceiling: "Restricted", locations: ["eu-west-1"] }],
  components: [{ name: "api", workloads: { names: ["api"] }, environments: ["production"] }],
  locations: [{ name: "eu-west-1", regions: ["eu-west-1"] }],
  exclusions: [{ name: "Customer systems", justification: "Customer responsibility", namespaces: { names: ["customer-*"] } }],
  rules: { checks: [{ id: "logging-sidecar", severity: "High", environments: ["production"] }] },
};

export const validException: Spec = {
  scope: "acme",
  checks: ["logging-sidecar"],
  subjects: [{ namespaces: ["prod-*"], kinds: ["Deployment"], names: ["legacy-*"] }],
  reason: "The image cannot be changed before the migration.",
  owner: "Team Legacy",
  approvedBy: "InfoSec Team Lead",
  expires: "2027-06-30T23:59:59Z",
};

const environment = (fields: Spec): Spec => ({ environments: [{ name: "production", ...fields }] });
const namespaces = (matcher: Spec): Spec => environment({ namespaces: matcher });
/** Takes away what refers to environments. */
const unreferenced: Spec = { components: null, rules: null };
const approvals = (...list: Spec[]): Spec => ({ document: { approvals: list } });
const long = (length: number): string => "x".repeat(length);
const many = (count: number, entry: (index: number) => Json): Json => Array.from({ length: count }, (_, index) => entry(index));

const IDENTIFIER = ["lower-case letters, digits and '-'", "customer-data"];
const NAMESPACES = "spec.environments[0].namespaces";

const wrongDocuments: WrongObject[] = [
  wrong("no document", { document: null }, "spec.document", "Required value"),
  wrong("a document without a title", { document: { title: null } }, "spec.document.title", "Required value"),
  wrong("an empty title", { document: { title: "" } }, "spec.document.title", "at least 1 chars"),
  wrong("a title of a page", { document: { title: long(254) } }, "spec.document.title", "Too long", "253"),
  wrong("a version that is a number", { document: { version: 1 } }, "spec.document.version", "must be of type string"),
  wrong("a day that does not exist", { document: { date: "2026-02-30" } }, "spec.document.date", "a day that exists", "2026-12-31"),
  wrong("29 February of no leap year", { document: { date: "2100-02-29" } }, "spec.document.date", "a day that exists"),
  wrong("a day in words", { document: { date: "5.12.2025" } }, "spec.document.date", "year-month-day"),
  wrong("a review on a day that does not exist", { document: { nextReview: "2026-11-31" } }, "spec.document.nextReview", "or a month (2026-12)"),
  wrong("a review in a thirteenth month", { document: { nextReview: "2026-13" } }, "spec.document.nextReview", "or a month (2026-12)"),
  wrong(
    "a review before the document",
    { document: { nextReview: "2025-12" } },
    "spec.document.nextReview",
    "before the date of the document",
    "correct date or nextReview",
  ),
  wrong("an unknown standard", { document: { standards: ["iso9001"] } }, "spec.document.standards[0]", "iso27001-2022", "soc2"),
  wrong("a standard named twice", { document: { standards: ["soc2", "soc2"] } }, "spec.document.standards[1]", "Duplicate value"),
  wrong("one role approving twice", approvals({ role: "CEO" }, { role: "CEO" }), "spec.document.approvals[1]", "Duplicate value", "CEO"),
  wrong("an approval by nobody's role", approvals({ name: "Somebody" }), "spec.document.approvals[0].role", "Required value"),
  wrong(
    "a digest that is none",
    approvals({ role: "CEO", name: "A", date: "2026-01-31", digest: "sha256:beef" }),
    "spec.document.approvals[0].digest",
    "status.digest",
    "64 hexadecimal digits",
  ),
  wrong(
    "a signature without a signer",
    approvals({ role: "CEO", digest: `sha256:${"0".repeat(64)}` }),
    "spec.document.approvals[0]",
    "add who approved (name) and when (date)",
  ),
  wrong("an approval on no day", approvals({ role: "CEO", date: "soon" }), "spec.document.approvals[0].date", "2026-12-31"),
  wrong("a review done on no day", { document: { reviews: [{ name: "R", last: "2026-04-31" }] } }, "spec.document.reviews[0].last", "2026-12-31"),
];

const wrongEnvironments: WrongObject[] = [
  wrong("an environment without a name", { environments: [{ ceiling: "Public" }] }, "spec.environments[0].name", "Required value"),
  wrong("a capital in an environment's name", { ...unreferenced, environments: [{ name: "Prod" }] }, "spec.environments[0].name", ...IDENTIFIER),
  wrong("an environment's name too long for a label", { environments: [{ name: long(64) }] }, "spec.environments[0].name", "63"),
  wrong("two environments of one name", { ...unreferenced, environments: [{ name: "a" }, { name: "a" }] }, "spec.environments[1]", "Duplicate value"),
  wrong("21 environments", { environments: many(21, (index) => ({ name: `e${index}` })) }, "spec.environments", "at most 20 items"),
  wrong("an unknown presence", environment({ presence: "Maybe" }), "spec.environments[0].presence", "Required", "Planned", "External"),
  wrong(
    "an External environment bound to namespaces",
    environment({ presence: "External", namespaces: { names: ["a"] } }),
    NAMESPACES,
    "remove namespaces, or choose another presence",
  ),
  wrong("a matcher that selects nothing", namespaces({}), NAMESPACES, "set at least one of names, matchLabels, matchExpressions, anyOf"),
  wrong("no name among names", namespaces({ names: [] }), `${NAMESPACES}.names`, "at least 1 items"),
  wrong("no label among matchLabels", namespaces({ matchLabels: {} }), `${NAMESPACES}.matchLabels`, "at least 1 properties"),
  wrong("a capital in a glob", namespaces({ names: ["Prod-*"] }), `${NAMESPACES}.names[0]`, "lower-case", "prod-*"),
  wrong("names that are no list", namespaces({ names: "prod" }), `${NAMESPACES}.names`, "must be of type array"),
  wrong("a glob longer than any namespace", namespaces({ names: [long(64)] }), `${NAMESPACES}.names[0]`, "63"),
  wrong("a label key with a space", namespaces({ matchLabels: { "my team": "a" } }), `${NAMESPACES}.matchLabels`, "wrong key", "a key of a label"),
  wrong("a label value with a space", namespaces({ matchLabels: { team: "a b" } }), `${NAMESPACES}.matchLabels[team]`, "a value that a label can have"),
  wrong("a label value that is a boolean", namespaces({ matchLabels: { prod: true } }), `${NAMESPACES}.matchLabels.prod`, "must be of type string"),
  wrong(
    "In without values",
    namespaces({ matchExpressions: [{ key: "env", operator: "In" }] }),
    `${NAMESPACES}.matchExpressions[0]`,
    "need at least one value",
  ),
  wrong(
    "Exists with values",
    namespaces({ matchExpressions: [{ key: "env", operator: "Exists", values: ["a"] }] }),
    `${NAMESPACES}.matchExpressions[0]`,
    "Exists and DoesNotExist take none",
  ),
  wrong(
    "an unknown operator",
    namespaces({ matchExpressions: [{ key: "env", operator: "Equals", values: ["a"] }] }),
    `${NAMESPACES}.matchExpressions[0].operator`,
    "NotIn",
    "DoesNotExist",
  ),
  wrong(
    "an expression over a key that no label has",
    namespaces({ matchExpressions: [{ key: "my team", operator: "Exists" }] }),
    `${NAMESPACES}.matchExpressions[0].key`,
    "should match",
  ),
  wrong(
    "an expression with a value that no label has",
    namespaces({ matchExpressions: [{ key: "env", operator: "In", values: ["a b"] }] }),
    `${NAMESPACES}.matchExpressions[0].values[0]`,
    "should match",
  ),
  wrong("anyOf beside names", namespaces({ names: ["a"], anyOf: [{ names: ["b"] }] }), NAMESPACES, "anyOf stands alone"),
  wrong("an alternative that selects nothing", namespaces({ anyOf: [{}] }), `${NAMESPACES}.anyOf[0]`, "set at least one of names"),
  wrong(
    "a ceiling that is no level",
    environment({ ceiling: "restricted" }),
    "spec.environments",
    "environment production",
    "ceiling restricted",
    "which are Public, Internal, Confidential, Restricted",
  ),
  wrong(
    "a location that is not declared",
    environment({ locations: ["mars"] }),
    "spec.environments",
    "environment production: mars is not in spec.locations",
    "declare it there, or correct the name",
  ),
];

const wrongEntries: WrongObject[] = [
  wrong("a capital in an asset's name", { informationAssets: [{ name: "Customer Data" }] }, "spec.informationAssets[0].name", ...IDENTIFIER),
  wrong(
    "an asset of a class that is no level",
    { informationAssets: [{ name: "a", classification: "Public" }, { name: "b", classification: "confidental" }] },
    "spec.informationAssets",
    "information asset b",
    "classification confidental",
    "which are Public, Internal, Confidential, Restricted",
  ),
  wrong("prohibited data in capitals", { prohibitedData: ["PAN"] }, "spec.prohibitedData[0]", ...IDENTIFIER),
  wrong("prohibited data named twice", { prohibitedData: ["pan", "pan"] }, "spec.prohibitedData[1]", "Duplicate value"),
  wrong(
    "a component in an environment that is not declared",
    { components: [{ name: "api", environments: ["production"] }, { name: "etl", environments: ["production", "staging"] }] },
    "spec.components",
    "component etl: staging is not in spec.environments",
    "declare it there, or correct the name",
  ),
  wrong("a component of an unknown type", { components: [{ name: "a", type: "Database" }] }, "spec.components[0].type", "DataStore"),
  wrong("two components of one name", { components: [{ name: "a" }, { name: "a" }] }, "spec.components[1]", "Duplicate value"),
  wrong(
    "a kind in small letters",
    { components: [{ name: "a", workloads: { kinds: ["deployment"] } }] },
    "spec.components[0].workloads.kinds[0]",
    "for example Deployment",
  ),
  wrong(
    "an External component bound to workloads",
    { components: [{ name: "a", presence: "External", workloads: { names: ["a"] } }] },
    "spec.components[0].workloads",
    "remove workloads, or choose another presence",
  ),
  wrong(
    "a count of what is not counted",
    { technology: [{ name: "AWS", services: [{ name: "S3", quantity: "54", observe: { kind: "Bucket" } }] }] },
    "spec.technology[0].services[0].observe.kind",
    "PersistentVolumeClaim",
  ),
  wrong(
    "a count without a quantity",
    { technology: [{ name: "AWS", services: [{ name: "EC2", observe: { kind: "Node" } }] }] },
    "spec.technology[0].services[0].observe",
    "add quantity, or remove observe",
  ),
  wrong("a quantity without quotes", { personnel: [{ name: "Users", quantity: 22 }] }, "spec.personnel[0].quantity", "must be of type string"),
  wrong("an account without quotes", { technology: [{ name: "AWS", accounts: [3021] }] }, "spec.technology[0].accounts[0]", "must be of type string"),
  wrong(
    "a registry with a scheme",
    { suppliers: [{ name: "GitHub", registries: ["https://ghcr.io"] }] },
    "spec.suppliers[0].registries[0]",
    "without scheme, tag or digest",
    "ghcr.io/example",
  ),
  wrong("a capital in a location's name", { ...unreferenced, environments: null, locations: [{ name: "EU" }] }, "spec.locations[0].name", ...IDENTIFIER),
  wrong(
    "a ServiceAccount without its namespace",
    { personnel: [{ name: "Bots", subjects: [{ kind: "ServiceAccount", name: "bot" }] }] },
    "spec.personnel[0].subjects[0].namespace",
    "a ServiceAccount needs its namespace",
  ),
  wrong(
    "a Group with a namespace",
    { personnel: [{ name: "Dev", subjects: [{ kind: "Group", name: "dev", namespace: "a" }] }] },
    "spec.personnel[0].subjects[0].namespace",
    "a User or Group has none",
  ),
  wrong("an interface that leads nowhere", { interfaces: [{ name: "API" }] }, "spec.interfaces[0].direction", "Required value"),
  wrong("an unknown direction", { interfaces: [{ name: "API", direction: "In" }] }, "spec.interfaces[0].direction", "Inbound", "Outbound", "Both"),
  wrong(
    "a host with a scheme",
    { interfaces: [{ name: "API", direction: "Inbound", hosts: ["https://api.example"] }] },
    "spec.interfaces[0].hosts[0]",
    "lower-case letters, digits",
  ),
  wrong(
    "an address that is no range",
    { interfaces: [{ name: "API", direction: "Inbound", cidrs: ["203.0.113.7"] }] },
    "spec.interfaces[0].cidrs[0]",
    "203.0.113.0/24",
  ),
  wrong(
    "a range that begins at a host",
    { interfaces: [{ name: "API", direction: "Inbound", cidrs: ["203.0.113.7/24"] }] },
    "spec.interfaces[0].cidrs[0]",
    "by its first address",
  ),
  wrong("an exclusion without a name", { exclusions: [{ justification: "a" }] }, "spec.exclusions[0].name", "Required value"),
  wrong(
    "an exclusion that ends on a day without an hour",
    { exclusions: [{ name: "a", expires: "2026-12-31" }] },
    "spec.exclusions[0].expires",
    "RFC 3339 with its zone",
    "2026-12-31T23:59:59Z",
  ),
  wrong("an objective of an unknown property", { objectives: [{ name: "a", property: "Privacy" }] }, "spec.objectives[0].property", "Confidentiality"),
  wrong(
    "an objective measured two ways",
    { objectives: [{ name: "a", query: "up", observe: { kind: "Node" } }] },
    "spec.objectives[0].observe",
    "keep query or observe, remove the other",
  ),
  wrong("a statement without its text", { statement: { includes: ["a"] } }, "spec.statement.text", "Required value"),
  wrong("two alerts of one name", { monitoring: { alerts: [{ name: "a" }, { name: "a" }] } }, "spec.monitoring.alerts[1]", "Duplicate value"),
];

const wrongRules: WrongObject[] = [
  wrong("an unknown mode", { rules: { mode: "Enforce" } }, "spec.rules.mode", "Audit", "Warn", "Deny"),
  wrong("no level", { ...unreferenced, informationAssets: null, environments: null, rules: { classification: { levels: [] }, checks: null } }, "spec.rules.classification.levels", "at least 1 items"),
  wrong(
    "a level listed twice",
    { rules: { classification: { levels: ["Public", "Confidential", "Restricted", "Public"] } } },
    "spec.rules.classification.levels",
    "listed twice",
    "name each level once, lowest first",
  ),
  wrong(
    "a level that no label can carry",
    { rules: { classification: { levels: ["Confidential", "Restricted", "Top Secret"] } } },
    "spec.rules.classification.levels[2]",
    "for example Confidential",
  ),
  wrong("a key that is none", { rules: { classification: { keys: ["a/b/c"] } } }, "spec.rules.classification.keys[0]", "app.kubernetes.io/name"),
  wrong("an unknown way of logging", { rules: { logging: { require: "Yes" } } }, "spec.rules.logging.require", "Sidecar", "Collector", "None"),
  wrong("a log shipper with a tag", { rules: { logging: { images: ["acme/shipper:1.2"] } } }, "spec.rules.logging.images[0]", "without scheme, tag or digest"),
  wrong("an unknown check", { rules: { checks: [{ id: "logging" }] } }, "spec.rules.checks[0].id", "logging-sidecar"),
  wrong("an unknown severity", { rules: { checks: [{ id: "logging-sidecar", severity: "Blocker" }] } }, "spec.rules.checks[0].severity", "Critical"),
  wrong(
    "a setting for an environment that is not declared",
    { rules: { checks: [{ id: "logging-sidecar", environments: ["staging"] }] } },
    "spec.rules.checks",
    "setting of logging-sidecar: staging is not in spec.environments",
  ),
  wrong("enabled in words", { rules: { checks: [{ id: "logging-sidecar", enabled: "no" }] } }, "spec.rules.checks[0].enabled", "must be of type boolean"),
];

const wrongFields: WrongObject[] = [
  wrong("a misspelt section", { enviroments: [] }, "spec.enviroments", "unknown field"),
  wrong("a misspelt field of an entry", environment({ namespace: { names: ["a"] } }), "spec.environments[0].namespace", "unknown field"),
  wrong("a misspelt rule", { rules: { loging: {} } }, "spec.rules.loging", "unknown field"),
  { ...wrong("a name too long for a label", {}, "metadata.name", "Too long", "63"), objectName: long(64) },
];

export const wrongScopes: readonly WrongObject[] = [...wrongDocuments, ...wrongEnvironments, ...wrongEntries, ...wrongRules, ...wrongFields];

export const wrongExceptions: readonly WrongObject[] = [
  ...["scope", "checks", "subjects", "reason", "owner", "approvedBy", "expires"].map((field) =>
    wrong(`an exception without ${field}`, { [field]: null }, `spec.${field}`, "Required value"),
  ),
  wrong("an exception from no check", { checks: [] }, "spec.checks", "at least 1 items"),
  wrong("an exception from an unknown check", { checks: ["sidecar"] }, "spec.checks[0]", "logging-sidecar"),
  wrong("an exception from one check twice", { checks: ["logging-sidecar", "logging-sidecar"] }, "spec.checks[1]", "Duplicate value"),
  wrong("an exception for no subject", { subjects: [] }, "spec.subjects", "at least 1 items"),
  wrong("an exception without a reason in it", { reason: "" }, "spec.reason", "at least 1 chars"),
  wrong("an exception that ends on a day without an hour", { expires: "2026-12-31" }, "spec.expires", "2026-12-31T23:59:59Z"),
  wrong("an exception that ends in no zone", { expires: "2026-12-31T23:59:59" }, "spec.expires", "with its zone"),
  wrong("an exception that ends on a day that does not exist", { expires: "2027-06-31T00:00:00Z" }, "spec.expires", "an instant that exists"),
  wrong("an exception for a scope that cannot exist", { scope: "Acme Inc" }, "spec.scope", "the name of an object"),
  wrong("a capital in an exception's namespace", { subjects: [{ namespaces: ["Prod"] }] }, "spec.subjects[0].namespaces[0]", "lower-case"),
  wrong("a kind in small letters in an exception", { subjects: [{ kinds: ["pod"] }] }, "spec.subjects[0].kinds[0]", "for example Deployment"),
  wrong("a misspelt field of an exception", { approver: "me" }, "spec.approver", "unknown field"),
];
