import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boundaryObject, judgeObject } from "../../tests/builders/crossings.ts";
import { namespace } from "../../tests/builders/manifests.ts";
import { worldOf } from "../../tests/builders/world.ts";
import { ADDRESSES, ALL_LABELS, isInRange, lets, rawPolicy, type Endpoint, type RawPolicy } from "../../tests/objects/network-policies.ts";
import type { ScopeSpecInput } from "../api/scope.ts";
import { check } from "./network-cross-boundary.ts";

type Interfaces = NonNullable<ScopeSpecInput["interfaces"]>;

const SPEC: Partial<ScopeSpecInput> = {
  environments: [
    { name: "production", namespaces: { names: ["prod"] } },
    { name: "batch", namespaces: { names: ["batch"] } },
  ],
  exclusions: [{ name: "Customers", justification: "Theirs", namespaces: { names: ["customer"] } }],
};
const CLUSTER = [
  namespace("prod", { labels: { team: "a" } }),
  namespace("batch", { labels: { team: "a", env: "batch" } }),
  namespace("customer", { labels: { kind: "customer" } }),
  ...["lab", "play"].map((name) => namespace(name, { labels: { team: "b" } })),
  namespace("kube-system", { labels: { system: "yes" } }),
];

const judge = (spec: object, interfaces: Interfaces = []) =>
  judgeObject(
    check,
    worldOf({ ...SPEC, interfaces }, [...CLUSTER, boundaryObject("NetworkPolicy", "prod/policy", { podSelector: {}, ...spec })]),
    "NetworkPolicy",
    "prod/policy",
  );
const from = (...peers: readonly object[]) => ({ ingress: [{ from: peers }] });
const namespaces = (labels: Readonly<Record<string, string>>) => ({ namespaceSelector: { matchLabels: labels } });
const block = (cidr: string, ...except: readonly string[]) => ({ ipBlock: { cidr, except } });
const offices: Interfaces = [
  { name: "Offices", direction: "Inbound", cidrs: ["203.0.113.0/25"] },
  { name: "Partners", direction: "Both", cidrs: ["203.0.113.128/25"] },
  { name: "Weather", direction: "Outbound", cidrs: ["198.51.100.0/24"] },
];
const named = (...names: readonly string[]) => names.map((name) => ({ list: "interfaces", name }));

describe("a policy of ingress passes", () => {
  it.each([
    ["that lets nobody in", { policyTypes: ["Ingress"] }],
    ["that lets pods of its own namespace in", from({ podSelector: {} })],
    ["that lets another environment in", from(namespaces({ team: "a" }))],
    ["that lets the system in", from({ ...namespaces({ system: "yes" }), podSelector: { matchLabels: { "k8s-app": "dns" } } })],
    ["that selects namespaces of which there are none", from(namespaces({ team: "none" }))],
  ])("%s, and is evidence for no interface", (_, spec) => {
    expect(judge(spec)).toEqual({ verdict: "pass", about: [] });
  });

  it("for ranges that interfaces declare, also together, and confirms those", () => {
    expect(judge(from(block("203.0.113.0/26"), block("203.0.113.64/26")), offices)).toEqual({ verdict: "pass", about: named("Offices") });
    expect(judge(from(block("203.0.113.0/24")), offices)).toEqual({ verdict: "pass", about: named("Offices", "Partners") });
    expect(judge(from(block("203.0.112.0/23", "203.0.112.0/24")), offices)).toMatchObject({ verdict: "pass" });
  });

  it("for everybody only where all addresses are declared", () => {
    const world = (...cidrs: string[]): Interfaces => [{ name: "World", direction: "Inbound", cidrs }];
    expect(judge({ ingress: [{}] }, world("0.0.0.0/0", "::/0"))).toEqual({ verdict: "pass", about: named("World") });
    expect(judge({ ingress: [{}] }, world("0.0.0.0/0"))).toMatchObject({ reason: "Anywhere" });
    expect(judge(from(block("0.0.0.0/0")), world("0.0.0.0/0"))).toMatchObject({ verdict: "pass" });
  });
});

