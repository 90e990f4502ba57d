import { describe, expect, test } from "vitest";
import { FactCluster } from "../../tests/objects/fact-cluster.ts";
import { raw } from "../../tests/objects/raw.ts";
import type { SelectorFact } from "./selector.ts";
import type { NamespaceFact } from "./facts.ts";
import { Selections } from "./selections.ts";

const namespace = (name: string, labels: Record<string, string> = {}) =>
  raw.Namespace({ name, labels: { "kubernetes.io/metadata.name": name, ...labels } });
const policy = (inNamespace: string, name: string, namespaceSelector: object, direction: "from" | "to" = "from") =>
  raw.NetworkPolicy({
    name,
    namespace: inNamespace,
    spec: { [direction === "from" ? "ingress" : "egress"]: [{ [direction]: [{ namespaceSelector }] }] },
  });

/** The first selector of namespaces that a policy has. */
const selectorOf = ({ store }: FactCluster, inNamespace: string, name: string): SelectorFact => {
  const fact = store.objects("NetworkPolicy", inNamespace).find((each) => each.name === name);
  const peer = [...(fact?.ingress ?? []), ...(fact?.egress ?? [])][0]?.peers?.[0];
  if (peer === undefined || "cidr" in peer || peer.namespaces === undefined) throw new Error("no selector");
  return peer.namespaces;
};

describe("what a selector of a policy selects", () => {
  test("follows the labels of namespaces, one that comes, and one that goes", () => {
    const cluster = FactCluster.of(namespace("a", { team: "x" }), namespace("b"), policy("shop", "p", { matchLabels: { team: "x" } }));
    const selected = () => [...cluster.store.namespacesSelected(selectorOf(cluster, "shop", "p"))].sort();
    expect(selected()).toEqual(["a"]);
    cluster.apply(namespace("b", { team: "x" }), namespace("c", { team: "x" }));
    expect(selected()).toEqual(["a", "b", "c"]);
    cluster.apply(namespace("a", { team: "y" }));
    cluster.remove(namespace("c"));
    expect(selected()).toEqual(["b"]);
  });

  test("is everything when it is empty", () => {
    const cluster = FactCluster.of(namespace("a"), namespace("b"), policy("shop", "p", {}));
    expect([...cluster.store.namespacesSelected(selectorOf(cluster, "shop", "p"))].sort()).toEqual(["a", "b"]);
  });

  test("is found by name where it names one, if its other labels fit too", () => {
    const byName = (more: object = {}) => ({ matchLabels: { "kubernetes.io/metadata.name": "a", ...more } });
    const cluster = FactCluster.of(
      namespace("a"),
      namespace("b"),
      policy("shop", "p", byName()),
      policy("shop", "q", byName({ team: "x" })),
    );
    expect([...cluster.store.namespacesSelected(selectorOf(cluster, "shop", "p"))]).toEqual(["a"]);
    expect([...cluster.store.namespacesSelected(selectorOf(cluster, "shop", "q"))]).toEqual([]);
    cluster.apply(namespace("a", { team: "x" }));
    expect([...cluster.store.namespacesSelected(selectorOf(cluster, "shop", "q"))]).toEqual(["a"]);
  });

  test("is right for a selector that no policy has", () => {
    const cluster = FactCluster.of(namespace("a", { team: "x" }));
    const selector: SelectorFact = { matchLabels: { team: "x" }, matchExpressions: [] };
    expect([...cluster.store.namespacesSelected(selector)]).toEqual(["a"]);
    cluster.apply(namespace("a"));
    expect([...cluster.store.namespacesSelected(selector)]).toEqual([]);
  });
});

describe("a namespace that changed", () => {
  const selecting = { matchExpressions: [{ key: "team", operator: "In", values: ["x"] }] };
  const others = () => [policy("far", "p", { matchLabels: { team: "z" } }), policy("open", "p", {})];

  test("concerns the namespaces whose policies selected it before or select it now, and no others", () => {
    const cluster = FactCluster.of(namespace("a"), policy("shop", "p", selecting), policy("bank", "p", selecting, "to"), ...others());
    cluster.apply(namespace("a", { team: "x" }));
    expect(cluster.changed()).toEqual(["a", "bank", "shop"]);
    cluster.apply(namespace("a", { team: "x", more: "1" }));
    expect(cluster.changed()).toEqual(["a", "bank", "shop"]);
    cluster.apply(namespace("a"));
    expect(cluster.changed()).toEqual(["a", "bank", "shop"]);
    cluster.apply(namespace("a", { more: "2" }));
    expect(cluster.changed()).toEqual(["a"]);
  });

  test("concerns them by coming and by going", () => {
    const cluster = FactCluster.of(policy("shop", "p", selecting), ...others());
    cluster.apply(namespace("a", { team: "x" }));
    expect(cluster.changed()).toEqual(["a", "shop"]);
    cluster.remove(namespace("a"));
    expect(cluster.changed()).toEqual(["a", "shop"]);
  });

  test("concerns a namespace as long as some policy there has the selector", () => {
    const cluster = FactCluster.of(policy("shop", "p", selecting), policy("shop", "q", selecting));
    cluster.remove(policy("shop", "p", selecting));
    cluster.store.takeChanges();
    cluster.apply(namespace("a", { team: "x" }));
    expect(cluster.changed()).toEqual(["a", "shop"]);
    cluster.remove(policy("shop", "q", selecting));
    cluster.store.takeChanges();
    cluster.apply(namespace("a"));
    expect(cluster.changed()).toEqual(["a"]);
  });
});

test("a selector is remembered once, and only while some policy has it", () => {
  const cluster = new FactCluster();
  const namespaces = new Map<string, NamespaceFact>();
  const selections = new Selections(namespaces);
  const of = (object: ReturnType<typeof policy>) => {
    const fact = cluster.project(object);
    if (fact.kind !== "NetworkPolicy") throw new Error(fact.kind);
    return fact;
  };
  const [a, b, other] = [
    of(policy("shop", "a", { matchLabels: { x: "1" } })),
    of(policy("bank", "b", { matchLabels: { x: "1" } })),
    of(policy("shop", "a", {})),
  ];
  selections.replacePolicy(undefined, a);
  selections.replacePolicy(undefined, b);
  expect(selections.size).toBe(1);
  selections.replacePolicy(a, other);
  expect(selections.size).toBe(2);
  selections.replacePolicy(b, undefined);
  selections.replacePolicy(other, undefined);
  expect(selections.size).toBe(0);
});
