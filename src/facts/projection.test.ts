import { expect, test } from "vitest";
import { Interner } from "./interner.ts";
import { deploymentKind } from "./kinds/deployment.ts";
import { podKind } from "./kinds/pod.ts";
import { annotationKeys } from "./known-annotations.ts";
import { MAX_ANNOTATION_LENGTH, type Projection } from "./projection.ts";
import { raw, running, templated } from "../../tests/objects/raw.ts";

const projection = (...named: string[]): Projection => ({ interner: new Interner(), annotationKeys: annotationKeys(named) });

const PER_POD = {
  "pod-template-hash": "abc",
  "rollouts-pod-template-hash": "abc",
  "controller-revision-hash": "abc",
  "pod-template-generation": "4",
  "statefulset.kubernetes.io/pod-name": "web-0",
  "apps.kubernetes.io/pod-index": "0",
  "batch.kubernetes.io/job-completion-index": "0",
  "batch.kubernetes.io/controller-uid": "u",
  "controller-uid": "u",
  "batch.kubernetes.io/job-name": "j",
  "job-name": "j",
};

test("labels that tell pods of one owner apart are not kept, all others are", () => {
  const pod = podKind.project(raw.Pod({ name: "web-0", labels: { ...PER_POD, app: "web", "job-names": "x" } }), projection());
  expect({ ...pod.shape.labels }).toEqual({ app: "web", "job-names": "x" });
});

test("equal pods of one owner share one shape, one owner and one claim list", () => {
  const shared = projection();
  const owner = { apiVersion: "apps/v1", kind: "ReplicaSet", name: "web-7d9f", uid: "rs" };
  const make = (name: string, hash: string) =>
    podKind.project(raw.Pod({ name, owner, labels: { "controller-revision-hash": hash, app: "web" }, spec: running("node-1") }), shared);
  const a = make("web-7d9f-1", "x");
  const b = make("web-7d9f-2", "y");
  expect(b.shape).toBe(a.shape);
  expect(b.owner).toBe(a.owner);
  expect(b.claims).toBe(a.claims);
});

test("pods that differ in anything that is judged share no shape", () => {
  const shared = projection();
  const container = { name: "app", image: "app:1" };
  const looks = [
    {},
    { labels: { app: "web" } },
    { annotations: { "fluentbit.io/exclude": "true" } },
    { spec: { containers: [container] } },
    { spec: { initContainers: [container] } },
    { spec: { containers: [{ ...container, command: ["tail", "-f", "x"] }] } },
    { spec: { volumes: [{ name: "v", hostPath: { path: "/var/log" } }] } },
    { spec: { serviceAccountName: "shop" } },
    { spec: { hostNetwork: true } },
    { spec: { hostPID: true } },
  ];
  const shapes = new Set(looks.map((look) => podKind.project(raw.Pod({ name: "p", ...look }), shared).shape));
  expect(shapes.size).toBe(looks.length);
});

test("everything nested in a fact is frozen", () => {
  const pod = podKind.project(raw.Pod({ name: "p", labels: { app: "web" }, spec: running() }), projection());
  const nested = [
    pod.shape,
    pod.shape.labels,
    pod.shape.annotations,
    pod.shape.containers,
    ...pod.shape.containers,
    pod.shape.hostAccess,
    pod.claims,
  ];
  expect(nested.filter((value) => !Object.isFrozen(value))).toEqual([]);
});

test("only annotations that are built in or named by a scope are kept", () => {
  const annotations = { "isms-scope.io/data-classification": "Internal", "acme.example/class": "x", "other.example/secret": "s" };
  const object = raw.Deployment({ name: "web", annotations, spec: templated() });
  expect({ ...deploymentKind.project(object, projection()).annotations }).toEqual({ "isms-scope.io/data-classification": "Internal" });
  expect({ ...deploymentKind.project(object, projection("acme.example/class")).annotations }).toEqual({
    "isms-scope.io/data-classification": "Internal",
    "acme.example/class": "x",
  });
});

test("1.5 MB of annotations that nobody judges leave no trace", () => {
  const annotations = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`note.example/${index}`, "x".repeat(10_000)]));
  const shared = projection();
  const pod = podKind.project(raw.Pod({ name: "p", annotations, spec: running() }), shared);
  expect(JSON.stringify(pod).length).toBeLessThan(400);
  expect(pod.shape).toBe(podKind.project(raw.Pod({ name: "q", spec: running() }), shared).shape);
});

test("a judged annotation is cut at its longest legal length", () => {
  const object = raw.Pod({ name: "p", annotations: { "isms-scope.io/information-assets": "ä".repeat(200_000) } });
  const value = podKind.project(object, projection()).shape.annotations["isms-scope.io/information-assets"];
  expect(value).toBe("ä".repeat(MAX_ANNOTATION_LENGTH));
});

const hinted = (name: string, hash: string | undefined, kind = "ReplicaSet") => {
  const labels = hash === undefined ? {} : { "pod-template-hash": hash };
  return podKind.project(raw.Pod({ name: "p", owner: { apiVersion: "apps/v1", kind, name, uid: "u" }, labels }), projection()).owner;
};

test("a pod's ReplicaSet tells the Deployment that made it", () => {
  expect(hinted("web-api-7d9f", "7d9f")?.deployment).toBe("web-api");
});

test("a ReplicaSet that no Deployment made tells none", () => {
  expect(hinted("web-7d9f", undefined)).not.toHaveProperty("deployment");
  expect(hinted("web-7d9f", "other")).not.toHaveProperty("deployment");
  expect(hinted("-7d9f", "7d9f")).not.toHaveProperty("deployment");
  expect(hinted("web-7d9f", "7d9f", "Rollout")).not.toHaveProperty("deployment");
});

test("an owner that is no controller does not count", () => {
  const metadata = { ownerReferences: [{ apiVersion: "v1", kind: "ConfigMap", name: "c", uid: "c" }] };
  expect(podKind.project(raw.Pod({ name: "p", metadata }), projection()).owner).toBeUndefined();
});
