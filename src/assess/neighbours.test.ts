import { describe, expect, test } from "vitest";
import { namespace, pod, workload, type PodParts } from "../../tests/builders/manifests.ts";
import { checkOf, scopeFacts, turnOf, type TurnInput } from "../../tests/builders/turns.ts";
import { factsOf } from "../../tests/builders/world.ts";

const SCOPES = scopeFacts({
  acme: {
    environments: [{ name: "production", namespaces: { names: ["prod", "prod-2"] } }],
    exclusions: [{ name: "Tools", justification: "Agreed", namespaces: { names: ["tools"] } }],
  },
  beta: { environments: [{ name: "main", namespaces: { names: ["b", "kube-agents"] } }], rules: { undeclaredNamespaces: "Ignore" } },
});
const NAMESPACES = ["prod", "prod-2", "tools", "b", "other", "kube-system", "kube-agents"].map((name) => namespace(name));
const CHECKS = [checkOf("host-boundary", "Neighbour")];
const HOST: PodParts = { hostNetwork: true };
const IN_SCOPE = pod("prod", "web", { node: "n1" });

/** Who is a neighbour of whom: `acme: other/agent`. */
const neighbours = (manifests: Parameters<typeof factsOf>[0], input: Partial<TurnInput> = {}): string[] =>
  [...turnOf({ scopes: SCOPES, facts: factsOf([...NAMESPACES, ...manifests]), checks: CHECKS, ...input }).snapshot.scopes].flatMap(
    ([scope, { findings }]) => findings.map(({ subject }) => `${scope}: ${subject.namespace}/${subject.name}`),
  );

describe("a workload that reaches its node is a neighbour of a scope", () => {
  test.each(["other", "tools", "b"])("whose pods run there too, when it runs in %s", (inside) => {
    expect(neighbours([IN_SCOPE, pod(inside, "agent", { ...HOST, node: "n1" })])).toEqual([`acme: ${inside}/agent`]);
  });

  test("under the name of its controller, each once, on however many nodes", () => {
    const owner = workload("DaemonSet", "other", "agent", HOST);
    const pods = ["n1", "n2"].map((node) => pod("other", `agent-${node}`, { ...HOST, node, owner }));
    expect(neighbours([IN_SCOPE, pod("prod", "db", { node: "n2" }), owner, ...pods])).toEqual(["acme: other/agent"]);
  });

  test("and of each other scope that runs there", () => {
    const both = [IN_SCOPE, pod("b", "web", { node: "n1" }), pod("other", "agent", { ...HOST, node: "n1" })];
    expect(neighbours(both)).toEqual(["acme: other/agent", "beta: other/agent"]);
  });

  test.each<[string, Parameters<typeof pod>]>([
    ["on another node", ["other", "agent", { ...HOST, node: "n2" }]],
    ["on no node yet", ["other", "agent", HOST]],
    ["without ways onto the node", ["other", "agent", { node: "n1" }]],
    ["in the scope itself", ["prod-2", "agent", { ...HOST, node: "n1" }]],
    ["of the cluster itself", ["kube-system", "agent", { ...HOST, node: "n1" }]],
    ["of the cluster itself, which another scope claims", ["kube-agents", "agent", { ...HOST, node: "n1" }]],
  ])("but not one %s", (_, place) => {
    expect(neighbours([IN_SCOPE, pod(...place)])).toEqual([]);
  });

  test("but not where the scope has no pod that still runs", () => {
    const done = { ...IN_SCOPE, status: { phase: "Succeeded" } };
    expect(neighbours([done, pod("other", "agent", { ...HOST, node: "n1" })])).toEqual([]);
  });

  test("nobody can tell where pods are not read, and then nothing is claimed, not even unknown", () => {
    const facts = factsOf([...NAMESPACES, IN_SCOPE]);
    facts.setCoverage("Pod", { state: "Syncing" }, new Set());
    const { snapshot } = turnOf({ scopes: SCOPES, facts, checks: CHECKS });
    expect(snapshot.scopes.get("acme")?.total).toEqual({ pass: 0, fail: 0, unknown: 0, exempt: 0 });
  });
});
