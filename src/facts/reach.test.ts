import { describe, expect, test } from "vitest";
import { FactCluster } from "../../tests/objects/fact-cluster.ts";
import { raw, running } from "../../tests/objects/raw.ts";

/** Whom a change concerns: counted to the last namespace, since everything that is named is judged again. */

const EDIT = { kind: "ClusterRole", name: "edit" };
const binding = (namespace: string, name: string, fields: object = {}) =>
  raw.RoleBinding({ namespace, name, fields: { roleRef: EDIT, subjects: [], ...fields } });
const clusterBinding = (name: string, fields: object = {}) =>
  raw.ClusterRoleBinding({ name, fields: { roleRef: EDIT, subjects: [], ...fields } });
const rules = (verb: string) => ({ rules: [{ apiGroups: [""], resources: ["pods"], verbs: [verb] }] });

/** The changes since they were last asked for: namespaces and objects, sorted. */
const dirty = ({ store }: FactCluster): string[] => {
  const { namespaces, objects, cluster } = store.takeChanges();
  return [...[...namespaces].sort(), ...[...objects].sort(), ...(cluster ? ["everything"] : [])];
};

const CROWD = ["a", "b", "c", "d"].flatMap((namespace) => [
  binding(namespace, "own", { roleRef: { kind: "Role", name: "edit" }, subjects: [{ kind: "User", name: "ann" }] }),
  raw.Service({ name: "web", namespace }),
  raw.NetworkPolicy({ name: "deny", namespace }),
]);

describe("an object of a namespace concerns that namespace only", () => {
  test.each(["Service", "Ingress", "NetworkPolicy", "RoleBinding", "ServiceAccount", "Role"] as const)("%s", (kind) => {
    const cluster = FactCluster.of(...CROWD);
    const make = (namespace: string) => raw[kind]({ name: "x", namespace, labels: { a: "b" }, fields: rules("update") });
    cluster.apply(make("shop"));
    expect(dirty(cluster)).toEqual(["shop"]);
    cluster.apply(make("shop"));
    expect(dirty(cluster)).toEqual([]);
    cluster.remove(make("shop"));
    expect(dirty(cluster)).toEqual(["shop"]);
  });

  test("PrometheusRule asks for a turn, in which entries are judged, and for nothing else", () => {
    const cluster = FactCluster.of(...CROWD);
    const spec = { groups: [{ rules: [{ alert: "Down" }] }] };
    cluster.apply(raw.PrometheusRule({ name: "x", namespace: "shop", spec }));
    expect(cluster.nudges).toBe(1);
    expect(dirty(cluster)).toEqual([]);
    expect([...cluster.store.prometheusRules()].map(({ name }) => name)).toEqual(["x"]);
  });
});

