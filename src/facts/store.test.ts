import { describe, expect, test } from "vitest";
import { FactCluster } from "../../tests/objects/fact-cluster.ts";
import { raw, ready, running, templated } from "../../tests/objects/raw.ts";
import { annotationKeys } from "./known-annotations.ts";

const NONE = { namespaces: new Set(), nodes: new Set(), objects: new Set(), cluster: false };

describe("changes", () => {
  test("name the namespace of whatever changed, once", () => {
    const cluster = FactCluster.of();
    cluster.apply(raw.Namespace({ name: "shop" }), raw.Pod({ name: "a" }), raw.Pod({ name: "b", namespace: "bank" }));
    cluster.apply(raw.PersistentVolumeClaim({ name: "data", namespace: "vault" }), raw.ReplicaSet({ name: "rs", namespace: "lab" }));
    expect(cluster.changed()).toEqual(["bank", "lab", "shop", "vault"]);
    expect(cluster.store.takeChanges()).toEqual(NONE);
  });

  test("are none when a projection says the same as before", () => {
    const pod = raw.Pod({ name: "a", labels: { app: "web" }, spec: running("node-1"), status: ready });
    const cluster = FactCluster.of(pod, raw.Deployment({ name: "web", spec: templated() }));
    cluster.apply({ ...pod, metadata: { ...pod.metadata, resourceVersion: "77", annotations: { "note.example/a": "b" } } });
    cluster.list("Deployment", raw.Deployment({ name: "web", spec: templated(), metadata: { generation: 4 } }));
    expect(cluster.store.takeChanges()).toEqual(NONE);
    expect(cluster.nudges).toBe(0);
  });

  test("nudge once until they are taken", () => {
    const cluster = FactCluster.of();
    cluster.apply(raw.Pod({ name: "a" }), raw.Pod({ name: "b" }));
    expect(cluster.nudges).toBe(1);
    cluster.store.takeChanges();
    cluster.apply(raw.Pod({ name: "c" }));
    expect(cluster.nudges).toBe(2);
  });

  test("of a snapshot are those of its differences, removals included", () => {
    const kept = raw.Pod({ name: "kept", namespace: "kept" });
    const cluster = FactCluster.of(kept, raw.Pod({ name: "gone", namespace: "gone" }));
    cluster.begin("Pod");
    cluster.init(kept);
    cluster.init(raw.Pod({ name: "new", namespace: "new" }));
    expect(cluster.nudges).toBe(0);
    cluster.commit("Pod");
    expect(cluster.changed()).toEqual(["gone", "new"]);
  });

  test("concern all namespaces when a kind becomes known, unreadable, or was read with other annotations", () => {
    const cluster = FactCluster.of();
    const keys = annotationKeys();
    const concernsAll = (act: () => void): boolean => {
      act();
      return cluster.store.takeChanges().cluster;
    };
    expect(concernsAll(() => cluster.store.setCoverage("Pod", { state: "Synced" }, keys))).toBe(false);
    expect(concernsAll(() => cluster.store.setCoverage("Pod", { state: "Forbidden", message: "no" }, keys))).toBe(true);
    expect(concernsAll(() => cluster.store.setCoverage("Pod", { state: "Forbidden", message: "no" }, keys))).toBe(false);
    expect(concernsAll(() => cluster.store.setCoverage("Pod", { state: "Forbidden", message: "still no" }, keys))).toBe(true);
    expect(concernsAll(() => cluster.store.setCoverage("Pod", { state: "Synced" }, annotationKeys(["acme.example/class"])))).toBe(true);
  });

  test("of the namespace that switches the log router on concern all", () => {
    const cluster = FactCluster.of();
    cluster.apply(raw.Namespace({ name: "shop" }));
    expect(cluster.store.takeChanges().cluster).toBe(false);
    cluster.apply(raw.Namespace({ name: "aws-observability", labels: { "aws-observability": "enabled" } }));
    expect(cluster.store.takeChanges().cluster).toBe(true);
  });
});

