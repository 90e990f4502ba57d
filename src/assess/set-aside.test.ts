import { describe, expect, test } from "vitest";
import { clusterRole, gateway, httpRoute, networkPolicy, roleBinding } from "../../tests/builders/boundary.ts";
import { exceptionFact } from "../../tests/builders/exceptions.ts";
import { namespace, node, pod } from "../../tests/builders/manifests.ts";
import { scopeFacts, summaryOf, turnOf, type Specs } from "../../tests/builders/turns.ts";
import { factsOf } from "../../tests/builders/world.ts";
import type { CheckId } from "../api/check-ids.generated.ts";
import { CHECKS } from "../checks/registry.generated.ts";
import type { FactKind } from "../facts/facts.ts";

/** What checks say of one thing while another that they would look for, wherever it is, is set aside. */

const SPEC: Specs[string] = {
  environments: [{ name: "production", namespaces: { names: ["prod"] }, locations: ["eu"] }],
  locations: [{ name: "eu", regions: ["eu-west-1"] }],
  personnel: [{ name: "Robots", quantity: "1", observe: { kind: "Namespace" }, subjects: [{ kind: "Group", name: "devs" }] }],
  objectives: [{ name: "Few exceptions", target: "< 5%", observe: { kind: "ScopeException" } }],
  monitoring: { alerts: [{ name: "PodDown" }] },
};
const SELECTED = { ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: "shop" } } }] }] };
const REDIRECTS = { filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https" } }] };
const CLUSTER = [
  namespace("prod", { labels: { team: "shop" } }),
  node("n1", { labels: { "topology.kubernetes.io/region": "eu-west-1" } }),
  pod("prod", "web", { node: "n1" }),
  networkPolicy("prod", "shop", SELECTED),
  gateway("prod", "edge", { listeners: [{ name: "web", protocol: "HTTP", port: 80 }] }),
  httpRoute("prod", "redirect", { parents: [{ name: "edge" }], rules: [REDIRECTS] }),
  clusterRole("edit"),
  roleBinding("prod", "devs", { role: "ClusterRole/edit", subjects: ["Group/devs", "ServiceAccount/robot"] }),
];

const of = (result: ReturnType<typeof turnOf>, check: CheckId) => summaryOf(result).checks.get(check);
const shared = { scopes: scopeFacts({ acme: SPEC }), checks: CHECKS };

describe("an object that is set aside, in a namespace outside the scope or without one", () => {
  test.each<[CheckId, FactKind, "pass" | "fail"]>([
    ["network-cross-boundary", "Namespace", "pass"],
    ["access-cross-boundary", "Namespace", "pass"],
    ["location-declared", "Namespace", "pass"],
    ["quantity-declared", "Namespace", "pass"],
    ["environment-populated", "Namespace", "pass"],
    ["exposure-tls", "HTTPRoute", "pass"],
    ["alert-present", "PrometheusRule", "fail"],
  ])("leaves %s unknown when it is a %s, until it is read", (check, kind, seen) => {
    const facts = factsOf(CLUSTER);
    const before = turnOf({ ...shared, facts });
    expect(of(before, check)).toMatchObject({ [seen]: 1, unknown: 0 });
    facts.takeChanges();
    const place = kind === "Namespace" ? [undefined, "other"] : ["other", "odd"];
    facts.sink(kind).quarantine("odd", place[0], place[1], new Error("it cannot be read"));
    const aside = facts.takeChanges();
    const turn = { ...shared, facts, previous: before, dirty: aside.namespaces, dirtyObjects: aside.objects };
    const blind = turnOf(turn);
    expect(of(blind, check)).toMatchObject({ [seen]: 0, unknown: 1 });
    facts.sink(kind).remove("odd");
    const gone = facts.takeChanges();
    const again = turnOf({ ...turn, previous: blind, dirty: gone.namespaces, dirtyObjects: gone.objects });
    expect(of(again, check)).toMatchObject({ [seen]: 1, unknown: 0 });
  });

  test("leaves what does not look that far as it is", () => {
    const facts = factsOf(CLUSTER);
    facts.sink("Namespace").quarantine("odd", undefined, "other", new Error("it cannot be read"));
    expect(of(turnOf({ ...shared, facts }), "network-default-deny")).toMatchObject({ pass: 1, unknown: 0 });
  });
});

describe("a share of what is exempt", () => {
  const exceptions = [exceptionFact("granted", { checks: ["host-boundary"], subjects: [{}] })];

  test("is unknown while verdicts are, for some of them might be exempt", () => {
    const facts = factsOf(CLUSTER);
    expect(of(turnOf({ ...shared, facts, exceptions }), "objective-met")).toMatchObject({ pass: 1, unknown: 0 });
    facts.setCoverage("Pod", { state: "Forbidden", message: "no" }, new Set());
    const blind = turnOf({ ...shared, facts, exceptions });
    expect(of(blind, "objective-met")).toMatchObject({ pass: 0, unknown: 1 });
    const state = summaryOf(blind).statementResults.find(({ path }) => path === "objectives")?.state;
    expect(state).toBe("unobserved");
  });

  test("is none for a target that counts exceptions: how many hold is known", () => {
    const facts = factsOf(CLUSTER);
    facts.setCoverage("Pod", { state: "Forbidden", message: "no" }, new Set());
    const objectives = [{ name: "Few exceptions", target: "< 5", observe: { kind: "ScopeException" as const } }];
    const scopes = scopeFacts({ acme: { ...SPEC, objectives } });
    expect(of(turnOf({ ...shared, scopes, facts, exceptions }), "objective-met")).toMatchObject({ pass: 1, unknown: 0 });
  });
});
