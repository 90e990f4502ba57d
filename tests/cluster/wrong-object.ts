/** The shape of the wrong scopes of api.test.ts, and the valid ones that they are made from. */

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

export const wrong = (name: string, spec: Spec, field: string, ...says: string[]): WrongObject => ({ name, spec, field, says });

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

export const environment = (fields: Spec): Spec => ({ environments: [{ name: "production", ...fields }] });
export const namespaces = (matcher: Spec): Spec => environment({ namespaces: matcher });
/** Takes away what refers to environments. */
export const unreferenced: Spec = { components: null, rules: null };
export const approvals = (...list: Spec[]): Spec => ({ document: { approvals: list } });
export const long = (length: number): string => "x".repeat(length);
export const many = (count: number, entry: (index: number) => Json): Json => Array.from({ length: count }, (_, index) => entry(index));

export const IDENTIFIER = ["lower-case letters, digits and '-'", "customer-data"];
export const NAMESPACES = "spec.environments[0].namespaces";
