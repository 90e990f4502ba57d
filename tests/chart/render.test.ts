import { describe, expect, inject, test } from "vitest";
import { parseConfig } from "../../src/operator/config.ts";
import type { DeploymentManifest } from "../../tools/operator/deployed.ts";
import { CHART, helm } from "../../tools/operator/helm.ts";
import { kubectl } from "../../tools/control-plane/kubectl.ts";
import { ROOT } from "../house/project.ts";
import { identityOf, objectsOf, renderedText, valueSet, VALUE_SETS, type Manifest } from "./rendered.ts";

const context = inject("cluster");

describe("the chart", () => {
  test.each(VALUE_SETS)("is without fault or warning to helm lint --strict with the values %s", async (name) => {
    expect(await helm(context, ["lint", "--strict", CHART, "--values", valueSet(name)])).toContain("0 chart(s) failed");
  });

  test("runs with flags that the operator understands, whatever the values", async () => {
    for (const name of VALUE_SETS) {
      const objects = objectsOf(await renderedText(context, ["--values", valueSet(name)]));
      const deployment = objects.find(({ kind }) => kind === "Deployment") as unknown as DeploymentManifest;
      expect(parseConfig(deployment.spec.template.spec.containers[0]?.args ?? [], {})).toMatchObject({ kind: "run" });
    }
  });
});

/** Labels and annotations by which Helm keeps its books. */
const BOOKKEEPING = ["helm.sh/chart", "app.kubernetes.io/managed-by", "helm.sh/resource-policy"];

const without = (entries: Readonly<Record<string, string>> = {}) =>
  Object.fromEntries(Object.entries(entries).filter(([key]) => !BOOKKEEPING.includes(key)));

const comparable = (objects: readonly Manifest[]) =>
  objects
    .map(({ metadata: { labels, annotations, ...metadata }, ...rest }) => ({
      ...rest,
      metadata: { ...metadata, labels: without(labels), annotations: without(annotations) },
    }))
    .sort((a, b) => identityOf(a).localeCompare(identityOf(b)));

test("the plain manifests are what the chart renders, object by object, but for the namespace and Helm's bookkeeping", async () => {
  const plain = objectsOf(await kubectl(context, ["kustomize", `${ROOT}/k8s`]));
  const rendered = objectsOf(await renderedText(context));
  expect(plain.filter(({ kind }) => kind === "Namespace")).toHaveLength(1);
  expect(comparable(rendered)).toEqual(comparable(plain.filter(({ kind }) => kind !== "Namespace")));
});
