import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { ApiObject } from "../../tools/control-plane/api.ts";
import { CHART, helm, installChart } from "../../tools/operator/helm.ts";
import { declare, scopePath } from "../e2e/objects.ts";
import { ownPlace } from "../e2e/place.ts";
import { ROOT } from "../house/project.ts";
import { INSTALLED, valueSet } from "./rendered.ts";

// A control plane of its own: what an install leaves behind is seen where nothing else was.
const place = ownPlace({ scheduler: false, kwok: false });
const context = () => ({ kubeconfig: place.controlPlane.kubeconfig, searchPath: place.controlPlane.binaries.searchPath });
const here = ["--namespace", INSTALLED.namespace];

interface DeploymentObject extends ApiObject {
  readonly spec: { readonly replicas: number; readonly template: { readonly spec: { readonly containers: { readonly image: string }[] } } };
}
const deployment = () =>
  place.api.must<DeploymentObject>("GET", `/apis/apps/v1/namespaces/${INSTALLED.namespace}/deployments/${INSTALLED.name}`);
const image = async () => (await deployment()).spec.template.spec.containers[0]?.image ?? "";
const statusAt = async (path: string): Promise<number> => (await place.api.request("GET", path)).status;
const CRD = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/ismsscopes.isms-scope.io";
const BUDGET = `/apis/policy/v1/namespaces/${INSTALLED.namespace}/poddisruptionbudgets/${INSTALLED.name}`;

const KINDS =
  "deployments,services,serviceaccounts,roles,rolebindings,clusterroles,clusterrolebindings,poddisruptionbudgets,networkpolicies";

/** Objects of an install other than its CustomResourceDefinitions. */
const installed = async (): Promise<string[]> => {
  const args = ["get", KINDS, "--all-namespaces", "--selector", `app.kubernetes.io/part-of=${INSTALLED.name}`, "--output=name"];
  return (await place.kubectl(args))
    .trim()
    .split("\n")
    .filter((name) => name !== "");
};
const uninstall = () => helm(context(), ["uninstall", INSTALLED.name, ...here]);

/** A chart of an earlier version, whose scope had a column less, and which had a value less. */
function earlierChart(): string {
  const chart = join(place.folder, "earlier");
  cpSync(CHART, chart, { recursive: true });
  const edit = (file: string, change: (text: string) => string): void => {
    const text = readFileSync(join(chart, file), "utf8");
    const changed = change(text);
    expect(changed).not.toBe(text);
    writeFileSync(join(chart, file), changed);
  };
  edit("Chart.yaml", (text) => text.replace(/^(version|appVersion): .*$/gm, "$1: 0.0.9"));
  edit("values.yaml", (text) => text.replace(/^extraObjects: .*\n/m, ""));
  edit("files/install.yaml", (text) => text.replace(/^ *- path: extraObjects\n/m, ""));
  edit("files/crds/ismsscopes.yaml", (text) => text.replace(/ {8}- name: Undeclared\n( {10}.*\n)+/, ""));
  return chart;
}

const columns = async (): Promise<string> => (await place.kubectl(["get", "scopes"])).split("\n")[0] ?? "";

