import { expect, test } from "vitest";
import { boundaryObject } from "../../tests/builders/crossings.ts";
import { namespace } from "../../tests/builders/manifests.ts";
import { scopeFacts, summaryOf, turnOf } from "../../tests/builders/turns.ts";
import { worldOf } from "../../tests/builders/world.ts";
import { FactCluster } from "../../tests/objects/fact-cluster.ts";
import { raw } from "../../tests/objects/raw.ts";
import { check } from "../checks/network-cross-boundary.ts";
import type { SelectorFact } from "../facts/selector.ts";
import { systemNamespaces } from "../scope/membership.ts";
import { memberships, outsiders } from "./basis.ts";
import type { AssessmentResult } from "./snapshot.ts";

const NAMES = ["z-lab", "prod", "a-lab", "kube-system", "kube-claimed"];

const countedWorld = () => {
  const from = [{ namespaceSelector: { matchLabels: { team: "a" } } }];
  const policies = ["one", "two"].map((name) => boundaryObject("NetworkPolicy", `prod/${name}`, { podSelector: {}, ingress: [{ from }] }));
  const spaces = NAMES.map((name) => namespace(name, { labels: { team: "a" } }));
  const { facts, membershipOf } = worldOf({ environments: [{ name: "production", namespaces: { names: ["prod", "kube-claimed"] } }] }, [
    ...spaces,
    namespace("other"),
    ...policies,
  ]);
  const selected: SelectorFact[] = [];
  const view = Object.create(facts, {
    namespacesSelected: {
      value: (selector: SelectorFact) => {
        selected.push(selector);
        return facts.namespacesSelected(selector);
      },
    },
  }) as typeof facts;
  const selectors = facts
    .objects("NetworkPolicy", "prod")
    .flatMap(({ ingress = [] }) =>
      ingress.flatMap(({ peers = [] }) => peers.flatMap((peer) => ("cidr" in peer ? [] : (peer.namespaces ?? [])))),
    );
  return { selectors, selected, outside: outsiders(view, { membership: memberships(facts, membershipOf), isSystem: systemNamespaces() }) };
};

test("outside are the selected namespaces that are neither in the scope of that name nor of the system, by name", () => {
  const { selectors, outside } = countedWorld();
  expect(outside(selectors[0]!, "acme")).toEqual(["a-lab", "z-lab"]);
  expect(outside(selectors[0]!, "another")).toEqual(["a-lab", "prod", "z-lab"]);
});

test("of policies that share a selector, however many, one is asked in a turn", () => {
  const { selectors, selected, outside } = countedWorld();
  expect(selectors).toHaveLength(2);
  for (const selector of selectors) outside(selector, "acme");
  expect(selected).toHaveLength(1);
});

test("a namespace that leaves the scope is held against a policy elsewhere that admits it, in the turn of the change", () => {
  const scopes = scopeFacts({
    acme: {
      environments: [
        { name: "production", namespaces: { names: ["prod"] } },
        { name: "batch", namespaces: { matchLabels: { env: "batch" } } },
      ],
    },
  });
  const from = [{ namespaceSelector: { matchLabels: { team: "a" } } }];
  const jobs = (labels: Readonly<Record<string, string>>) => raw.Namespace({ name: "jobs", labels });
  const cluster = FactCluster.of(
    raw.Namespace({ name: "prod" }),
    jobs({ team: "a", env: "batch" }),
    raw.NetworkPolicy({ name: "team", namespace: "prod", spec: { podSelector: {}, ingress: [{ from }] } }),
  );
  const checks = [check];
  const turn = (previous?: AssessmentResult) => {
    const { namespaces, objects } = cluster.store.takeChanges();
    const before = previous === undefined ? {} : { previous, dirty: namespaces, dirtyObjects: objects };
    return turnOf({ scopes, facts: cluster.store, checks, ...before });
  };
  const first = turn();
  expect(summaryOf(first).findings).toEqual([]);
  cluster.apply(jobs({ team: "a" }));
  const second = turn(first);
  expect(summaryOf(second).findings).toMatchObject([{ reason: "NamespaceOutside", subject: { namespace: "prod", name: "team" } }]);
  cluster.apply(jobs({ team: "a", env: "batch" }));
  expect(summaryOf(turn(second)).findings).toEqual([]);
});
