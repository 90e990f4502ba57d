import { describe, expect, test } from "vitest";
import { raw, templated } from "../../../tests/objects/raw.ts";
import { Interner } from "../interner.ts";
import { annotationKeys } from "../known-annotations.ts";
import type { Projection } from "../projection.ts";
import { cronJobKind } from "./cron-job.ts";
import { daemonSetKind } from "./daemon-set.ts";
import { deploymentKind } from "./deployment.ts";
import { jobKind } from "./job.ts";
import { nodeKind } from "./node.ts";
import { podKind } from "./pod.ts";
import { replicaSetKind } from "./replica-set.ts";
import { statefulSetKind } from "./stateful-set.ts";

const projection = (): Projection => ({ interner: new Interner(), annotationKeys: annotationKeys() });

test("equal templates of different kinds are one shape", () => {
  const shared = projection();
  const spec = templated({ app: "web" });
  const shapes = [
    deploymentKind.project(raw.Deployment({ name: "a", spec }), shared),
    statefulSetKind.project(raw.StatefulSet({ name: "a", spec }), shared),
    daemonSetKind.project(raw.DaemonSet({ name: "a", spec }), shared),
    jobKind.project(raw.Job({ name: "a", spec }), shared),
    cronJobKind.project(raw.CronJob({ name: "a", spec: { jobTemplate: { spec } } }), shared),
  ].map(({ template }) => template);
  expect(new Set(shapes).size).toBe(1);
  expect({ ...shapes[0]?.labels }).toEqual({ app: "web" });
});

test("containers are kept with role, image and whether they tail, without commands, arguments and variables", () => {
  const spec = {
    containers: [{ name: "app", image: "app:1", env: [{ name: "PASSWORD", value: "hunter2" }], args: ["--token=hunter2"] }],
    initContainers: [
      { name: "migrate", image: "app:1" },
      { name: "logs", image: "busybox", restartPolicy: "Always", command: ["tail", "-F", "/logs/hunter2"] },
    ],
    ephemeralContainers: [{ name: "debug", image: "debug:1" }],
  };
  const fact = podKind.project(raw.Pod({ name: "p", spec }), projection());
  expect(fact.shape.containers).toEqual([
    { name: "app", image: "app:1", role: "container", tails: false },
    { name: "migrate", image: "app:1", role: "init", tails: false },
    { name: "logs", image: "busybox", role: "sidecar", tails: true },
    { name: "debug", image: "debug:1", role: "ephemeral", tails: false },
  ]);
  expect(JSON.stringify(fact)).not.toContain("hunter2");
});

test("a pod names its claims, those of ephemeral volumes included", () => {
  const volumes = [
    { name: "scratch", ephemeral: { volumeClaimTemplate: {} } },
    { name: "data", persistentVolumeClaim: { claimName: "data" } },
    { name: "tmp", emptyDir: {} },
  ];
  expect(podKind.project(raw.Pod({ name: "web-0", spec: { volumes } }), projection()).claims).toEqual(["data", "web-0-scratch"]);
});

test("a StatefulSet names the claims of its template and its claim templates apart", () => {
  const template = { spec: { volumes: [{ name: "shared", persistentVolumeClaim: { claimName: "shared" } }] } };
  const spec = { template, volumeClaimTemplates: [{ metadata: { name: "wal" } }, { metadata: { name: "data" } }] };
  const fact = statefulSetKind.project(raw.StatefulSet({ name: "db", spec }), projection());
  expect(fact.claims).toEqual(["shared"]);
  expect(fact.claimTemplates).toEqual(["data", "wal"]);
});

test("a Job is finished when it is complete or failed", () => {
  const finished = (type: string, status: string) =>
    jobKind.project(raw.Job({ name: "j", status: { conditions: [{ type, status }] } }), projection()).finished;
  expect(finished("Complete", "True")).toBe(true);
  expect(finished("Failed", "True")).toBe(true);
  expect(finished("Failed", "False")).toBe(false);
  expect(finished("Suspended", "True")).toBe(false);
  expect(jobKind.project(raw.Job({ name: "j" }), projection()).finished).toBe(false);
});

