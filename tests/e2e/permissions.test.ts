import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { ScopeStatus } from "../../src/api/status.ts";
import type { Api, Method } from "../../tools/control-plane/api.ts";
import type { OperatorProcess } from "../../tools/operator/process.ts";
import { suite } from "../harness/cluster.ts";
import { eventually } from "../harness/eventually.ts";
import { useInstall } from "./install.ts";
import { classified, declare, deploy, except, exceptionPath, labelsOf, scopePath, statusOf } from "./objects.ts";
import { sharedPlace } from "./place.ts";
import { complaints, eventsOf, metric, PATIENCE, quiet, samplesOf } from "./readings.ts";

const here = suite("permissions");
const { api, prefix } = here;
const installed = useInstall(sharedPlace(here), { prefix });
const scope = `${prefix}-scope`;
const exception = `${prefix}-exception`;
const ALONE = ["--leader-elect=false"];
const WORKLOADS = ["data-classification", "logging-sidecar"];

let inside: string;

beforeAll(async () => {
  inside = await here.namespace("in", classified("Internal"));
  await deploy(api, inside, "covered");
  await deploy(api, inside, "unlogged", { logged: false });
  await deploy(api, inside, "exempt", { logged: false });
  const expires = new Date(Date.now() + 86_400_000).toISOString();
  await except(api, exception, { scope, checks: ["logging-sidecar"], subjects: [{ names: ["exempt"] }], expires });
});
afterAll(async () => {
  await api.request("DELETE", scopePath(scope));
  await api.request("DELETE", exceptionPath(exception));
});

/** Declares the scope anew: nothing that an earlier operator wrote is left to be mistaken for an answer. */
const declareAnew = async (require: "Sidecar" | "Collector" = "Sidecar"): Promise<void> => {
  await api.request("DELETE", scopePath(scope));
  await eventually(async () => (await api.request("GET", scopePath(scope))).status === 404, PATIENCE);
  await declare(api, scope, {
    environments: [{ name: "all", namespaces: { names: [inside] } }],
    rules: { undeclaredNamespaces: "Ignore", logging: { require } },
  });
};

/** Runs an operator that ends with the test, also when that fails: two with different rights would contradict each other. */
const run = async (): Promise<OperatorProcess> => {
  const operator = await installed.run({ args: ALONE });
  onTestFinished(async () => {
    await operator.stop("SIGKILL");
  });
  return operator;
};

/** Runs an operator without some rights until it has nothing more to do; returns what it then says. */
async function without(rights: readonly string[], require?: "Sidecar" | "Collector") {
  await installed.grant(rights);
  await declareAnew(require);
  const operator = await run();
  await quiet(operator);
  return { operator, status: await statusOf(api, scope), ready: await operator.get("/readyz?verbose") };
}

const states = ({ checks = [] }: ScopeStatus): Record<string, string> => Object.fromEntries(checks.map(({ id, state }) => [id, state]));
const coverage = ({ conditions = [] }: ScopeStatus) => conditions.find(({ type }) => type === "CoverageComplete");
const text = (sentence: string): unknown => expect.stringContaining(sentence);

const honest = ({ results }: ScopeStatus): void => {
  const { pass = 0, fail = 0, score } = results ?? {};
  expect(score).toBe((Math.floor((pass * 1000) / (pass + fail)) / 10).toFixed(1));
};

const end = async (operator: OperatorProcess): Promise<void> => {
  expect(await operator.stop("SIGTERM")).toBe(0);
};

