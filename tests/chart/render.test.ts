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

  test.each([
    ["a folder", "https://wiki.example.com/runbooks/", "https://wiki.example.com/runbooks/FirstAlert"],
    ["a form with {alert}", "https://git.example.com/docs/{alert}.md#mend", "https://git.example.com/docs/FirstAlert.md#mend"],
  ])("lead to runbooks in %s", async (_, runbookUrl, page) => {
    const values = ["--set", `prometheusRule.runbookUrl=${runbookUrl.replaceAll(/[{}]/g, "\\$&")}`];
    const { groups } = ruleOf(objectsOf(await renderedText(context, [...enabled, ...values], { chart: chartWithFixtures() })));
    expect(groups[0]?.rules[0]?.annotations.runbook_url).toBe(page);
  });

  test("are left out by their names, and a group without alerts with them", async () => {
    const flags = [...enabled, "--set", "prometheusRule.disabledAlerts={SecondAlert,ThirdAlert}"];
    const { groups } = ruleOf(objectsOf(await renderedText(context, flags, { chart: chartWithFixtures() })));
    expect(groups.map(({ name, rules }) => [name, ...rules.map(({ alert }) => alert)])).toEqual([["first", "FirstAlert"]]);
  });
});

/** What is rendered with these values. */
const renderedWith = async (values: object): Promise<Manifest[]> =>
  objectsOf(await renderedText(context, ["--values", "-"], { input: JSON.stringify(values) }));

describe("the NetworkPolicy", () => {
  interface Policy {
    readonly egress: readonly { readonly ports: readonly { readonly port: number }[] }[];
  }
  const [http, https] = [{ endpoint: "http://collector" }, { endpoint: "https://collector" }];

  test.each([
    ["no traces are sent", {}, []],
    ["the address has a port", { otlp: { endpoint: "http://collector:4318/v1" } }, [[4318]]],
    ["it is that of http", { otlp: http }, [[80]]],
    ["it is that of https", { otlp: https }, [[443]]],
    ["the pods behind the address have others", { otlp: http, networkPolicy: { otlpPorts: [4317, 4318] } }, [[4317, 4318]]],
  ])(
    "lets out to DNS, to the API server and to where traces are sent: %s",
    async (_, { networkPolicy = {}, ...values }: Values, traces) => {
      const objects = await renderedWith({ ...values, networkPolicy: { enabled: true, ...networkPolicy } });
      const [policy] = objects.filter(({ kind }) => kind === "NetworkPolicy");
      const { egress = [] } = (policy?.["spec"] ?? {}) as Partial<Policy>;
      expect(egress.map(({ ports }) => ports.map(({ port }) => port))).toEqual([[53, 53], [443, 6443], ...traces]);
    },
  );
});

interface Values {
  readonly otlp?: object;
  readonly networkPolicy?: object;
}

test("boards for the Grafana Operator alone do not carry the label by which a sidecar would load them a second time", async () => {
  const objects = await renderedWith({ dashboards: { grafanaOperator: { enabled: true } } });
  expect(objects.filter(({ kind }) => kind === "GrafanaDashboard")).toHaveLength(3);
  const boards = objects.find(({ kind }) => kind === "ConfigMap")?.metadata;
  expect(boards?.name).toBe("isms-scope-operator-dashboards");
  expect(boards?.labels).not.toHaveProperty("grafana_dashboard");
});

test("a release of another name gives it to its objects in the namespace, and not to those of which a cluster has one", async () => {
  const objects = objectsOf(await helm(context, ["template", "second", CHART, "--namespace", "here"]));
  const names = (namespaced: boolean) =>
    new Set(objects.filter(({ metadata }) => (metadata.namespace === "here") === namespaced).map(({ metadata }) => metadata.name));
  expect(names(true)).toEqual(new Set(["second-isms-scope-operator"]));
  expect([...names(false)].filter((name) => name.startsWith("second"))).toEqual([]);
});

interface RuleFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly AlertOfFile[] }[];
}

interface AlertOfFile {
  readonly alert: string;
  readonly annotations: { readonly runbook_url: string };
}

test("a label that the chart sets as well is there once, with the value that was asked for", async () => {
  const labels = { "app.kubernetes.io/part-of": "monitoring" };
  const further = { enabled: true, labels };
  const values = { podLabels: labels, service: { labels }, serviceMonitor: further, prometheusRule: further, dashboards: further };
  // js-yaml refuses a key that stands twice
  const objects = objectsOf(await renderedText(context, ["--values", "-"], { input: JSON.stringify(values) }));
  const labelled = objects.filter(({ metadata }) => metadata.labels?.["app.kubernetes.io/part-of"] === "monitoring");
  expect(labelled.map(({ kind }) => kind).sort()).toEqual(["ConfigMap", "PrometheusRule", "Service", "ServiceMonitor"]);
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