test("a pod is finished when it succeeded or failed, and ready when its condition says so", () => {
  const pod = (status: object) => podKind.project(raw.Pod({ name: "p", status }), projection());
  const phases = ["Pending", "Running", "Succeeded", "Failed", "Unknown"];
  expect(phases.filter((phase) => pod({ phase }).finished)).toEqual(["Succeeded", "Failed"]);
  expect(pod({ conditions: [{ type: "Ready", status: "True" }] }).ready).toBe(true);
  expect(pod({ conditions: [{ type: "Ready", status: "Unknown" }] }).ready).toBe(false);
  expect(pod({ conditions: [{ type: "PodScheduled", status: "True" }] }).ready).toBe(false);
});

test("a pod in the course of its deletion is what it was", () => {
  const shared = projection();
  const before = podKind.project(raw.Pod({ name: "p" }), shared);
  const metadata = { deletionTimestamp: "2026-01-01T00:00:00Z", deletionGracePeriodSeconds: 30 };
  expect(podKind.project(raw.Pod({ name: "p", metadata }), shared)).toEqual(before);
});

test("a template that leaves the service account out has the one that the API server fills in", () => {
  expect(podKind.project(raw.Pod({ name: "p" }), projection()).shape.serviceAccount).toBe("default");
  expect(podKind.project(raw.Pod({ name: "p", spec: { serviceAccountName: "shop" } }), projection()).shape.serviceAccount).toBe("shop");
});

test("a volume of host logs is told, any other host path is not", () => {
  const reads = (path: string) => {
    const spec = { volumes: [{ name: "v", hostPath: { path } }] };
    return podKind.project(raw.Pod({ name: "p", spec }), projection()).shape.readsHostLogs;
  };
  expect(reads("/var/log/pods")).toBe(true);
  expect(reads("/etc")).toBe(false);
});

test("a ReplicaSet is its owner and nothing else", () => {
  const owner = raw.Deployment({ name: "web" });
  const fact = replicaSetKind.project(raw.ReplicaSet({ name: "web-1", owner, labels: { app: "web" } }), projection());
  expect(fact).toEqual({
    kind: "ReplicaSet",
    name: "web-1",
    namespace: "shop",
    uid: "uid-ReplicaSet-shop-web-1",
    owner: { apiVersion: "apps/v1", kind: "Deployment", name: "web", uid: "uid-Deployment-shop-web" },
  });
});

test("a node keeps its labels and its provider id", () => {
  const labels = { "topology.kubernetes.io/region": "eu" };
  const fact = nodeKind.project(raw.Node({ name: "n", labels, spec: { providerID: "aws:///i-1" } }), projection());
  expect({ ...fact.labels }).toEqual({ "topology.kubernetes.io/region": "eu" });
  expect(fact.providerID).toBe("aws:///i-1");
});

describe("the ways of a pod onto its node", () => {
  const privileged = { name: "c", image: "i", securityContext: { privileged: true } };
  const access = (spec: object) => podKind.project(raw.Pod({ name: "p", spec }), projection()).shape.hostAccess;

  test.each([
    ["none", {}, []],
    ["the network of its host", { hostNetwork: true }, ["hostNetwork"]],
    ["the processes", { hostPID: true }, ["hostPID"]],
    ["what processes share", { hostIPC: true }, ["hostIPC"]],
    ["a path", { volumes: [{ name: "v", hostPath: { path: "/data" } }] }, ["hostPath"]],
    ["a privileged container", { containers: [privileged] }, ["privileged"]],
    ["a privileged init container", { initContainers: [privileged] }, ["privileged"]],
    ["a privileged sidecar", { initContainers: [{ ...privileged, restartPolicy: "Always" }] }, ["privileged"]],
    ["a privileged ephemeral container", { ephemeralContainers: [privileged] }, ["privileged"]],
    ["a container that may not", { containers: [{ name: "c", image: "i", securityContext: { privileged: false } }] }, []],
    ["nothing of its host", { hostNetwork: false, hostPID: null, hostIPC: false, volumes: [{ name: "v", emptyDir: {} }] }, []],
    [
      "all of them",
      { hostIPC: true, hostPID: true, hostNetwork: true, containers: [privileged], volumes: [{ hostPath: {} }] },
      ["hostNetwork", "hostPID", "hostIPC", "hostPath", "privileged"],
    ],
  ])("with %s are %#", (_, spec, expected) => {
    expect(access(spec)).toEqual(expected);
  });

  test("are told of a template too", () => {
    const spec = { template: { spec: { hostPID: true } } };
    expect(daemonSetKind.project(raw.DaemonSet({ name: "d", spec }), projection()).template.hostAccess).toEqual(["hostPID"]);
  });
});
