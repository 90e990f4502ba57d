import { readFileSync } from "node:fs";
import { dump } from "js-yaml";
import { beforeAll, describe, expect, test } from "vitest";
import { GROUP } from "../../src/api/names.ts";
import { runCommand } from "../../tools/control-plane/kubectl.ts";
import { findCrds } from "../../tools/crds/find.ts";
import { CHART, helm, installChart } from "../../tools/operator/helm.ts";
import { eventually } from "../harness/eventually.ts";
import { ownPlace } from "../e2e/place.ts";
import { PATIENCE } from "../e2e/readings.ts";
import { GRAFANA_DASHBOARD_CRD } from "./grafana-crd.ts";
import { chartWithFixtures, identityOf, INSTALLED, objectsOf, renderedText, valueSet, VALUE_SETS } from "./rendered.ts";

// A control plane of its own: it begins without the definitions of anybody.
const place = ownPlace({ scheduler: false, kwok: false });
const context = () => ({ kubeconfig: place.controlPlane.kubeconfig, searchPath: place.controlPlane.binaries.searchPath });

/** Asks the API server whether it would take the release; returns what Helm says. */
const attempt = async (values: object, ...flags: readonly string[]): Promise<string> => {
  const args = ["install", INSTALLED.name, CHART, "--namespace", INSTALLED.namespace, "--dry-run=server", "--values", "-", ...flags];
  const { code, stdout, stderr } = await runCommand(context(), "helm", args, JSON.stringify(values));
  return code === 0 ? stdout : stderr;
};

beforeAll(async () => {
  for (const name of [INSTALLED.namespace, "monitoring"]) await place.kubectl(["create", "namespace", name]);
  await place.kubectl(["label", "namespace", INSTALLED.namespace, "pod-security.kubernetes.io/enforce=restricted"]);
});

describe("a cluster that does not serve what a value asks for", () => {
  const enabled = { enabled: true };
  test.each([
    ["serviceMonitor.enabled", { serviceMonitor: enabled }, "monitoring.coreos.com/v1/ServiceMonitor", "scrape the Service without it"],
    ["podMonitor.enabled", { podMonitor: enabled }, "monitoring.coreos.com/v1/PodMonitor", "scrape the Service without it"],
    ["prometheusRule.enabled", { prometheusRule: enabled }, "monitoring.coreos.com/v1/PrometheusRule", "k8s/prometheus/alerts.yaml"],
    [
      "dashboards.grafanaOperator.enabled",
      { dashboards: { grafanaOperator: enabled } },
      "grafana.integreatly.org/v1beta1/GrafanaDashboard",
      "dashboards.enabled=true alone",
    ],
  ])("%s: is told what to install, and what to do instead", async (value, values, kind, instead) => {
    const said = await attempt(values);
    expect(said).toContain(`${value} is true, but this cluster does not serve ${kind}: install the `);
    expect(said).toContain(instead);
  });

  test("is told that the CustomResourceDefinitions are not there when the release does not bring them", async () => {
    const said = await attempt({ crds: { enabled: false } });
    expect(said).toContain("THE CUSTOMRESOURCEDEFINITIONS ARE NOT THERE");
    expect(said).toContain("kubectl apply --server-side -f crds/");
    expect(await attempt({})).not.toContain("NOT THERE");
  });

  test("gets advice for its alerts that it can follow", async () => {
    const said = await attempt({});
    expect(said).toContain("as job isms-scope-operator, with\n   honor_labels: true, and load the alerts from k8s/prometheus/alerts.yaml");
  });
});

describe("a cluster that serves all", () => {
  beforeAll(async () => {
    const yaml = [...(await findCrds("monitoring")), dump(GRAFANA_DASHBOARD_CRD)].join("\n---\n");
    await place.kubectl(["apply", "--server-side", "-f", "-"], { input: yaml });
    await place.kubectl(["wait", "--for=condition=Established", "--timeout=60s", "-f", "-"], { input: yaml });
  });

  test.each(VALUE_SETS)("takes every object with the values %s", async (name) => {
    const text = await renderedText(context(), ["--values", valueSet(name)]);
    const answer = await place.kubectl(["apply", "--server-side", "--dry-run=server", "--output=name", "-f", "-"], { input: text });
    expect(answer.trim().split("\n")).toHaveLength(objectsOf(text).length);
    expect(await attempt({}, "--values", valueSet(name))).toContain("STATUS: pending-install");
  });

  test("is advised to let its Prometheus Operator watch", async () => {
    const advice = /^ +(helm upgrade [^]*?prometheusRule.enabled=true)$/m.exec(await attempt({}))?.[1] ?? "";
    expect(advice).toBe(
      `helm upgrade ${INSTALLED.name} CHART --namespace ${INSTALLED.namespace} --reset-then-reuse-values \\\n` +
        "      --set serviceMonitor.enabled=true --set prometheusRule.enabled=true",
    );
    expect(await attempt({ prometheusRule: { enabled: true } })).toContain("Nothing here has Prometheus scrape the operator");
  });

  test.each([
    ["ServiceMonitor", "honorLabels: true", "honourLabels: true", "honourLabels: field not declared in schema"],
    ["PodMonitor", "honorLabels: true", "honourLabels: true", "honourLabels: field not declared in schema"],
    ["PrometheusRule", "keep_firing_for:", "keepFiringFor:", "keepFiringFor: field not declared in schema"],
    ["PrometheusRule", /for: \d+m\n/, "for: a quarter\n", 'Invalid value: "a quarter"'],
    ["GrafanaDashboard", "configMapRef:", "configMap:", "configMap: field not declared in schema"],
  ])("would refuse a %s whose %s is %s", async (kind, right, wrong, said) => {
    const podMonitor = kind === "PodMonitor" ? ["--set=serviceMonitor.enabled=false,podMonitor.enabled=true"] : [];
    const text = await renderedText(context(), ["--values", valueSet("everything"), ...podMonitor]);
    const object = text.split(/^---\n/m).find((each) => each.includes(`kind: ${kind}\n`)) ?? "";
    const input = object.replace(right, wrong);
    expect(input).not.toBe(object);
    await expect(place.kubectl(["apply", "--server-side", "--dry-run=server", "-f", "-"], { input })).rejects.toThrow(said);
  });
});

