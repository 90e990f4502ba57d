import { describe, expect, test } from "vitest";
import { FactCluster } from "../../tests/objects/fact-cluster.ts";
import { raw, type RawObject, running, templated } from "../../tests/objects/raw.ts";
import type { Workload } from "./view.ts";

const workloadsOf = (...objects: readonly RawObject[]): readonly Workload[] => FactCluster.of(...objects).store.workloads("shop");

const listed = (names: readonly string[]): string => names.join(",") || "-";

/** `Kind/name: pods | templates` of each workload, in order. */
const outline = (workloads: readonly Workload[]): string[] =>
  workloads.map(({ kind, name, pods, templates }) => {
    const below = templates.map((template) => `${template.kind}/${template.name}`);
    return `${kind}/${name}: ${listed(pods.map((pod) => pod.name))} | ${listed(below)}`;
  });

const deployment = raw.Deployment({ name: "web", spec: templated({ app: "web" }) });
const replicaSet = raw.ReplicaSet({ name: "web-7d9f", owner: deployment });
const hashed = (name: string, owner: RawObject = replicaSet) =>
  raw.Pod({ name, owner, labels: { app: "web", "pod-template-hash": "7d9f" }, spec: running("node-1") });

describe("the subject of a pod", () => {
  test("is the Deployment above its ReplicaSet", () => {
    const [web] = workloadsOf(deployment, replicaSet, hashed("web-7d9f-2"), hashed("web-7d9f-1"));
    expect(outline(web ? [web] : [])).toEqual(["Deployment/web: web-7d9f-1,web-7d9f-2 | Deployment/web"]);
    expect(web).toMatchObject({ apiVersion: "apps/v1", namespace: "shop", uid: "uid-Deployment-shop-web" });
  });

  test("is the CronJob above its Job", () => {
    const cron = raw.CronJob({ name: "backup", spec: { jobTemplate: { spec: templated() } } });
    const job = raw.Job({ name: "backup-1", owner: cron, spec: templated() });
    expect(outline(workloadsOf(cron, job, raw.Pod({ name: "backup-1-x", owner: job })))).toEqual([
      "CronJob/backup: backup-1-x | CronJob/backup,Job/backup-1",
    ]);
  });

  test("is a controller of a kind that is not watched", () => {
    const rollout = { apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", name: "web", uid: "r" };
    const owned = raw.ReplicaSet({ name: "web-1", owner: rollout });
    const pods = [raw.Pod({ name: "a", owner: owned }), raw.Pod({ name: "b", owner: { ...rollout, kind: "Game", name: "g", uid: "g" } })];
    const workloads = workloadsOf(owned, ...pods);
    expect(outline(workloads)).toEqual(["Game/g: b | -", "Rollout/web: a | -"]);
    expect(workloads[1]).toMatchObject({ apiVersion: "argoproj.io/v1alpha1", uid: "r", own: { labels: {}, annotations: {} } });
  });

  test("is what owns its Deployment, with the templates below it", () => {
    const kafka = { apiVersion: "kafka.strimzi.io/v1", kind: "Kafka", name: "events", uid: "k" };
    const operator = raw.Deployment({ name: "entity", owner: kafka, spec: templated() });
    const brokers = raw.StatefulSet({ name: "brokers", owner: kafka, spec: templated() });
    expect(outline(workloadsOf(operator, brokers, raw.Pod({ name: "brokers-0", owner: brokers })))).toEqual([
      "Kafka/events: brokers-0 | Deployment/entity,StatefulSet/brokers",
    ]);
  });

  test("is a ReplicaSet that nothing controls", () => {
    const alone = raw.ReplicaSet({ name: "alone" });
    expect(outline(workloadsOf(alone, raw.Pod({ name: "a", owner: alone })))).toEqual(["ReplicaSet/alone: a | -"]);
  });

  test("is the pod itself when nothing controls it, or only a node does", () => {
    const mirror = raw.Pod({ name: "kube-proxy", owner: { apiVersion: "v1", kind: "Node", name: "node-1", uid: "n" } });
    const annotations = { "isms-scope.io/data-classification": "Internal" };
    const workloads = workloadsOf(mirror, raw.Pod({ name: "bare", labels: { app: "bare" }, annotations }));
    expect(outline(workloads)).toEqual(["Pod/bare: bare | -", "Pod/kube-proxy: kube-proxy | -"]);
    expect(workloads[0]).toMatchObject({ apiVersion: "v1", uid: "uid-Pod-shop-bare", own: { labels: { app: "bare" }, annotations } });
  });

  test("is found when controllers own each other in a circle", () => {
    const a = raw.Deployment({ name: "a", owner: { apiVersion: "apps/v1", kind: "Deployment", name: "b", uid: "b" }, uid: "a" });
    const b = raw.Deployment({ name: "b", owner: a, uid: "b" });
    const workloads = workloadsOf(a, b, raw.Pod({ name: "p", owner: a }));
    expect(workloads.flatMap(({ pods }) => pods.map(({ name }) => name))).toEqual(["p"]);
    expect(workloads.flatMap(({ templates }) => templates)).toHaveLength(2);
  });
});

describe("a ReplicaSet that is not known", () => {
  test("is passed over where the pod tells its Deployment", () => {
    const workloads = workloadsOf(deployment, hashed("p"));
    expect(outline(workloads)).toEqual(["Deployment/web: p | Deployment/web"]);
    expect(workloads[0]?.uid).toBe("uid-Deployment-shop-web");
  });

  test("does not hide what owns the Deployment", () => {
    const owner = { apiVersion: "acme.example/v1", kind: "Shop", name: "main", uid: "m" };
    const owned = raw.Deployment({ name: "web", owner, spec: templated() });
    expect(outline(workloadsOf(owned, hashed("p")))).toEqual(["Shop/main: p | Deployment/web"]);
  });

  test("does not hide the uid that another ReplicaSet of the Deployment tells", () => {
    const other = raw.Pod({ name: "q", owner: raw.ReplicaSet({ name: "web-1", owner: deployment }), labels: { "pod-template-hash": "1" } });
    const workloads = workloadsOf(raw.ReplicaSet({ name: "web-7d9f", owner: deployment }), hashed("p"), other);
    expect(outline(workloads)).toEqual(["Deployment/web: p,q | -"]);
    expect(workloads[0]?.uid).toBe("uid-Deployment-shop-web");
  });

  test("leaves the name of the Deployment when that is not known either", () => {
    expect(workloadsOf(hashed("p"))).toMatchObject([{ apiVersion: "apps/v1", kind: "Deployment", name: "web", uid: "" }]);
  });

  test("is the subject when nothing tells more", () => {
    const owner = { apiVersion: "apps/v1", kind: "ReplicaSet", name: "rs", uid: "rs" };
    expect(outline(workloadsOf(raw.Pod({ name: "p", owner })))).toEqual(["ReplicaSet/rs: p | -"]);
  });

  test("changes nothing by arriving late, or by going before its pods", () => {
    const cluster = FactCluster.of(deployment);
    cluster.apply(hashed("p"));
    const before = outline(cluster.store.workloads("shop"));
    cluster.apply(replicaSet);
    expect(outline(cluster.store.workloads("shop"))).toEqual(before);
    cluster.remove(deployment);
    cluster.remove(replicaSet);
    expect(outline(cluster.store.workloads("shop"))).toEqual(["Deployment/web: p | -"]);
  });
});

test.each(["a-new-uid", "zz-new-uid"])("a Deployment that was deleted and created again is one subject (%s)", (uid) => {
  const created = raw.Deployment({ name: "web", uid, spec: templated() });
  const owner = raw.ReplicaSet({ name: "web-2", uid: "rs-2", owner: created });
  const workloads = workloadsOf(replicaSet, created, owner, hashed("old"), raw.Pod({ name: "young", owner }));
  expect(outline(workloads)).toEqual(["Deployment/web: old,young | Deployment/web"]);
  expect(workloads[0]?.uid).toBe(uid);
});

test("controllers of one kind and name but different groups are different subjects", () => {
  const kruise = { apiVersion: "apps.kruise.io/v1beta1", kind: "StatefulSet", name: "db", uid: "k" };
  const workloads = workloadsOf(raw.StatefulSet({ name: "db", spec: templated() }), raw.Pod({ name: "db-0", owner: kruise }));
  expect(workloads.map(({ apiVersion }) => apiVersion).sort()).toEqual(["apps.kruise.io/v1beta1", "apps/v1"]);
});

describe("what counts", () => {
  test("finished pods do not, terminating pods do", () => {
    const pods = [
      raw.Pod({ name: "done", status: { phase: "Succeeded" } }),
      raw.Pod({ name: "failed", owner: deployment, status: { phase: "Failed" } }),
      raw.Pod({ name: "ending", metadata: { deletionTimestamp: "2026-01-01T00:00:00Z" } }),
    ];
    expect(outline(workloadsOf(deployment, ...pods))).toEqual(["Deployment/web: - | Deployment/web", "Pod/ending: ending | -"]);
  });

  test("a finished Job does not, unless a pod of it still runs", () => {
    const status = { conditions: [{ type: "Complete", status: "True" }] };
    const job = raw.Job({ name: "j", labels: { app: "j" }, spec: templated(), status });
    expect(workloadsOf(job)).toEqual([]);
    const [workload] = workloadsOf(job, raw.Pod({ name: "p", owner: job }));
    expect(workload).toMatchObject({ kind: "Job", templates: [], own: { labels: { app: "j" } } });
  });

  test("a CronJob does between its runs, by its own template alone", () => {
    const cron = raw.CronJob({ name: "backup", spec: { jobTemplate: { spec: templated() } } });
    const job = raw.Job({ name: "backup-1", owner: cron, status: { conditions: [{ type: "Failed", status: "True" }] } });
    expect(outline(workloadsOf(cron, job))).toEqual(["CronJob/backup: - | CronJob/backup"]);
  });

  test("a ReplicaSet without pods is no subject: its Deployment is", () => {
    expect(outline(workloadsOf(deployment, replicaSet))).toEqual(["Deployment/web: - | Deployment/web"]);
  });
});

describe("labels of a workload", () => {
  const labelsOf = (...objects: readonly RawObject[]) => ({ ...workloadsOf(...objects)[0]?.labels });
  const owner = raw.StatefulSet({ name: "db", labels: { team: "own", tier: "data" }, spec: templated({ team: "template" }) });

  test("are those of the controller, overlaid by those of its template while no pod is live", () => {
    expect(labelsOf(owner)).toEqual({ team: "template", tier: "data" });
  });

  test("are overlaid by what all live pods have in common", () => {
    const labels = [
      { app: "db", v: "1", most: "x" },
      { app: "db", v: "2", most: "x" },
      { app: "db", v: "1", one: "x" },
    ];
    const pods = labels.map((each, index) => raw.Pod({ name: `db-${index}`, owner, labels: each }));
    expect(labelsOf(owner, ...pods)).toEqual({ team: "own", tier: "data", app: "db" });
  });

  test("are none when pods without labels are all there is", () => {
    expect(labelsOf(raw.Pod({ name: "p", labels: null }))).toEqual({});
  });

  test("have no key that nobody set", () => {
    const [workload] = workloadsOf(owner);
    expect([workload?.labels["constructor"], workload?.own.annotations["constructor"]]).toEqual([undefined, undefined]);
  });
});

test("workloads are in the order of kind and name, however they arrived", () => {
  const pods = [raw.Pod({ name: "z" }), raw.Pod({ name: "a" })];
  const objects = [...pods, deployment, raw.DaemonSet({ name: "x" }), raw.Deployment({ name: "api" })];
  const expected = ["DaemonSet/x", "Deployment/api", "Deployment/web", "Pod/a", "Pod/z"];
  const names = (workloads: readonly Workload[]) => workloads.map(({ kind, name }) => `${kind}/${name}`);
  expect(names(workloadsOf(...objects))).toEqual(expected);
  expect(names(workloadsOf(...objects.toReversed()))).toEqual(expected);
});