describe("a namespace", () => {
  test("is found by name, also after it was deleted and created again", () => {
    const cluster = FactCluster.of(raw.Namespace({ name: "shop", uid: "old" }));
    cluster.list("Namespace", raw.Namespace({ name: "shop", uid: "new" }));
    expect(cluster.store.namespace("shop")?.uid).toBe("new");
    expect([...cluster.store.namespaces()].map(({ uid }) => uid)).toEqual(["new"]);
  });

  test("outlives the late removal of an earlier one of its name", () => {
    const old = raw.Namespace({ name: "shop", uid: "old" });
    const cluster = FactCluster.of(old);
    cluster.list("Namespace", old, raw.Namespace({ name: "shop", uid: "new" }));
    cluster.remove(old);
    expect(cluster.store.namespace("shop")?.uid).toBe("new");
  });

  test("that is terminating says so, keeps its content, and is gone with its removal", () => {
    const shop = raw.Namespace({ name: "shop" });
    const pod = raw.Pod({ name: "a" });
    const cluster = FactCluster.of(shop, pod);
    const metadata = { deletionTimestamp: "2026-01-01T00:00:00Z" };
    cluster.apply(raw.Namespace({ name: "shop", metadata, status: { phase: "Terminating" } }));
    expect(cluster.changed()).toEqual(["shop"]);
    expect(cluster.store.namespace("shop")?.terminating).toBe(true);
    expect(cluster.store.workloads("shop")).toHaveLength(1);
    cluster.remove(pod, shop);
    expect(cluster.changed()).toEqual(["shop"]);
    expect(cluster.store.namespace("shop")).toBeUndefined();
    expect(cluster.store.workloads("shop")).toEqual([]);
  });

  test("that holds nothing, or is not known, has no workloads and no claims", () => {
    const { store } = FactCluster.of();
    expect([store.workloads("x"), store.volumeClaims("x"), store.workloadsMounting("x", "c")]).toEqual([[], [], []]);
    expect([store.namespace("x"), store.volumeClaim("x", "c"), store.node("x")]).toEqual([undefined, undefined, undefined]);
  });
});

test("workloads of a namespace are computed anew only after something in it changed", () => {
  const cluster = FactCluster.of(raw.Pod({ name: "a" }), raw.Pod({ name: "a", namespace: "bank" }));
  const before = cluster.store.workloads("shop");
  cluster.apply(raw.Pod({ name: "b", namespace: "bank" }), raw.Pod({ name: "a" }));
  expect(cluster.store.workloads("shop")).toBe(before);
  cluster.apply(raw.Pod({ name: "b" }));
  expect(cluster.store.workloads("shop").map(({ name }) => name)).toEqual(["a", "b"]);
});

describe("claims", () => {
  const claim = (name: string, uid = name) => raw.PersistentVolumeClaim({ name, uid });

  test("are found by name and listed in order", () => {
    const { store } = FactCluster.of(claim("logs"), claim("data"));
    expect(store.volumeClaims("shop").map(({ name }) => name)).toEqual(["data", "logs"]);
    expect(store.volumeClaim("shop", "logs")?.uid).toBe("logs");
    expect(store.volumeClaim("bank", "logs")).toBeUndefined();
  });

  test("are the new ones after a deletion and creation under one name", () => {
    const cluster = FactCluster.of(claim("data", "old"));
    cluster.list("PersistentVolumeClaim", claim("data", "new"));
    expect(cluster.store.volumeClaims("shop").map(({ uid }) => uid)).toEqual(["new"]);
  });

  test("and nodes outlive the late removal of earlier ones of their names", () => {
    const [old, node] = [claim("data", "old"), raw.Node({ name: "node-1", uid: "old-node" })];
    const cluster = FactCluster.of(old, node);
    cluster.list("PersistentVolumeClaim", old, claim("data", "new"));
    cluster.list("Node", node, raw.Node({ name: "node-1", uid: "new-node" }));
    cluster.remove(old, node);
    expect([cluster.store.volumeClaim("shop", "data")?.uid, cluster.store.node("node-1")?.uid]).toEqual(["new", "new-node"]);
  });

  test("tell which workloads mount them, by live pods and by templates", () => {
    const volumes = [{ name: "v", persistentVolumeClaim: { claimName: "data" } }];
    const web = raw.Deployment({ name: "web", spec: { template: { spec: { volumes } } } });
    const { store } = FactCluster.of(web, raw.Pod({ name: "bare", spec: { volumes } }), raw.Pod({ name: "other" }));
    expect(store.workloadsMounting("shop", "data").map(({ name }) => name)).toEqual(["web", "bare"]);
    expect(store.workloadsMounting("shop", "none")).toEqual([]);
    expect(store.workloadsMounting("bank", "data")).toEqual([]);
  });

  test("that a StatefulSet made from a template are mounted by it, also while it has no pods", () => {
    const db = raw.StatefulSet({ name: "db", spec: { volumeClaimTemplates: [{ metadata: { name: "data" } }] } });
    const pod = raw.Pod({ name: "db-0", owner: db, spec: { volumes: [{ name: "v", persistentVolumeClaim: { claimName: "data-db-0" } }] } });
    const cluster = FactCluster.of(db);
    const mounting = (name: string) => cluster.store.workloadsMounting("shop", name).map((workload) => workload.name);
    expect([mounting("data-db-0"), mounting("data-db-12"), mounting("data-db"), mounting("data-db-x")]).toEqual([["db"], ["db"], [], []]);
    cluster.apply(pod);
    expect(mounting("data-db-0")).toEqual(["db"]);
  });
});