test("objects outside the release's namespace are only those that belong elsewhere", async () => {
  const objects = objectsOf(await renderedText(context(), ["--values", valueSet("everything")], { chart: chartWithFixtures() }));
  const places = new Map<string, string[]>();
  for (const object of objects) {
    const namespace = object.metadata.namespace ?? "none";
    places.set(namespace, [...(places.get(namespace) ?? []), object.kind]);
  }
  expect([...new Set(places.get("none"))].sort()).toEqual(["ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition"]);
  expect([...new Set(places.get("monitoring"))].sort()).toEqual(["ConfigMap", "GrafanaDashboard", "PrometheusRule", "ServiceMonitor"]);
  expect([...places.keys()].sort()).toEqual([INSTALLED.namespace, "monitoring", "none"]);
  expect(objects.map(identityOf)).toEqual([...new Set(objects.map(identityOf))]);
});

describe("the roles for people", () => {
  const binding = (user: string, role: string): object => ({
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: user },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: user }],
  });
  const ROLES = { vera: "view", eddie: "edit", ada: "admin", sue: `${INSTALLED.name}-scope-editor`, ann: `${INSTALLED.name}-approver` };

  /** Which of the verbs the user may use on the resource, by the API server's own answer. */
  const may = async (user: string, resource: string, ...flags: readonly string[]): Promise<string[]> => {
    const allowed: string[] = [];
    for (const verb of ["get", "list", "watch", "create", "update", "patch", "delete"]) {
      const { stdout } = await runCommand(context(), "kubectl", ["auth", "can-i", verb, `${resource}.${GROUP}`, "--as", user, ...flags]);
      if (stdout.trim() === "yes") allowed.push(verb);
    }
    return allowed;
  };
  const READ = ["get", "list", "watch"];
  const ALL = [...READ, "create", "update", "patch", "delete"];

  beforeAll(async () => {
    await installChart(context());
    const yaml = Object.entries(ROLES).map(([user, role]) => dump(binding(user, role)));
    await place.kubectl(["apply", "--server-side", "-f", "-"], { input: yaml.join("---\n") });
    await eventually(async () => (await may("vera", "ismsscopes")).length > 0, PATIENCE);
  });

  test.each(["vera", "eddie", "ada"])(
    "%s, who views, edits or administers namespaces, reads scopes and exceptions and changes neither",
    async (user) => {
      expect(await may(user, "ismsscopes")).toEqual(READ);
      expect(await may(user, "scopeexceptions")).toEqual(READ);
    },
  );

  test("a scope editor changes scopes, and grants no exception", async () => {
    expect(await may("sue", "ismsscopes")).toEqual(ALL);
    expect(await may("sue", "scopeexceptions")).toEqual(READ);
  });

  test("an approver enters approvals and grants exceptions, and neither makes nor deletes a scope", async () => {
    expect(await may("ann", "ismsscopes")).toEqual([...READ, "update", "patch"]);
    expect(await may("ann", "scopeexceptions")).toEqual(ALL);
  });

  test("nobody but the operator writes a status", async () => {
    for (const user of Object.keys(ROLES)) expect(await may(user, "ismsscopes", "--subresource=status")).toEqual([]);
  });
});

test("the pods are admitted to a namespace of the level restricted", async () => {
  const pods = `/api/v1/namespaces/${INSTALLED.namespace}/pods`;
  const [pod] = await eventually(async () => {
    const { items } = await place.api.must<{ readonly items: { readonly spec: { readonly serviceAccountName: string } }[] }>("GET", pods);
    return items.length > 0 && items;
  }, PATIENCE);
  expect(pod?.spec.serviceAccountName).toBe(INSTALLED.name);
});

test("what NOTES.txt proposes as a first scope is a scope", async () => {
  const notes = await helm(context(), ["get", "notes", INSTALLED.name, "--namespace", INSTALLED.namespace]);
  const scope = /<<END\n([^]*?)\n +END\n/.exec(notes)?.[1]?.replace(/^ {4}/gm, "") ?? "";
  expect(await place.kubectl(["apply", "--server-side", "--dry-run=server", "-f", "-"], { input: scope })).toContain("my-company");
  expect(readFileSync(`${CHART}/templates/NOTES.txt`, "utf8")).toContain("kubectl get scopes");
});