describe("a release", () => {
  beforeAll(async () => {
    await installChart(context(), { chart: earlierChart() });
    await place.kubectl(["wait", "--for=condition=Established", "--timeout=60s", "crd/ismsscopes.isms-scope.io"]);
    await declare(place.api, "kept", { environments: [{ name: "all", namespaces: { names: ["prod-*"] } }] });
  });

  test("is not upgraded with --reuse-values where there is a new value, and is told how", async () => {
    await expect(installChart(context(), { flags: ["--reuse-values"] })).rejects.toThrow("upgrade with --reset-then-reuse-values");
    expect(await image()).toMatch(/:0\.0\.9$/);
  });

  test("is upgraded from an earlier version, its CustomResourceDefinitions included, and keeps the scopes", async () => {
    expect([await image(), await columns()]).toEqual([expect.stringMatching(/:0\.0\.9$/), expect.not.stringContaining("UNDECLARED")]);
    await installChart(context(), { flags: ["--reset-then-reuse-values"] });
    expect([await image(), await columns()]).toEqual([expect.not.stringMatching(/:0\.0\.9$/), expect.stringContaining("UNDECLARED")]);
    expect(await statusAt(scopePath("kept"))).toBe(200);
  });

  test("is upgraded to other values", async () => {
    await installChart(context(), { flags: ["--values", valueSet("replicated")] });
    expect((await deployment()).spec.replicas).toBe(2);
    expect(await image()).toMatch(/^registry\.example\/mirror\/isms-scope-operator@sha256:/);
    expect(await statusAt(BUDGET)).toBe(200);
  });

  test("is rolled back", async () => {
    await helm(context(), ["rollback", INSTALLED.name, "2", ...here]);
    expect((await deployment()).spec.replicas).toBe(1);
    expect(await statusAt(BUDGET)).toBe(404);
    const history = JSON.parse(await helm(context(), ["history", INSTALLED.name, ...here, "--output=json"])) as { status: string }[];
    expect(history.map(({ status }) => status)).toEqual(["superseded", "superseded", "superseded", "deployed"]);
  });

  test("fits into the Secret in which Helm keeps it, with room for what the chart will get", async () => {
    const { items } = await place.api.must<{ readonly items: { readonly data: { readonly release: string } }[] }>(
      "GET",
      `/api/v1/namespaces/${INSTALLED.namespace}/secrets?labelSelector=owner%3Dhelm`,
    );
    const sizes = items.map(({ data }) => Buffer.from(data.release, "base64").byteLength);
    expect(sizes).toHaveLength(4);
    expect(Math.max(...sizes)).toBeLessThan(1_048_576 / 4);
  });

  test.each([
    ["another name", { name: "second" }],
    ["another namespace", { namespace: "second" }],
    [
      "CustomResourceDefinitions and names of its own",
      { name: "second", values: { crds: { enabled: false }, fullnameOverride: "second" } },
    ],
  ])("is the only one in a cluster: with %s a second one is refused", async (_, options) => {
    await expect(installChart(context(), options)).rejects.toThrow(
      `the release "${INSTALLED.name}" in namespace "${INSTALLED.namespace}" serves this cluster already, and one release serves a whole cluster`,
    );
  });

  test("leaves the CustomResourceDefinitions and the scopes when it is uninstalled, and nothing else", async () => {
    expect(await installed()).not.toEqual([]);
    await uninstall();
    expect(await installed()).toEqual([]);
    expect([await statusAt(CRD), await statusAt(scopePath("kept"))]).toEqual([200, 200]);
  });

  test("takes them up when it is installed again", async () => {
    await installChart(context());
    expect(await statusAt(scopePath("kept"))).toBe(200);
  });

  test("takes them away when it is told not to keep them", async () => {
    await installChart(context(), { values: { crds: { keep: false } } });
    await uninstall();
    await place.kubectl(["wait", "--for=delete", "--timeout=60s", "crd/ismsscopes.isms-scope.io"]);
    expect(await installed()).toEqual([]);
  });
});

describe("the plain manifests", () => {
  const apply = () => place.kubectl(["apply", "--server-side", "-k", join(ROOT, "k8s")]);

  test("are applied by one command, and again without a change", async () => {
    await apply();
    const { metadata } = await deployment();
    await apply();
    expect((await deployment()).metadata?.generation).toBe(metadata?.generation);
    expect((await installed()).length).toBeGreaterThan(8);
  });

  test("can be handed over to Helm", async () => {
    await expect(installChart(context())).rejects.toThrow("invalid ownership metadata");
    await installChart(context(), { flags: ["--take-ownership", "--force-conflicts"] });
    expect((await deployment()).metadata?.labels).toMatchObject({ "app.kubernetes.io/managed-by": "Helm" });
    await uninstall();
    expect(await installed()).toEqual([]);
  });
});
