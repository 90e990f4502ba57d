import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openApi, type Api } from "../../tools/control-plane/api.ts";
import type { Rule } from "../../tools/control-plane/account.ts";
import { readContainer, startDeployed, type DeploymentManifest } from "../../tools/operator/deployed.ts";
import { helm, installChart } from "../../tools/operator/helm.ts";
import type { OperatorProcess } from "../../tools/operator/process.ts";
import { eventually } from "../harness/eventually.ts";
import { asked, grantedBy, requestsOf } from "../e2e/audit.ts";
import { classified, declare, deploy, except, labelsOf, namespacePath, statusOf } from "../e2e/objects.ts";
import { ownPlace } from "../e2e/place.ts";
import { installReports, isCreatingReports, untilReportedIn } from "../e2e/report-objects.ts";
import { complaints, eventsOf, leading, metric, PATIENCE, quiet } from "../e2e/readings.ts";
import { INSTALLED } from "./rendered.ts";

// A control plane of its own: the chart has names that are unique in a cluster, and only the audit proves who asked for what.
const place = ownPlace({ audit: true, scheduler: false, kwok: false });
const context = () => ({ kubeconfig: place.controlPlane.kubeconfig, searchPath: place.controlPlane.binaries.searchPath });
const user = `system:serviceaccount:${INSTALLED.namespace}:${INSTALLED.name}`;
const running: OperatorProcess[] = [];
afterAll(() => Promise.all(running.map((operator) => operator.stop("SIGKILL"))));

/** Starts what a pod of the Deployment would run, and waits until it is ready. */
const startPod = async (deployment: DeploymentManifest, pod: string): Promise<OperatorProcess> => {
  const { api, ca, folder } = place;
  const operator = await startDeployed({ api, ca, deployment, pod, kubeconfig: join(folder, `${pod}.kubeconfig`) });
  running.push(operator);
  await operator.ready(90_000);
  return operator;
};

const lease = async () =>
  (
    await place.api.must<{ readonly spec: { readonly holderIdentity: string } }>(
      "GET",
      `/apis/coordination.k8s.io/v1/namespaces/${INSTALLED.namespace}/leases/${INSTALLED.name}`,
    )
  ).spec.holderIdentity;

/** The rules that are in force: those of the roles as the API server has them. */
const rules = async (): Promise<Rule[]> => {
  const rbac = "/apis/rbac.authorization.k8s.io/v1";
  const roles = [`${rbac}/clusterroles/${INSTALLED.name}`, `${rbac}/namespaces/${INSTALLED.namespace}/roles/${INSTALLED.name}`];
  return (await Promise.all(roles.map((path) => place.api.must<{ readonly rules: Rule[] }>("GET", path)))).flatMap(({ rules }) => rules);
};

