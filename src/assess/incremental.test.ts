import { describe, expect, test } from "vitest";
import {
  clusterRole,
  clusterRoleBinding,
  networkPolicy,
  READING_RULES,
  role,
  roleBinding,
  service,
  serviceAccount,
} from "../../tests/builders/boundary.ts";
import { namespace, node, pod, type Manifest } from "../../tests/builders/manifests.ts";
import { scopeFacts, turnOf } from "../../tests/builders/turns.ts";
import { FactCluster } from "../../tests/objects/fact-cluster.ts";
import { CHECKS } from "../checks/registry.generated.ts";

/** How much is assessed again when one object changes, with every check, in a cluster of 40 namespaces and 20 nodes. */

const SCOPES = scopeFacts({
  acme: {
    environments: [{ name: "production", namespaces: { names: ["prod-*"] }, locations: ["eu"] }],
    locations: [{ name: "eu", regions: ["eu-1"] }],
    personnel: [{ name: "Devs", subjects: [{ kind: "Group", name: "devs" }] }],
  },
  beta: { environments: [{ name: "main", namespaces: { names: ["beta-*"] } }] },
});
const NAMES = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((n) => [`prod-${n}`, `beta-${n}`, `other-${n}`, `free-${n}`, `lab-${n}`]);
const REGION = (region: string) => ({ labels: { "topology.kubernetes.io/region": region } });
const DEVS = { subjects: ["Group/devs"] };
const selecting = (labels: object) => ({ policyTypes: ["Ingress"], ingress: [{ from: [{ namespaceSelector: { matchLabels: labels } }] }] });

const inEach = (name: string, place: number): readonly Manifest[] => [
  namespace(name),
  pod(name, "web", { node: `n${place % 20}` }),
  networkPolicy(name, "deny", { policyTypes: ["Ingress", "Egress"] }),
  service(name, "web"),
  serviceAccount(name, "robot"),
  role(name, "edit"),
  roleBinding(name, "devs", { role: "Role/edit", ...DEVS }),
];

const CLUSTER: readonly Manifest[] = [
  ...NAMES.flatMap(inEach),
  ...Array.from({ length: 20 }, (_, place) => node(`n${place}`, REGION("eu-1"))),
  clusterRole("edit"),
  clusterRole("other"),
  clusterRoleBinding("devs", { role: "ClusterRole/edit", ...DEVS }),
  clusterRoleBinding("others", { role: "ClusterRole/other", ...DEVS }),
  roleBinding("prod-1", "editors", { role: "ClusterRole/edit", ...DEVS }),
  roleBinding("prod-2", "robots", { role: "Role/edit", subjects: ["ServiceAccount/lab-3/robot"] }),
  networkPolicy("prod-4", "from-labs", selecting({ lab: "open" })),
  pod("other-5", "agent", { node: "n7", hostNetwork: true }),
];

/** The places that a turn assesses after the objects changed so. */
const assessedAfter = (change: (cluster: FactCluster) => void) => {
  const cluster = FactCluster.of(...CLUSTER);
  const shared = { scopes: SCOPES, facts: cluster.store, checks: CHECKS };
  const before = turnOf(shared);
  change(cluster);
  const { namespaces, objects, cluster: all } = cluster.store.takeChanges();
  const turn = turnOf({ ...shared, previous: before, dirty: all ? "all" : namespaces, dirtyObjects: objects });
  expect(turn.errors).toEqual([]);
  return { namespaces: turn.assessed, objects: turn.assessedObjects };
};

const applied = (...manifests: readonly Manifest[]) => assessedAfter((cluster) => cluster.apply(...manifests));

test("at first everything is, once", () => {
  const { assessed, assessedObjects } = turnOf({ scopes: SCOPES, facts: FactCluster.of(...CLUSTER).store, checks: CHECKS });
  expect([assessed, assessedObjects]).toEqual([NAMES.length, 22]);
});

test("nothing is when nothing changed", () => {
  expect(assessedAfter(() => {})).toEqual({ namespaces: 0, objects: 0 });
});

describe("one namespace is assessed again, and no object of the cluster, when", () => {
  test.each<[string, Manifest]>([
    ["a role binding changes", roleBinding("prod-3", "devs", { role: "Role/edit", subjects: ["User/ann"] })],
    ["a role binding comes", roleBinding("prod-3", "new", { role: "ClusterRole/edit", ...DEVS })],
    ["a role changes", role("prod-3", "edit", READING_RULES)],
    ["a network policy changes", networkPolicy("prod-3", "deny", selecting({}))],
    ["a network policy comes that selects many namespaces", networkPolicy("prod-3", "open", selecting({}))],
    ["a service changes", service("prod-3", "web", { spec: { type: "NodePort" } })],
    ["a service account changes", serviceAccount("prod-3", "robot", { labels: { a: "b" } })],
    ["a pod comes where others of its namespace run", pod("prod-0", "web-2", { node: "n0" })],
  ])("%s", (_, manifest) => {
    expect(applied(manifest)).toEqual({ namespaces: 1, objects: 0 });
  });

  test("a role binding goes", () => {
    const gone = roleBinding("prod-3", "devs", { role: "Role/edit", ...DEVS });
    expect(assessedAfter((cluster) => cluster.remove(gone))).toEqual({ namespaces: 1, objects: 0 });
  });
});

describe("what looks further is assessed again with what it looks at", () => {
  test("a node, and the two namespaces whose pods run on it, when its labels change", () => {
    expect(applied(node("n3", REGION("us-1")))).toEqual({ namespaces: 2, objects: 1 });
  });

  test("the bindings to a ClusterRole, in a namespace and in the cluster, when its rules change", () => {
    expect(applied(clusterRole("edit", READING_RULES))).toEqual({ namespaces: 1, objects: 1 });
    expect(applied(clusterRole("other", READING_RULES))).toEqual({ namespaces: 0, objects: 1 });
  });

  test("a ClusterRoleBinding alone when it changes", () => {
    expect(applied(clusterRoleBinding("devs", { role: "ClusterRole/edit", subjects: ["User/ann"] }))).toEqual({
      namespaces: 0,
      objects: 1,
    });
  });

  test("a namespace, who lets it in and who gives it access, and the node where it runs, when its labels change", () => {
    expect(applied(namespace("lab-3", { labels: { lab: "open" } }))).toEqual({ namespaces: 3, objects: 1 });
  });

  test("the nodes that a namespace comes to, and who reaches them from outside the scope", () => {
    expect(applied(pod("prod-0", "web-2", { node: "n7" }))).toEqual({ namespaces: 2, objects: 1 });
    expect(applied(pod("prod-0", "web-2", { node: "n8" }))).toEqual({ namespaces: 1, objects: 1 });
  });
});