describe("access", () => {
  test("a ClusterRole concerns the bindings that give it, and no others", () => {
    const cluster = FactCluster.of(
      ...CROWD,
      binding("shop", "b"),
      binding("bank", "b", { roleRef: { kind: "ClusterRole", name: "view" } }),
      clusterBinding("all"),
    );
    cluster.apply(raw.ClusterRole({ name: "edit", fields: rules("update") }));
    expect(dirty(cluster)).toEqual(["shop", "ClusterRoleBinding/all"]);
    expect(cluster.store.role({ kind: "ClusterRole", name: "edit" }, "shop")?.writes).toBe(true);
    cluster.apply(raw.ClusterRole({ name: "edit", fields: rules("patch") }));
    expect(dirty(cluster)).toEqual([]);
    cluster.apply(raw.ClusterRole({ name: "edit", fields: rules("get") }));
    expect(dirty(cluster)).toEqual(["shop", "ClusterRoleBinding/all"]);
  });

  test("a Role is found in its own namespace, and only by a binding there", () => {
    const cluster = FactCluster.of(raw.Role({ name: "edit", namespace: "shop", fields: rules("update") }));
    const ref = { kind: "Role", name: "edit" } as const;
    expect([cluster.store.role(ref, "shop")?.writes, cluster.store.role(ref, "bank"), cluster.store.role(ref, undefined)]).toEqual([
      true,
      undefined,
      undefined,
    ]);
  });

  test("a ClusterRoleBinding concerns itself", () => {
    const cluster = FactCluster.of(...CROWD);
    cluster.apply(clusterBinding("all"));
    expect(dirty(cluster)).toEqual(["ClusterRoleBinding/all"]);
    expect(cluster.store.clusterRoleBinding("all")?.role).toEqual(EDIT);
    cluster.remove(clusterBinding("all"));
    expect(dirty(cluster)).toEqual(["ClusterRoleBinding/all"]);
    expect(cluster.store.clusterRoleBinding("all")).toBeUndefined();
  });

  test("a namespace concerns the bindings that name its ServiceAccounts, one by one, as users, or all", () => {
    const account = { subjects: [{ kind: "ServiceAccount", name: "build", namespace: "ci" }] };
    const group = { subjects: [{ kind: "Group", name: "system:serviceaccounts:ci" }] };
    const user = { subjects: [{ kind: "User", name: "system:serviceaccount:ci:build" }] };
    const everyone = {
      subjects: [
        { kind: "Group", name: "system:serviceaccounts" },
        { kind: "User", name: "ci" },
      ],
    };
    const cluster = FactCluster.of(
      ...CROWD,
      binding("shop", "b", account),
      binding("bank", "b", group),
      binding("lab", "b", everyone),
      binding("mall", "b", user),
      clusterBinding("account", account),
      clusterBinding("group", group),
      clusterBinding("everyone", everyone),
    );
    const concerned = ["bank", "ci", "mall", "shop", "ClusterRoleBinding/account", "ClusterRoleBinding/group"];
    cluster.apply(raw.Namespace({ name: "ci" }));
    expect(dirty(cluster)).toEqual(concerned);
    cluster.apply(raw.Namespace({ name: "ci", annotations: { "data-classification": "Internal" } }));
    expect(dirty(cluster)).toEqual(["ci"]);
    cluster.remove(raw.Namespace({ name: "ci" }));
    expect(dirty(cluster)).toEqual(concerned);
    cluster.remove(binding("shop", "b"), clusterBinding("account"));
    cluster.store.takeChanges();
    cluster.apply(raw.Namespace({ name: "ci" }));
    expect(dirty(cluster)).toEqual(["bank", "ci", "mall", "ClusterRoleBinding/group"]);
  });
});

describe("routes", () => {
  const route = (namespace: string, ...parentRefs: object[]) => raw.HTTPRoute({ name: "r", namespace, spec: { parentRefs } });
  const gateway = (namespace: string, port: number) => raw.Gateway({ name: "g", namespace, spec: { listeners: [{ name: "l", port }] } });

  test("concern the namespaces of their Gateways, before and after", () => {
    const cluster = FactCluster.of(...CROWD);
    cluster.apply(route("shop", { name: "g", namespace: "infra" }, { group: "", kind: "Service", name: "s", namespace: "mesh" }));
    expect(dirty(cluster)).toEqual(["infra", "shop"]);
    cluster.apply(route("shop", { name: "g", namespace: "edge" }));
    expect(dirty(cluster)).toEqual(["edge", "infra", "shop"]);
    expect(cluster.store.routesOf("infra", "g")).toEqual([]);
    expect(cluster.store.routesOf("edge", "g").map(({ namespace }) => namespace)).toEqual(["shop"]);
    cluster.remove(route("shop"));
    expect(dirty(cluster)).toEqual(["edge", "shop"]);
  });

  test("are concerned when a Gateway that they name changes, and are listed in order", () => {
    const cluster = FactCluster.of(
      route("shop", { name: "g", namespace: "infra" }),
      route("bank", { name: "g", namespace: "infra" }),
      route("infra", { name: "h" }),
    );
    cluster.apply(gateway("infra", 80));
    expect(dirty(cluster)).toEqual(["bank", "infra", "shop"]);
    expect(cluster.store.routesOf("infra", "g").map(({ namespace }) => namespace)).toEqual(["bank", "shop"]);
    expect(cluster.store.gateway("infra", "g")?.listeners[0]?.port).toBe(80);
  });
});