describe("a kind that may not be read", () => {
  test.each([
    ["cronjobs", "CronJob"],
    ["pods", "Pod"],
  ])("%s: coverage is not complete, what workloads are is unknown, everything else works", async (plural, kind) => {
    const { operator, status, ready } = await without([plural]);
    expect(coverage(status)).toMatchObject({
      status: "False",
      reason: "KindForbidden",
      message: text(`${kind} may not be listed and watched`),
    });
    expect(coverage(status)?.message).toContain("Grant the operator list and watch");
    expect(states(status)).toMatchObject(Object.fromEntries(WORKLOADS.map((check) => [check, "Unknown"])));
    expect(states(status)).toMatchObject({
      "namespace-declared": "Passing",
      "namespace-labels": "Passing",
      "document-complete": "Failing",
    });
    expect(status.findings?.filter(({ check }) => WORKLOADS.includes(check))).toEqual([]);
    expect(status.results?.unknown).toBeGreaterThan(0);
    honest(status);
    expect(await labelsOf(api, inside)).toMatchObject({ scope });
    expect(ready).toMatchObject({ status: 200, text: text("its checks are unknown") });
    expect(await metric(operator, "isms_cache_synced", { resource: plural })).toBe(0);
    expect(await metric(operator, "isms_scope_results", { scope, verdict: "unknown" })).toBe(status.results?.unknown);
    await end(operator);
  });

  test("what crosses the boundary: no check of it passes, and none of workloads is touched", async () => {
    const kinds = { networkpolicies: "NetworkPolicy", services: "Service", ingresses: "Ingress", rolebindings: "RoleBinding" };
    const { operator, status } = await without(Object.keys(kinds));
    for (const kind of Object.values(kinds)) expect(coverage(status)?.message).toContain(`${kind} may not be listed and watched`);
    const unseen = Object.keys(states(status)).filter((check) => /^(network|exposure|egress|access)-/.test(check));
    expect(unseen.length).toBeGreaterThanOrEqual(7);
    expect(states(status)).toMatchObject(Object.fromEntries(unseen.map((check) => [check, "Unknown"])));
    expect(status.checks?.filter(({ id, pass, fail }) => unseen.includes(id) && pass + fail > 0)).toEqual([]);
    expect(states(status)).toMatchObject({ "data-classification": "Passing", "logging-sidecar": "Failing" });
    await end(operator);
  });

  test("nodes: only what node agents could answer is unknown", async () => {
    const { operator, status, ready } = await without(["nodes"], "Collector");
    expect(coverage(status)).toMatchObject({
      status: "False",
      reason: "KindForbidden",
      message: text("Node may not be listed and watched"),
    });
    expect(states(status)).toMatchObject({ "logging-sidecar": "Unknown", "data-classification": "Passing" });
    expect(ready.status).toBe(200);
    honest(status);
    await end(operator);
  });

  test("scopeexceptions: nothing is exempt, and it says so", async () => {
    const { operator, status, ready } = await without(["scopeexceptions"]);
    expect(coverage(status)).toMatchObject({ status: "False", message: text("ScopeException may not be listed and watched") });
    expect(status.results).toMatchObject({ exempt: 0, unknown: 0 });
    expect(status.checks?.find(({ id }) => id === "logging-sidecar")).toMatchObject({ pass: 1, fail: 2 });
    expect(ready.status).toBe(200);
    await end(operator);
  });

  test("is picked up when it is granted, without a restart", async () => {
    const kinds = { cronjobs: "CronJob", pods: "Pod", nodes: "Node", scopeexceptions: "ScopeException" };
    const { operator, status } = await without(Object.keys(kinds));
    for (const kind of Object.values(kinds)) expect(coverage(status)?.message).toContain(`${kind} may not be listed`);
    await installed.grant();
    await eventually(async () => coverage(await statusOf(api, scope))?.reason === "AllKindsRead", { timeout: 120_000, interval: 100 });
    await quiet(operator);
    const healed = await statusOf(api, scope);
    expect(healed.results).toMatchObject({ unknown: 0, exempt: 1 });
    expect(states(healed)).toMatchObject({ "data-classification": "Passing", "logging-sidecar": "Failing" });
    expect((await samplesOf(operator)).filter(({ name, value }) => name === "isms_cache_synced" && value !== 1)).toEqual([]);
    await end(operator);
  });
});