describe("objects set aside", () => {
  test("count in their namespace, and their subject is gone", () => {
    const pod = raw.Pod({ name: "a" });
    const cluster = FactCluster.of(pod);
    cluster.store.sink("Pod").quarantine(pod.metadata.uid, "shop", "a", new Error("broken"));
    expect(cluster.changed()).toEqual(["shop"]);
    const counted = (["Pod", "Job"] as const).map((kind) => ["shop", "bank"].map((name) => cluster.store.quarantined(kind, name)));
    expect(counted).toEqual([
      [1, 0],
      [0, 0],
    ]);
    expect(cluster.store.workloads("shop")).toEqual([]);
    expect(cluster.store.quarantinedObjects("Pod")).toEqual([{ uid: pod.metadata.uid, namespace: "shop", name: "a", problem: "broken" }]);
    cluster.apply(pod);
    expect(cluster.store.quarantined("Pod", "shop")).toBe(0);
    expect(cluster.store.workloads("shop")).toHaveLength(1);
  });

  test("are a matter of the namespace that they are, of the node that they are, or of all", () => {
    const cluster = FactCluster.of(raw.Pod({ name: "web", spec: running("node-1") }));
    cluster.store.sink("Namespace").quarantine("n", undefined, "bank", "broken");
    expect(cluster.changed()).toEqual(["bank"]);
    expect(cluster.store.quarantined("Namespace", "bank")).toBe(1);
    cluster.store.sink("Node").quarantine("node", undefined, "node-1", "broken");
    expect(cluster.changed()).toEqual(["shop"]);
    cluster.store.sink("Pod").quarantine("", undefined, undefined, "broken");
    expect(cluster.store.takeChanges().cluster).toBe(true);
  });
});

describe("coverage", () => {
  test("of a kind of which nothing was said is syncing", () => {
    expect(new FactCluster().store.coverage("Pod")).toEqual({ state: "Syncing" });
  });

  test("is what was said last, and how many facts are known is told beside it", () => {
    const { store } = FactCluster.of(raw.Pod({ name: "a" }), raw.Pod({ name: "b" }));
    expect([store.coverage("Pod"), store.count("Pod"), store.count("Job")]).toEqual([{ state: "Synced" }, 2, 0]);
  });

  test("includes further annotations only after every synced kind that has annotations was read with them", () => {
    const { store } = FactCluster.of();
    const more = annotationKeys(["acme.example/class"]);
    expect(store.keepsAnnotations(annotationKeys())).toBe(true);
    expect(store.keepsAnnotations(more)).toBe(false);
    for (const kind of ["Namespace", "PersistentVolumeClaim", "CronJob", "Job", "DaemonSet", "StatefulSet", "Deployment"] as const) {
      store.setCoverage(kind, { state: "Synced" }, more);
    }
    expect(store.keepsAnnotations(more)).toBe(false);
    store.setCoverage("Pod", { state: "Forbidden", message: "no" }, annotationKeys());
    expect(store.keepsAnnotations(more)).toBe(true);
  });
});

test("what is shared does not grow while objects come and go", () => {
  const cluster = FactCluster.of();
  const sizes: number[] = [];
  const make = (round: number, index: number) => {
    const name = `pod-${round}-${index}`;
    return raw.Pod({ name, namespace: `ns-${index % 7}-${round}`, labels: { app: name }, spec: running(`node-${round}`) });
  };
  for (let round = 0; round < 40; round++) {
    const pods = Array.from({ length: 200 }, (_, index) => make(round, index));
    if (round % 2 === 0) {
      cluster.apply(...pods);
      cluster.remove(...pods.slice(0, 150));
    } else {
      cluster.list("Pod", ...pods);
    }
    sizes.push(cluster.interner.size);
  }
  const once = 200 * 6;
  expect(Math.max(...sizes)).toBeLessThan(4 * once);
  const pod = make(39, 0);
  expect(cluster.project(pod)).toEqual(cluster.store.workloads(pod.metadata.namespace ?? "")[0]?.pods[0]);
});
