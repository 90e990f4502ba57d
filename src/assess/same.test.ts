import { expect, test } from "vitest";
import { roleBinding } from "../../tests/builders/boundary.ts";
import { namespace, pod, type Manifest } from "../../tests/builders/manifests.ts";
import { checkOf, scopeFacts, summaryOf, turnOf } from "../../tests/builders/turns.ts";
import { FactCluster } from "../../tests/objects/fact-cluster.ts";
import type { ScopeSpecInput } from "../api/scope.ts";
import type { Check, Outcome } from "../checks/check.ts";

/** A namespace that says what it said is kept; these say something else, though no tally of theirs changes. */

const ABOUT_PORTAL: Outcome = { verdict: "pass", about: [{ list: "interfaces", name: "Portal" }] };
const ONE_USER = checkOf("quantity-declared", "Quantity", ({ observed }) =>
  observed === 1 ? { verdict: "pass" } : { verdict: "fail", reason: "Differs", message: "It differs." },
) as Check;
const NAMING = checkOf("exposure-declared", "Namespace", ({ namespace: { labels } }) =>
  labels["a"] === "b" ? { verdict: "pass" } : ABOUT_PORTAL,
) as Check;

test.each<[string, Partial<ScopeSpecInput>, Check[], Manifest]>([
  ["a process stopped running", { processes: [{ name: "Delivery", workloads: { names: ["web"] } }] }, [], pod("prod", "web")],
  [
    "a user lost access",
    { personnel: [{ name: "People", quantity: "1", observe: { kind: "User" } }] },
    [ONE_USER],
    roleBinding("prod", "grant", { role: "Role/edit", subjects: ["User/ann"] }),
  ],
  [
    "a verdict speaks no more of an entry",
    { interfaces: [{ name: "Portal", direction: "Inbound", hosts: ["portal.example"] }] },
    [NAMING],
    namespace("prod", { labels: { a: "c" } }),
  ],
])("a statement is verified no more when %s", (_, spec, checks, object) => {
  const scopes = scopeFacts({ acme: { environments: [{ name: "production", namespaces: { names: ["prod"] } }], ...spec } });
  const cluster = FactCluster.of(namespace("prod"), object);
  const before = turnOf({ scopes, checks, facts: cluster.store });
  if (object.kind === "Namespace") cluster.apply(namespace("prod", { labels: { a: "b" } }));
  else cluster.remove(object);
  const { namespaces } = cluster.store.takeChanges();
  const after = turnOf({ scopes, checks, facts: cluster.store, previous: before, dirty: namespaces });
  expect(after.assessed).toBe(1);
  const verified = [before, after].map((turn) => summaryOf(turn).statements.verified);
  expect(verified[0]).toBe((verified[1] ?? 0) + 1);
});