const addNamespace = async (name: string): Promise<void> => {
  const { annotations } = classified("Internal");
  await place.api.must("POST", "/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name, annotations } });
  await deploy(place.api, name, "unlogged", { logged: false });
};

const SCOPE = "shop";
const declareShop = () => declare(place.api, SCOPE, { environments: [{ name: "all", namespaces: { names: ["shop-*"] } }] });

describe("an operator as the chart installs it", () => {
  let deployment: DeploymentManifest;
  let first: OperatorProcess;
  let second: OperatorProcess;

  beforeAll(async () => {
    await installReports(place, "openreports");
    await installReports(place, "wgpolicy");
    deployment = await installChart(context(), { values: { replicas: 2, logLevel: "debug" } });
  });

  test("runs under the chart's account", () => {
    expect(readContainer(deployment, "pod-1")).toMatchObject({ namespace: INSTALLED.namespace, serviceAccount: INSTALLED.name });
  });

  test("is ready and without complaint where no scope is declared", async () => {
    first = await startPod(deployment, "pod-1");
    await leading(first);
    expect(await first.get("/healthz")).toMatchObject({ status: 200 });
    expect(complaints(first)).toEqual([]);
    expect(await lease()).toMatch(/^pod-1/);
  });

  test("labels namespaces, writes the status, tells events and serves metrics", async () => {
    await addNamespace("shop-1");
    await declareShop();
    await except(place.api, "granted", {
      scope: SCOPE,
      checks: ["logging-sidecar"],
      subjects: [{ names: ["not-here"] }],
      expires: "2099-01-01T00:00:00Z",
    });
    await eventually(async () => {
      expect(await labelsOf(place.api, "shop-1")).toEqual({ "in-scope": "true", scope: SCOPE, environment: "all" });
      expect((await statusOf(place.api, SCOPE)).checks?.find(({ id }) => id === "logging-sidecar")).toMatchObject({ fail: 1 });
      expect((await eventsOf(place.api, "shop")).map(({ reason }) => reason)).not.toEqual([]);
      expect(await metric(first, "isms_scope_findings", { scope: SCOPE, namespace: "shop-1", check: "logging-sidecar" })).toBe(1);
      return true;
    }, PATIENCE);
  });

  test("a second replica follows, serves the same, and takes over when the first one ends", async () => {
    second = await startPod(deployment, "pod-2");
    expect(await metric(second, "isms_scope_findings", { scope: SCOPE, check: "logging-sidecar" })).toBe(1);
    expect(await metric(second, "leader_election_master_status")).toBe(0);
    expect(await first.stop()).toBe(0);
    await leading(second);
    expect(await lease()).toMatch(/^pod-2/);
    await addNamespace("shop-2");
    await eventually(async () => "scope" in (await labelsOf(place.api, "shop-2")), PATIENCE);
    await quiet(second);
  });

  test("its own namespace is one of the platform's, and not undeclared", async () => {
    const undeclared = (await statusOf(place.api, SCOPE)).findings?.filter(({ check }) => check === "namespace-declared") ?? [];
    expect(undeclared.map(({ name }) => name)).toEqual(["default"]);
  });

  test("reports in the API of the value `reports`, and moves when that is another one", async () => {
    await untilReportedIn(place.api, "openreports", PATIENCE);
    expect(await second.stop()).toBe(0);
    for (const choice of ["wgpolicy", "openreports"] as const) {
      const chosen = await installChart(context(), { values: { replicas: 2, logLevel: "debug", reports: choice } });
      const pod = await startPod(chosen, `pod-${choice}`);
      await untilReportedIn(place.api, choice, PATIENCE);
      await quiet(pod);
      expect(await pod.stop()).toBe(0);
    }
  });

  test("nothing that it asked for was refused, and it has no right that it did not use", async () => {
    const requests = requestsOf(place.controlPlane.auditLog, user).filter(({ objectRef }) => objectRef !== undefined);
    expect(requests.filter(({ responseStatus }) => (responseStatus?.code ?? 0) === 403).map(asked)).toEqual([]);
    const granted = await rules();
    expect(requests.filter((request) => !grantedBy(granted, request)).map(asked)).toEqual([]);
    const unused = granted.flatMap(single).filter((rule) => !requests.some((request) => grantedBy([rule], request)));
    // An API server that cannot stream what is there is listed instead; this one can.
    expect(unused.filter((rule) => !rule.verbs.includes("list") && !isCreatingReports(rule))).toEqual([]);
  });
});

/** One right each: a verb on a resource. */
const single = ({ verbs, resources = [], ...rule }: Rule): Rule[] =>
  verbs.flatMap((verb) => resources.map((resource) => ({ ...rule, verbs: [verb], resources: [resource] })));

describe("a report-only operator", () => {
  let operator: OperatorProcess;
  let own: Api;

  beforeAll(async () => {
    const deployment = await installChart(context(), { values: { rbac: { labelNamespaces: false } } });
    await addNamespace("shop-3");
    operator = await startPod(deployment, "pod-3");
    own = openApi(join(place.folder, "pod-3.kubeconfig"));
  });
  afterAll(() => own.close());

  test("judges and reports", async () => {
    await leading(operator);
    await eventually(
      async () => (await statusOf(place.api, SCOPE)).checks?.find(({ id }) => id === "logging-sidecar")?.fail === 3,
      PATIENCE,
    );
  });

  test("does not label a namespace, does not try, and could not", async () => {
    await quiet(operator);
    expect(await labelsOf(place.api, "shop-3")).toEqual({});
    const patches = requestsOf(place.controlPlane.auditLog, user).map(asked);
    expect(patches).toContain("patch namespaces shop-2");
    expect(patches).not.toContain("patch namespaces shop-3");
    const metadata = { labels: { "isms-scope.io/scope": SCOPE } };
    expect(await own.request("PATCH", namespacePath("shop-3"), { metadata })).toMatchObject({ status: 403 });
    expect(complaints(operator)).toEqual([]);
  });
});

test("an operator that is uninstalled leaves the labels that it wrote, and the scope with its last status", async () => {
  await helm(context(), ["uninstall", INSTALLED.name, "--namespace", INSTALLED.namespace]);
  expect(await labelsOf(place.api, "shop-1")).toEqual({ "in-scope": "true", scope: SCOPE, environment: "all" });
  expect((await statusOf(place.api, SCOPE)).results).toMatchObject({ unknown: 0 });
});
