import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boundaryObject } from "../../tests/builders/crossings.ts";
import { factsOf } from "../../tests/builders/world.ts";
import { ADDRESSES, ALL_LABELS, isIsolated, lets, rawPolicy, type RawPolicy } from "../../tests/objects/network-policies.ts";
import type { NetworkPolicyFact, PolicyRuleFact } from "../facts/facts.ts";
import { compileSelector } from "../facts/selector.ts";
import { isWithin, addressRange } from "./cidr.ts";
import { isolation, reachOf, resolvesNames, rulesOf } from "./network.ts";

const DIRECTIONS = ["Ingress", "Egress"] as const;
const NAMESPACES = ["shop", "bank"];

/** The policies of a namespace as facts, projected as the operator does it. */
const projected = (policies: readonly RawPolicy[], namespace: string): readonly NetworkPolicyFact[] =>
  factsOf(policies.map(({ namespace, ...spec }, at) => boundaryObject("NetworkPolicy", `${namespace}/policy-${at}`, spec))).objects(
    "NetworkPolicy",
    namespace,
  );

const policyOf = (spec: object): NetworkPolicyFact => projected([{ namespace: "shop", podSelector: {}, ...spec }], "shop")[0]!;
const ruleOf = (rule: object): PolicyRuleFact => policyOf({ ingress: [rule] }).ingress![0]!;

describe("pods are isolated", () => {
  test("in a direction exactly when the text of the API says so", () => {
    fc.assert(
      fc.property(fc.array(rawPolicy(NAMESPACES), { maxLength: 4 }), (policies) => {
        for (const namespace of NAMESPACES) {
          for (const direction of DIRECTIONS) {
            const isolated = isolation(projected(policies, namespace), direction);
            for (const labels of ALL_LABELS) expect(isolated(labels)).toBe(isIsolated(policies, namespace, labels, direction));
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ["by an empty pod selector, whatever their labels are", { podSelector: {} }, ["Ingress"]],
    ["for egress by its rules, where the types are left out", { egress: [{}] }, ["Ingress", "Egress"]],
    ["for ingress only, where egress is an empty list", { egress: [] }, ["Ingress"]],
    ["for egress only, where the types say so", { policyTypes: ["Egress"], ingress: [{}] }, ["Egress"]],
  ] as const)("%s", (_, spec, directions) => {
    expect(DIRECTIONS.filter((direction) => isolation([policyOf(spec)], direction)({ app: "x" }))).toEqual(directions);
  });

  test.each([
    { matchLabels: { "statefulset.kubernetes.io/pod-name": "db-0" } },
    { matchExpressions: [{ key: "pod-template-hash", operator: "DoesNotExist" }] },
    { matchExpressions: [{ key: "job-name", operator: "NotIn", values: ["x"] }] },
  ])("never by a label that pods of one shape do not share: %o", (podSelector) => {
    expect(isolation([policyOf({ podSelector })], "Ingress")({ app: "x" })).toBe(false);
  });
});

describe("a rule", () => {
  test("reaches exactly those beyond its own namespace whom the text of the API lets in", () => {
    fc.assert(
      fc.property(rawPolicy(["shop"]), (policy) => {
        const [fact] = projected([policy], "shop");
        for (const direction of DIRECTIONS) {
          const reaches = (rulesOf(fact!, direction) ?? []).map(reachOf);
          for (const namespaceLabels of ALL_LABELS) {
            const reached = reaches.some(
              ({ anywhere, allNamespaces, namespaces }) =>
                anywhere || allNamespaces || namespaces.some((selector) => compileSelector(selector)(namespaceLabels)),
            );
            const some = ALL_LABELS.some((labels) => lets(policy, direction, { namespace: "bank", namespaceLabels, labels }));
            expect(reached).toBe(some);
          }
          for (const address of ADDRESSES) {
            const one = addressRange(address.join("."))!;
            const reached = reaches.some(({ anywhere, blocks }) => anywhere || blocks.some((block) => isWithin(one, block.addresses!)));
            expect(reached).toBe(lets(policy, direction, { address }));
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test("reaches all namespaces by an empty selector, whatever pods it is narrowed to", () => {
    expect(reachOf(ruleOf({ from: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: "x" } } }] }))).toEqual({
      anywhere: false,
      allNamespaces: true,
      namespaces: [],
      blocks: [],
    });
  });

  test("reaches nobody else by a pod selector alone", () => {
    expect(reachOf(ruleOf({ from: [{ podSelector: {} }] }))).toMatchObject({ anywhere: false, allNamespaces: false, namespaces: [] });
  });

  test.each([{}, { from: [] }, { from: [], ports: [{ port: 80 }] }])("without peers reaches anybody: %o", (rule) => {
    expect(reachOf(ruleOf(rule)).anywhere).toBe(true);
  });

  test("with a range that cannot be read says so, and an exception that cannot be read takes nothing away", () => {
    const [wrong, excepted] = reachOf({
      peers: [
        { cidr: "x", except: [] },
        { cidr: "10.0.0.0/8", except: ["x"] },
      ],
      ports: undefined,
    }).blocks;
    expect(wrong?.addresses).toBeUndefined();
    expect(excepted?.addresses).toEqual([addressRange("10.0.0.0/8")]);
  });
});

test.each([
  [[{ port: 53, protocol: "UDP" }, { port: 53 }], true],
  [[{ port: 53, endPort: 53 }], true],
  [[{ port: 53, endPort: 54 }], false],
  [[{ port: 53 }, { port: 443 }], false],
  [[{ port: "dns" }], false],
  [[{ protocol: "UDP" }], false],
  [[], false],
  [undefined, false],
])("a rule for the ports %o is about name resolution only: %s", (ports, resolves) => {
  expect(resolvesNames(ruleOf({ ports }))).toBe(resolves);
});
