import { expect, it } from "vitest";
import { readContainer, type DeploymentManifest } from "./deployed.ts";

const deployment = (container: object): DeploymentManifest => ({
  metadata: { name: "operator", namespace: "isms" },
  spec: { template: { spec: { serviceAccountName: "op", containers: [{ name: "operator", ...container }] } } },
});

it("flags and variables are those of the container, fields of the pod and earlier variables resolved", () => {
  const env = [
    { name: "LEVEL", value: "info" },
    { name: "EMPTY" },
    { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
    { name: "POD_NAMESPACE", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } },
    { name: "ATTRIBUTES", value: "pod=$(POD_NAME),other=$(LATER)" },
  ];
  expect(readContainer(deployment({ args: ["--leader-elect=true"], env }), "pod-1")).toEqual({
    namespace: "isms",
    serviceAccount: "op",
    args: ["--leader-elect=true"],
    env: { LEVEL: "info", EMPTY: "", POD_NAME: "pod-1", POD_NAMESPACE: "isms", ATTRIBUTES: "pod=pod-1,other=$(LATER)" },
  });
});

it("what only a pod can resolve is refused by name", () => {
  const env = [{ name: "TOKEN", valueFrom: { secretKeyRef: { name: "s", key: "k" } } }];
  expect(() => readContainer(deployment({ env }), "pod-1")).toThrow("Deployment isms/operator: TOKEN cannot be resolved outside of a pod");
});
