import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { describe, expect, inject, test } from "vitest";
import { parseConfig } from "../../src/operator/config.ts";
import type { DeploymentManifest } from "../../tools/operator/deployed.ts";
import { CHART, helm } from "../../tools/operator/helm.ts";
import { kubectl } from "../../tools/control-plane/kubectl.ts";
import { scratch } from "../harness/scratch.ts";
import { ROOT } from "../house/project.ts";
import { chartWithFixtures, identityOf, objectsOf, renderedText, valueSet, VALUE_SETS, type Manifest } from "./rendered.ts";

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

describe("the package of the chart", () => {
  test("renders what its folder renders", async () => {
    const folder = scratch();
    await helm(context, ["package", CHART, "--destination", folder]);
    const [archive = ""] = readdirSync(folder);
    expect(await renderedText(context, [], { chart: join(folder, archive) })).toBe(await renderedText(context));
  });

  test("is refused on a Kubernetes that is too old, before anything else", async () => {
    await expect(renderedText(context, ["--kube-version", "1.29.9"])).rejects.toThrow(
      "chart requires kubeVersion: >=1.30.0-0 which is incompatible with Kubernetes v1.29.9",
    );
  });
});

describe("the values files of the chart's README", () => {
  const examples = [...readFileSync(join(CHART, "README.md"), "utf8").matchAll(/```yaml\n([^]*?)```/g)].map(([, yaml = ""]) => yaml);

  test("are examples of what is often wanted", () => expect(examples.length).toBeGreaterThan(7));

  test.each(examples)("render, each by itself:\n%s", async (input) => {
    expect(await renderedText(context, ["--values", "-"], { input })).toContain("kind: Deployment");
  });
});

describe("the alerts", () => {
  const ruleOf = (objects: readonly Manifest[]) => (objects.find(({ kind }) => kind === "PrometheusRule")?.["spec"] ?? {}) as RuleFile;
  const enabled = ["--set", "prometheusRule.enabled=true"];

  test("are, when nothing else is said, word for word those of the plain rules file", async () => {
    const plain = load(readFileSync(join(ROOT, "k8s", "prometheus", "alerts.yaml"), "utf8")) as RuleFile;
    expect(plain.groups.length).toBeGreaterThan(0);
    expect(ruleOf(objectsOf(await renderedText(context, enabled))).groups).toEqual(plain.groups);
  });

  test("are left out by their names, and a group without alerts with them", async () => {
    const flags = [...enabled, "--set", "prometheusRule.disabledAlerts={SecondAlert,ThirdAlert}"];
    const { groups } = ruleOf(objectsOf(await renderedText(context, flags, { chart: chartWithFixtures() })));
    expect(groups.map(({ name, rules }) => [name, ...rules.map(({ alert }) => alert)])).toEqual([["first", "FirstAlert"]]);
  });
});

interface RuleFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly { readonly alert: string }[] }[];
}

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