describe("a policy fails", () => {
  it("for namespaces outside the scope, and names them", () => {
    expect(judge(from(namespaces({ team: "b" })))).toEqual({
      verdict: "fail",
      reason: "NamespaceOutside",
      message:
        "The policy admits namespaces outside the scope (lab, play): " +
        "narrow its namespaceSelector, or make them part of an environment of the scope.",
    });
    expect(judge(from({ ...namespaces({ kind: "customer" }), podSelector: {} }))).toMatchObject({
      message: expect.stringContaining("admits a namespace outside the scope (customer): narrow its namespaceSelector, or make it part "),
    });
  });

  it("for a range of which some address is not declared", () => {
    expect(judge(from(block("203.0.112.0/23"), block("198.51.100.0/24"), block("203.0.113.0/24")), offices)).toEqual({
      verdict: "fail",
      reason: "UndeclaredRange",
      message:
        "The policy admits addresses that no inbound interface declares (198.51.100.0/24, 203.0.112.0/23): " +
        "narrow its ipBlock, or add the range to the cidrs of an inbound interface.",
    });
  });

  it("for the worst that it admits, over all rules", () => {
    const rules = [{ from: [block("192.0.2.0/24")] }, { from: [namespaces({ team: "b" })] }, { from: [{ namespaceSelector: {} }] }, {}];
    expect(rules.map((_, at) => judge({ ingress: rules.slice(0, at + 1) }))).toMatchObject(
      ["UndeclaredRange", "NamespaceOutside", "AllNamespaces", "Anywhere"].map((reason) => ({ verdict: "fail", reason })),
    );
  });
});

it("a policy that restricts egress only is not judged", () => {
  expect(judge({ policyTypes: ["Egress"], egress: [{}] }).verdict).toBe("not-applicable");
});

it("random policies fail exactly when the text of the API lets somebody in from outside", () => {
  const labels = fc.constantFrom(...ALL_LABELS);
  const cluster = fc.record({ outside: labels, batch: labels, system: labels });
  const interfaces: Interfaces = [{ name: "Offices", direction: "Inbound", cidrs: ["10.0.0.0/9", "203.0.113.0/24"] }];
  const declared = (address: readonly number[]) => ["10.0.0.0/9", "203.0.113.0/24"].some((cidr) => isInRange(address, cidr));
  const strangers = (policy: RawPolicy, outside: Readonly<Record<string, string>>): readonly Endpoint[] => {
    const selectors = (policy.ingress ?? []).flatMap((rule) => rule.from ?? []).flatMap((peer) => peer.namespaceSelector ?? []);
    // An empty selector is one of namespaces still to come, too.
    const others = selectors.some((selector) => JSON.stringify(selector).replaceAll(/"match\w+":(\{\}|\[\]),?/g, "") === "{}");
    return [
      ...(others ? ALL_LABELS : [outside]).flatMap((namespaceLabels) =>
        ALL_LABELS.map((labels) => ({ namespace: "outside", namespaceLabels, labels })),
      ),
      ...ADDRESSES.filter((address) => !declared(address)).map((address) => ({ address })),
    ];
  };
  fc.assert(
    fc.property(rawPolicy(["prod"]), cluster, (policy, { outside, batch, system }) => {
      const world = worldOf({ ...SPEC, interfaces }, [
        namespace("prod", { labels: outside }),
        namespace("batch", { labels: batch }),
        namespace("kube-system", { labels: system }),
        namespace("outside", { labels: outside }),
        boundaryObject("NetworkPolicy", "prod/policy", policy),
      ]);
      const { verdict } = judgeObject(check, world, "NetworkPolicy", "prod/policy");
      const crossed = strangers(policy, outside).some((endpoint) => lets(policy, "Ingress", endpoint));
      if (verdict === "not-applicable") expect(policy.policyTypes).toEqual(["Egress"]);
      expect(verdict === "fail").toBe(crossed);
    }),
    { numRuns: 400 },
  );
});
