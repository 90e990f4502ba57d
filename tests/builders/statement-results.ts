import type { StatementResult } from "../../src/assess/assessment.ts";
import type { Check, EntryRef, Outcome } from "../../src/checks/check.ts";
import { namespace, pod, workload } from "./manifests.ts";
import { checkOf, scopeFacts, summaryOf, turnOf, type Specs, type TurnInput } from "./turns.ts";
import { factsOf } from "./world.ts";

/** What became of single statements in a small cluster, by checks that say what a test tells them. */

const ACME: Specs[string] = { environments: [{ name: "production", namespaces: { names: ["prod", "prod-2"] } }] };
/** Three workloads of production: the pods `web` and `db`, and a Deployment without pods. */
export const CLUSTER = [
  namespace("prod"),
  namespace("prod-2"),
  pod("prod", "web", { labels: { app: "web" } }),
  pod("prod-2", "db", { labels: { app: "db" } }),
  workload("Deployment", "prod", "scaled-to-nothing", { labels: { app: "idle" } }),
];
/** The entry of PORTAL. */
export const ABOUT: readonly EntryRef[] = [{ list: "interfaces", name: "Portal" }];
export const pass = (about?: readonly EntryRef[]): Outcome => ({ verdict: "pass", ...(about && { about }) });
export const fail = (about?: readonly EntryRef[]): Outcome => ({
  verdict: "fail",
  reason: "Wrong",
  message: "It is wrong.",
  ...(about && { about }),
});

/** All statements of a scope whose environment is this cluster. */
export const resultsOf = (spec: Specs[string], checks: readonly Check[] = [], input: Partial<TurnInput> = {}): readonly StatementResult[] =>
  summaryOf(turnOf({ scopes: scopeFacts({ acme: { ...ACME, ...spec } }), facts: factsOf(CLUSTER), checks, ...input })).statementResults;

/** The only statement at a path. */
export const one = (path: string, ...given: Parameters<typeof resultsOf>): StatementResult => {
  const [result, ...more] = resultsOf(...given).filter((each) => each.path === path);
  if (result === undefined || more.length > 0) throw new Error(`not one ${path}`);
  return result;
};

/** A check of workloads that says this of the one named `web`, and that of all others. */
export const ofWeb = (
  web: Outcome,
  others: Outcome = pass(),
  id: Check["id"] = "exposure-declared",
  extra: Partial<Check<"Workload">> = {},
) => checkOf(id, "Workload", ({ workload: { name } }) => (name === "web" ? web : others), extra) as Check;

/** An interface that binds a host. */
export const PORTAL: Specs[string] = { interfaces: [{ name: "Portal", direction: "Inbound", hosts: ["portal.example"] }] };