describe("what may not be written", () => {
  const told = ({ lines }: OperatorProcess, sentence: string) =>
    lines.filter((line) => line.includes("forbids") && line.includes(sentence));

  test("namespaces: the missing labels are findings, the log says why, everything else works", async () => {
    await api.must("PATCH", `/api/v1/namespaces/${inside}`, { metadata: { labels: { "isms-scope.io/scope": null } } });
    await installed.grant(["patch namespaces"]);
    await declareAnew();
    const operator = await run();
    const status = await eventually(async () => {
      const now = await statusOf(api, scope);
      return states(now)["namespace-labels"] === "Failing" && now;
    }, PATIENCE);
    expect(status.findings).toContainEqual(expect.objectContaining({ check: "namespace-labels", name: inside }));
    expect(states(status)).toMatchObject({ "data-classification": "Passing", "logging-sidecar": "Failing" });
    expect(coverage(status)).toMatchObject({ status: "True" });
    await eventually(() => told(operator, `PATCH /api/v1/namespaces/${inside}`).length > 0, PATIENCE);
    await installed.grant();
    await eventually(async () => "scope" in (await labelsOf(api, inside)), PATIENCE);
    await eventually(async () => states(await statusOf(api, scope))["namespace-labels"] === "Passing", PATIENCE);
    await end(operator);
  });

  test("events: labels and status are written all the same", async () => {
    const { operator } = await without(["create events"]);
    const { results } = await eventually(async () => {
      const status = await statusOf(api, scope);
      return status.results !== undefined && status;
    }, PATIENCE);
    expect(results).toMatchObject({ unknown: 0, exempt: 1 });
    const { uid } = (await api.must("GET", scopePath(scope))).metadata ?? {};
    expect((await eventsOf(api, prefix)).filter(({ regarding }) => regarding.uid === uid)).toEqual([]);
    expect(told(operator, "POST").length).toBeGreaterThan(0);
    await end(operator);
  });

  test("the status: labels are written all the same, and the status as soon as it is granted", async () => {
    await api.must("PATCH", `/api/v1/namespaces/${inside}`, { metadata: { labels: { "isms-scope.io/scope": null } } });
    await installed.grant(["patch ismsscopes/status"]);
    await declareAnew();
    const operator = await run();
    await eventually(async () => "scope" in (await labelsOf(api, inside)), PATIENCE);
    await eventually(() => told(operator, `ismsscopes/${scope}/status`).length > 0, PATIENCE);
    expect(await statusOf(api, scope)).toEqual({});
    await installed.grant();
    await eventually(async () => (await statusOf(api, scope)).results !== undefined, PATIENCE);
    await end(operator);
  });
});