describe("nodes", () => {
  const pod = (namespace: string, name: string, node: string, more: object = {}) =>
    raw.Pod({ namespace, name, spec: { ...running(node), ...more } });
  const host = { hostNetwork: true };

  test("are judged anew when the first pod of a namespace comes and when the last one goes, with those who reach them", () => {
    const cluster = FactCluster.of(pod("tools", "agent", "node-1", host), pod("lab", "web", "node-1"), pod("far", "agent", "node-2", host));
    cluster.apply(pod("shop", "a", "node-1"));
    expect(dirty(cluster)).toEqual(["shop", "tools", "Node/node-1"]);
    cluster.apply(pod("shop", "b", "node-1"));
    expect(dirty(cluster)).toEqual(["shop"]);
    cluster.remove(pod("shop", "a", "node-1"));
    expect(dirty(cluster)).toEqual(["shop"]);
    cluster.remove(pod("shop", "b", "node-1"));
    expect(dirty(cluster)).toEqual(["shop", "tools", "Node/node-1"]);
  });

  test("lose a pod that finished, and a pod that gets its node comes to it", () => {
    const waiting = raw.Pod({ namespace: "shop", name: "a", spec: running() });
    const cluster = FactCluster.of(waiting);
    cluster.apply(pod("shop", "a", "node-1"));
    expect(dirty(cluster)).toEqual(["shop", "Node/node-1"]);
    const done = raw.Pod({ namespace: "shop", name: "a", spec: running("node-1"), status: { phase: "Succeeded" } });
    cluster.apply(done);
    expect(dirty(cluster)).toEqual(["shop", "Node/node-1"]);
    expect([...cluster.store.namespacesOn("node-1")]).toEqual([]);
  });

  test("no longer concern a namespace whose pods there have lost their ways onto them", () => {
    const web = pod("tools", "web", "node-1");
    const agent = pod("tools", "agent", "node-1", host);
    const cluster = FactCluster.of(web, agent);
    cluster.remove(agent);
    cluster.store.takeChanges();
    cluster.apply(pod("shop", "a", "node-1"));
    expect(dirty(cluster)).toEqual(["shop", "Node/node-1"]);
  });

  test("of a namespace that changed are judged anew, and those who reach them", () => {
    const cluster = FactCluster.of(
      pod("shop", "a", "node-1"),
      pod("tools", "agent", "node-1", host),
      pod("far", "agent", "node-2", host),
      pod("lab", "web", "node-1"),
    );
    cluster.apply(raw.Namespace({ name: "shop", labels: { team: "x" } }));
    expect(dirty(cluster)).toEqual(["shop", "tools", "Node/node-1"]);
  });

  test("that change are judged anew, as are those with pods there", () => {
    const cluster = FactCluster.of(pod("shop", "a", "node-1"), pod("far", "a", "node-2"));
    cluster.apply(raw.Node({ name: "node-1", spec: { providerID: "aws:///eu-west-1a/i-1" } }));
    expect(dirty(cluster)).toEqual(["shop", "Node/node-1"]);
    expect([...cluster.store.nodes()].map(({ providerID }) => providerID)).toEqual(["aws:///eu-west-1a/i-1"]);
  });
});

describe("an object that is set aside", () => {
  const asideOf = (kind: "ClusterRole" | "ClusterRoleBinding" | "Node" | "NetworkPolicy", namespace?: string) => {
    const cluster = FactCluster.of(...CROWD);
    cluster.store.sink(kind).quarantine("u", namespace, "x", new Error("broken"));
    return dirty(cluster);
  };

  test("concerns its namespace", () => {
    expect(asideOf("NetworkPolicy", "shop")).toEqual(["shop"]);
  });

  test("of the cluster concerns everything, but for a node, which concerns those on it", () => {
    expect(asideOf("ClusterRole")).toEqual(["everything"]);
    expect(asideOf("ClusterRoleBinding")).toEqual(["everything"]);
    expect(asideOf("Node")).toEqual(["Node/x"]);
  });
});
