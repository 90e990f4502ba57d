import { describe, expect, test } from "vitest";
import { FactCluster } from "../../tests/objects/fact-cluster.ts";
import { logAgent, notReady, raw, ready, running, templated } from "../../tests/objects/raw.ts";

describe("node agents", () => {
  const daemonSet = raw.DaemonSet({ name: "agent", namespace: "logging", spec: templated() });
  const agent = (node: string, status: object, namespace = "logging") =>
    raw.Pod({ name: `agent-${node}`, namespace, owner: daemonSet, spec: logAgent(node), status });

  test("are the live pods of DaemonSets on the node, in order", () => {
    const other = raw.Pod({ name: "proxy", namespace: "kube-system", owner: daemonSet, spec: running("node-1") });
    const web = raw.Pod({ name: "web", spec: running("node-1") });
    const done = raw.Pod({ name: "done", owner: daemonSet, spec: running("node-1"), status: { phase: "Failed" } });
    const { store } = FactCluster.of(agent("node-1", ready), agent("node-2", ready), other, web, done);
    expect(store.daemonPodsOn("node-1").map(({ name }) => name)).toEqual(["proxy", "agent-node-1"]);
    expect(store.daemonPodsOn("node-3")).toEqual([]);
  });

  test("that become unready, move or go concern the namespaces with pods on their node", () => {
    const pods = [raw.Pod({ name: "web", spec: running("node-1") }), raw.Pod({ name: "db", namespace: "bank", spec: running("node-2") })];
    const cluster = FactCluster.of(agent("node-1", ready), ...pods);
    cluster.apply(agent("node-1", notReady));
    const changes = { namespaces: new Set(["logging", "shop"]), nodes: new Set(["node-1"]), objects: new Set(), cluster: false };
    expect(cluster.store.takeChanges()).toEqual(changes);
    cluster.remove(agent("node-1", ready));
    expect(cluster.changed()).toEqual(["logging", "shop"]);
    cluster.apply(agent("node-2", ready));
    expect(cluster.changed()).toEqual(["bank", "logging"]);
    expect(cluster.store.daemonPodsOn("node-2").map(({ ready: isReady }) => isReady)).toEqual([true]);
  });

  test("are no matter for pods that read no host logs, or that no DaemonSet made", () => {
    const cluster = FactCluster.of(raw.Pod({ name: "web", spec: running("node-1") }));
    cluster.apply(raw.Pod({ name: "proxy", namespace: "kube-system", owner: daemonSet, spec: running("node-1"), status: ready }));
    cluster.apply(raw.Pod({ name: "lone", namespace: "lab", spec: logAgent("node-1"), status: ready }));
    expect(cluster.changed()).toEqual(["kube-system", "lab"]);
  });

  test("leave nothing behind when the last pod of a node goes", () => {
    const pod = agent("node-1", ready);
    const cluster = FactCluster.of(pod);
    cluster.remove(pod);
    cluster.store.takeChanges();
    cluster.apply(raw.Node({ name: "node-1" }));
    expect(cluster.changed()).toEqual([]);
    expect(cluster.store.daemonPodsOn("node-1")).toEqual([]);
  });
});

test("a node concerns a namespace until the last pod of it there is gone", () => {
  const pods = ["a", "b", "c"].map((name) => raw.Pod({ name, spec: running("node-1") }));
  const cluster = FactCluster.of(...pods);
  const concerned = pods.map((pod, index) => {
    cluster.remove(pod);
    cluster.store.takeChanges();
    cluster.apply(raw.Node({ name: "node-1", labels: { round: `${index}` } }));
    return cluster.changed();
  });
  expect(concerned).toEqual([["shop"], ["shop"], []]);
});

test("a node that changed concerns the namespaces with live pods on it", () => {
  const done = raw.Pod({ name: "done", namespace: "batch", spec: running("node-1"), status: { phase: "Succeeded" } });
  const cluster = FactCluster.of(raw.Node({ name: "node-1" }), raw.Pod({ name: "web", spec: running("node-1") }), done);
  cluster.apply(raw.Node({ name: "node-1", labels: { "topology.kubernetes.io/region": "eu" } }));
  expect(cluster.store.takeChanges()).toEqual({
    namespaces: new Set(["shop"]),
    nodes: new Set(["node-1"]),
    objects: new Set(["Node/node-1"]),
    cluster: false,
  });
  expect({ ...cluster.store.node("node-1")?.labels }).toEqual({ "topology.kubernetes.io/region": "eu" });
  cluster.apply(raw.Node({ name: "node-1", labels: { "topology.kubernetes.io/region": "eu" }, status: { phase: "x" } }));
  expect(cluster.store.takeChanges()).toEqual({ namespaces: new Set(), nodes: new Set(), objects: new Set(), cluster: false });
});