describe("the account of k8s/rbac.yaml", () => {
  const binding = {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: `${prefix}-escalation` },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
    subjects: [{ kind: "ServiceAccount", name: `${prefix}-operator`, namespace: `${prefix}-system` }],
  };
  const rules = [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }];
  const own = `/api/v1/namespaces/${prefix}-system`;
  const theirs = `/api/v1/namespaces/${prefix}-in`;
  const rbac = "/apis/rbac.authorization.k8s.io/v1";
  const APPLY = "application/apply-patch+yaml";

  /** What for, how, where, and with which body. */
  type Request = readonly [what: string, method: Method, path: string, body?: object, contentType?: string];

  const REFUSED: readonly Request[] = [
    ["list all Secrets", "GET", "/api/v1/secrets"],
    ["watch all Secrets", "GET", "/api/v1/secrets?watch=true"],
    ["list the Secrets of a namespace in scope", "GET", `${theirs}/secrets`],
    ["list the Secrets of its own namespace", "GET", `${own}/secrets`],
    ["read a Secret", "GET", `${theirs}/secrets/any`],
    ["create a Secret", "POST", `${own}/secrets`, {}],
    ["list ConfigMaps", "GET", "/api/v1/configmaps"],
    ["read a ConfigMap of its own namespace", "GET", `${own}/configmaps/any`],
    ["read a single pod", "GET", `${theirs}/pods/any`],
    ["read a pod's log", "GET", `${theirs}/pods/any/log`],
    ["run a command in a pod", "POST", `${theirs}/pods/any/exec?command=sh`],
    ["create a pod", "POST", `${theirs}/pods`, {}],
    ["change a pod", "PATCH", `${theirs}/pods/any`, {}],
    ["delete a pod", "DELETE", `${theirs}/pods/any`],
    ["delete all pods of a namespace", "DELETE", `${theirs}/pods`],
    ["evict a pod", "POST", `${theirs}/pods/any/eviction`, {}],
    ["change a Deployment", "PATCH", `/apis/apps/v1/namespaces/${prefix}-in/deployments/covered`, {}],
    ["scale a Deployment", "PATCH", `/apis/apps/v1/namespaces/${prefix}-in/deployments/covered/scale`, {}],
    ["read a single namespace", "GET", theirs],
    ["create a namespace", "POST", "/api/v1/namespaces", { metadata: { name: `${prefix}-new` } }],
    ["delete a namespace", "DELETE", theirs],
    ["replace a namespace", "PUT", theirs, {}],
    ["change a namespace's status", "PATCH", `${theirs}/status`, {}],
    ["finalize a namespace", "PUT", `${theirs}/finalize`, {}],
    ["change a scope", "PATCH", scopePath(scope), { spec: { environments: [] } }],
    ["apply a scope", "PATCH", `${scopePath(scope)}?fieldManager=x`, {}, APPLY],
    ["replace a scope's status", "PUT", `${scopePath(scope)}/status`, {}],
    ["create a scope", "POST", scopePath(""), {}],
    ["delete a scope", "DELETE", scopePath(scope)],
    ["grant itself an exception", "POST", exceptionPath(""), {}],
    ["prolong an exception", "PATCH", exceptionPath(exception), {}],
    ["list Events", "GET", "/apis/events.k8s.io/v1/events"],
    ["delete Events", "DELETE", "/apis/events.k8s.io/v1/namespaces/default/events"],
    ["take another lease", "PUT", `/apis/coordination.k8s.io/v1/namespaces/${prefix}-system/leases/another`, {}],
    ["create a lease elsewhere", "POST", "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases", {}],
    ["bind itself to cluster-admin", "POST", `${rbac}/clusterrolebindings`, binding],
    ["widen its own ClusterRole", "PATCH", `${rbac}/clusterroles/${prefix}-operator`, { rules }],
    ["widen its own Role", "PATCH", `${rbac}/namespaces/${prefix}-system/roles/${prefix}-operator`, { rules }],
    ["get a token of another account", "POST", `${own}/serviceaccounts/default/token`, {}],
    ["reach a node through the API server", "GET", "/api/v1/nodes/any/proxy/"],
    ["change a node", "PATCH", "/api/v1/nodes/any", {}],
    ["read the metrics of the API server", "GET", "/metrics"],
    ["install a webhook", "POST", "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {}],
  ];

  test.each(REFUSED.map((request) => [request[0], request] as const))("may not %s", async (_, [, method, path, body, contentType]) => {
    const { status, body: answer } = await installed.api.request(method, path, body, contentType);
    expect(status).toBe(403);
    expect(answer.message).toContain(installed.user);
  });

  test.each(["/api/v1/namespaces", "/api/v1/pods", "/apis/batch/v1/cronjobs", scopePath("").replace(/\/$/, "")])(
    "may list %s",
    async (path) => {
      expect((await installed.api.request("GET", path)).status).toBe(200);
    },
  );

  test("may not act as somebody else", async () => {
    const { allowed } = await review(installed.api, { verb: "impersonate", resource: "users", name: "admin" });
    expect(allowed).toBe(false);
    expect((await review(installed.api, { verb: "list", resource: "pods" })).allowed).toBe(true);
  });

  test("never writes what it was refused into its log as a stack trace", async () => {
    const { operator } = await without(["pods", "patch namespaces"]);
    expect(operator.lines.filter((line) => /^\s+at /.test(line) || line.includes("stacktrace"))).toEqual([]);
    for (const line of complaints(operator)) expect(JSON.parse(line)).toHaveProperty("problem");
    await end(operator);
  });
});

/** Asks the API server what the account may. */
async function review(as: Api, resourceAttributes: object): Promise<{ readonly allowed: boolean }> {
  const body = { apiVersion: "authorization.k8s.io/v1", kind: "SelfSubjectAccessReview", spec: { resourceAttributes } };
  const { status } = await as.must<{ status: { allowed: boolean } }>(
    "POST",
    "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
    body,
  );
  return status;
}
