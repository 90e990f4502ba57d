import { describe, expect, test } from "vitest";
import { raw } from "../../../tests/objects/raw.ts";
import type { NetworkPolicyFact } from "../facts.ts";
import { Interner } from "../interner.ts";
import { annotationKeys } from "../known-annotations.ts";
import type { Projection } from "../projection.ts";
import { networkPolicyKind } from "./network-policy.ts";

const shared: Projection = { interner: new Interner(), annotationKeys: annotationKeys() };
const project = (spec: object, projection = shared): NetworkPolicyFact =>
  networkPolicyKind.project(raw.NetworkPolicy({ name: "p", spec }), projection);

const ALL = { matchLabels: {}, matchExpressions: [] };

describe("the directions that a policy restricts", () => {
  const rule = [{}];
  test.each([
    ["nothing", {}, true, false],
    ["ingress rules", { ingress: rule }, true, false],
    ["egress rules", { egress: rule }, true, true],
    ["an empty list of egress rules", { egress: [] }, true, false],
    ["an empty list of types, and egress rules", { policyTypes: [], egress: rule }, true, true],
    ["type Ingress, and egress rules", { policyTypes: ["Ingress"], egress: rule }, true, false],
    ["type Egress, and ingress rules", { policyTypes: ["Egress"], ingress: rule }, false, true],
    ["both types", { policyTypes: ["Egress", "Ingress"] }, true, true],
  ] as const)("with %s are those of the API", (_, spec, ingress, egress) => {
    const fact = project(spec);
    expect([fact.ingress !== undefined, fact.egress !== undefined]).toEqual([ingress, egress]);
  });
});

describe("a rule", () => {
  const only = (spec: object) => project({ policyTypes: ["Ingress", "Egress"], ...spec });

  test("that is not there allows nothing", () => {
    expect(only({}).ingress).toEqual([]);
    expect(only({ ingress: null }).ingress).toEqual([]);
    expect(only({}).egress).toEqual([]);
  });

  test.each([{}, null, { from: [] }, { from: null }, { to: [], ports: [] }, { to: null, ports: null }])(
    "without peers and ports (%j) is anywhere, on all ports",
    (rule) => {
      expect(only({ ingress: [rule] }).ingress).toStrictEqual([{ peers: undefined, ports: undefined }]);
      expect(only({ egress: [rule] }).egress).toStrictEqual([{ peers: undefined, ports: undefined }]);
    },
  );

  test("of one direction does not read the peers of the other", () => {
    const peer = { ipBlock: { cidr: "10.0.0.0/8" } };
    expect(only({ ingress: [{ to: [peer] }] }).ingress?.[0]?.peers).toBeUndefined();
    expect(only({ egress: [{ from: [peer] }] }).egress?.[0]?.peers).toBeUndefined();
    expect(only({ ingress: [{ from: [peer] }] }).ingress?.[0]?.peers).toEqual([{ cidr: "10.0.0.0/8", except: [] }]);
    expect(only({ egress: [{ to: [peer] }] }).egress?.[0]?.peers).toEqual([{ cidr: "10.0.0.0/8", except: [] }]);
  });

  test("tells an empty selector, which selects all, from one that is not there", () => {
    const from = [{ podSelector: {} }, { namespaceSelector: {} }, { podSelector: {}, namespaceSelector: {} }];
    expect(only({ ingress: [{ from }] }).ingress?.[0]?.peers).toStrictEqual([
      { pods: expect.objectContaining({ matchExpressions: [] }) as unknown, namespaces: undefined },
      { pods: undefined, namespaces: expect.objectContaining({ matchExpressions: [] }) as unknown },
      { pods: expect.anything() as unknown, namespaces: expect.anything() as unknown },
    ]);
  });

  test("has the protocol TCP where it names none, ports by number or name, and ranges", () => {
    const ports = [{}, { port: 53, protocol: "UDP" }, { port: "https" }, { port: 8000, endPort: 9000 }];
    expect(only({ ingress: [{ ports }] }).ingress?.[0]?.ports).toStrictEqual([
      { protocol: "TCP", port: undefined, endPort: undefined },
      { protocol: "UDP", port: 53, endPort: undefined },
      { protocol: "TCP", port: "https", endPort: undefined },
      { protocol: "TCP", port: 8000, endPort: 9000 },
    ]);
  });

  test("keeps the ranges that an address range leaves out, in order", () => {
    const ipBlock = { cidr: "10.0.0.0/8", except: ["10.2.0.0/16", "10.1.0.0/16"] };
    expect(only({ egress: [{ to: [{ ipBlock }] }] }).egress?.[0]?.peers).toEqual([
      { cidr: "10.0.0.0/8", except: ["10.1.0.0/16", "10.2.0.0/16"] },
    ]);
  });
});

describe("selectors", () => {
  test("are of all pods where the policy has none", () => {
    expect(project({}).podSelector).toMatchObject(ALL);
    expect(Object.keys(project({ podSelector: null }).podSelector.matchLabels)).toEqual([]);
  });

  test("that say the same in another order are one object, in all policies", () => {
    const selector = (...keys: string[]) => ({
      matchLabels: { app: "web", tier: "front" },
      matchExpressions: keys.map((key) => ({ key, operator: "In", values: ["x", "y"] })),
    });
    const other = {
      matchLabels: { tier: "front", app: "web" },
      matchExpressions: ["b", "a"].map((key) => ({ key, operator: "In", values: ["y", "x", "y"] })),
    };
    const a = project({ podSelector: selector("a", "b"), ingress: [{ from: [{ namespaceSelector: selector("a", "b") }] }] });
    const b = project({ podSelector: {}, ingress: [{}, { from: [{ podSelector: {}, namespaceSelector: other }] }] });
    const peer = b.ingress?.[1]?.peers?.[0];
    expect(peer && "namespaces" in peer && peer.namespaces).toBe(a.podSelector);
    expect(a.podSelector.matchExpressions.map(({ key, values }) => [key, values])).toEqual([
      ["a", ["x", "y"]],
      ["b", ["x", "y"]],
    ]);
  });

  test("with an operator that nobody knows set the policy aside: without it, it would select more", () => {
    expect(() => project({ podSelector: { matchExpressions: [{ key: "a", operator: "Gt", values: ["1"] }] } })).toThrow("operator");
  });
});

test("everything nested in a policy is frozen", () => {
  const fact = project({ ingress: [{ from: [{ podSelector: { matchLabels: { a: "b" } } }], ports: [{ port: 80 }] }] });
  const nested = (value: unknown): unknown[] =>
    typeof value === "object" && value !== null ? [value, ...Object.values(value).flatMap(nested)] : [];
  expect(
    nested([fact.ingress, fact.podSelector])
      .slice(1)
      .filter((value) => !Object.isFrozen(value)),
  ).toEqual([]);
});
