import { expect, it } from "vitest";
import { namespace, pod, workload, type Manifest, type Marks } from "../../tests/builders/manifests.ts";
import { judgeWorkload, worldOf } from "../../tests/builders/world.ts";
import { check } from "./data-classification.ts";

const as = (value: string): Marks => ({ annotations: { "isms-scope.io/data-classification": value } });
const judge = (...manifests: readonly Manifest[]) => judgeWorkload(check, worldOf({}, manifests), "prod/etl");
const statefulSet = (marks: Marks = {}) => workload("StatefulSet", "prod", "etl", marks);

it("a workload with one of the levels, of its own or of its namespace, passes", () => {
  expect(judge(namespace("prod"), statefulSet(as("Internal"))).verdict).toBe("pass");
  expect(judge(namespace("prod", as("Internal")), statefulSet()).verdict).toBe("pass");
  expect(judge(namespace("prod", as("Internal")), statefulSet(as("Restricted"))).verdict).toBe("pass");
});

it("a workload that nothing classifies is a finding", () => {
  expect(judge(namespace("prod"), statefulSet())).toEqual({
    verdict: "fail",
    reason: "Unclassified",
    message:
      "No classification on the pod template or its namespace: " +
      "set isms-scope.io/data-classification to one of Public, Internal, Confidential, Restricted.",
  });
});

it("a value in the wrong case is outside the levels, and the message says which was meant", () => {
  expect(judge(namespace("prod"), statefulSet(as("confidential")))).toMatchObject({
    reason: "UnknownLevel",
    message:
      '"confidential" (isms-scope.io/data-classification of the template) on the pod template is no level: probably Confidential is meant.',
  });
});

it("an inherited value outside the levels is a finding of the workload too, and the namespace is named", () => {
  expect(judge(namespace("prod", as("Secret")), statefulSet())).toMatchObject({
    reason: "UnknownLevel",
    message: expect.stringMatching(/of the namespace\).*use one of Public, Internal, Confidential, Restricted\.$/),
  });
});

it("a long value is cut in the message", () => {
  const outcome = judge(namespace("prod"), statefulSet(as("x".repeat(5000))));
  expect(outcome).toMatchObject({ reason: "UnknownLevel" });
  expect("message" in outcome ? outcome.message.length : Infinity).toBeLessThan(300);
});

it("a pod weaker than its namespace is a finding that says how many pods are", () => {
  const owner = statefulSet(as("Confidential"));
  const pods = Array.from({ length: 12 }, (_, i) => pod("prod", `etl-${i}`, { owner, ...as(i < 3 ? "Public" : "Confidential") }));
  expect(judge(namespace("prod", as("Internal")), owner, ...pods)).toMatchObject({
    reason: "WeakerThanNamespace",
    message: expect.stringMatching(/^Public \(.*\) on 3 of 12 pods is below Internal of its namespace: raise it to Internal/),
  });
});

it("a workload is not measured against a namespace whose own value is no level", () => {
  expect(judge(namespace("prod", as("Secret")), statefulSet(as("Public"))).verdict).toBe("pass");
});

it("a live pod decides over a template that was mended but not rolled out", () => {
  const owner = statefulSet(as("Internal"));
  expect(judge(namespace("prod"), owner, pod("prod", "etl-0", { owner, ...as("wrong") }))).toMatchObject({ reason: "UnknownLevel" });
});

it("pods of a controller that is not watched are judged under it", () => {
  const rollout: Manifest = { apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", metadata: { name: "etl", namespace: "prod", uid: "r" } };
  expect(judge(namespace("prod"), pod("prod", "etl-a", { owner: rollout }))).toMatchObject({
    message: expect.stringContaining("1 of 1 pod "),
  });
});
