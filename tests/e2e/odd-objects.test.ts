import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ScopeStatus } from "../../src/api/status.ts";
import type { OperatorProcess } from "../../tools/operator/process.ts";
import { suite } from "../harness/cluster.ts";
import { eventually } from "../harness/eventually.ts";
import { useInstall } from "./install.ts";
import { classified, declare, deploy, deploymentPath, labelsOf, namespacePath, scopePath, statusOf } from "./objects.ts";
import { sharedPlace } from "./place.ts";
import { complaints, eventsOf, metric, PATIENCE, quiet, samplesOf, writesOf } from "./readings.ts";

const here = suite("odd-objects");
const { api, prefix, cluster } = here;
const installed = useInstall(sharedPlace(here), { prefix });
const ALONE = ["--leader-elect=false", "--log-level=debug"];
const IGNORE = { undeclaredNamespaces: "Ignore" } as const;
const scopes: string[] = [];

let operator: OperatorProcess;

beforeAll(async () => {
  operator = await installed.run({ args: ALONE });
});
afterAll(async () => {
  for (const name of scopes) await api.request("DELETE", scopePath(name));
});

const declared = async (name: string, ...names: string[]): Promise<string> => {
  const scope = `${prefix}-${name}`;
  scopes.push(scope);
  await declare(api, scope, { environments: [{ name: "all", namespaces: { names } }], rules: IGNORE });
  return scope;
};

const checkOf = ({ checks = [] }: ScopeStatus, id: string) => checks.find((check) => check.id === id);
const about = (name: string): string[] => operator.lines.filter((line) => line.includes(name));
const labelled = (name: string): string[] => about(name).filter((line) => line.includes('"labelled"'));

const untilLabels = (name: string, labels: object) =>
  eventually(async () => {
    expect(await labelsOf(api, name)).toEqual(labels);
    return true;
  }, PATIENCE);

const gone = (path: string) => eventually(async () => (await api.request("GET", path)).status === 404, PATIENCE);

describe("a scope that goes", () => {
  test("while its labels are being written leaves none behind, and no error", async () => {
    const names = await Promise.all(Array.from({ length: 24 }, (_, index) => here.namespace(`many-${index}`)));
    const scope = await declared("leaving", `${prefix}-many-*`);
    await eventually(() => names.some((name) => labelled(name).length > 0), { ...PATIENCE, interval: 1 });
    await api.must("DELETE", scopePath(scope));
    await quiet(operator);
    for (const name of names) await untilLabels(name, {});
    const settled = writesOf(await quiet(operator));
    for (const name of names) expect(await labelsOf(api, name)).toEqual({});
    expect(writesOf(await samplesOf(operator))).toBe(settled);
    expect(complaints(operator)).toEqual([]);
    expect(await metric(operator, "isms_scope_info", { scope })).toBe(0);
  });

  test("slowly, held by somebody's finalizer, declares nothing any more", async () => {
    const name = await here.namespace("held");
    const scope = await declared("held", name);
    await untilLabels(name, { "in-scope": "true", scope, environment: "all" });
    await api.must("PATCH", scopePath(scope), { metadata: { finalizers: ["example.com/archive"] } });
    await api.must("DELETE", scopePath(scope));
    await untilLabels(name, {});
    const settled = writesOf(await quiet(operator));
    expect(writesOf(await quiet(operator))).toBe(settled);
    await api.must("PATCH", scopePath(scope), { metadata: { finalizers: null } });
    await gone(scopePath(scope));
    await quiet(operator);
    expect(complaints(operator)).toEqual([]);
  });
});

describe("a namespace that goes", () => {
  /** A namespace that stays Terminating until `release` is called. */
  const terminating = async (own: string) => {
    const name = await here.namespace(own, classified("Internal"));
    const hold = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "hold", finalizers: ["example.com/hold"] } };
    await api.must("POST", `${namespacePath(name)}/configmaps`, hold);
    const release = () => api.request("PATCH", `${namespacePath(name)}/configmaps/hold`, { metadata: { finalizers: null } });
    here.onCleanup(release);
    return { name, release };
  };

  const isTerminating = (name: string) =>
    eventually(
      async () => (await api.must<{ status: { phase: string } }>("GET", namespacePath(name))).status.phase === "Terminating",
      PATIENCE,
    );

  test("and is held Terminating is not labelled, not told about, and causes no error", async () => {
    const { name, release } = await terminating("ending");
    await api.must("DELETE", namespacePath(name));
    await isTerminating(name);
    const scope = await declared("ending", name);
    await eventually(async () => (await statusOf(api, scope)).results !== undefined, PATIENCE);
    const settled = writesOf(await quiet(operator));
    await api.must("PATCH", namespacePath(name), { metadata: { labels: { touched: "true" } } });
    expect(writesOf(await quiet(operator))).toBe(settled);
    expect(await labelsOf(api, name)).toEqual({});
    expect((await eventsOf(api, name)).filter(({ regarding }) => regarding.kind === "Namespace")).toEqual([]);
    expect(checkOf(await statusOf(api, scope), "namespace-labels")).toMatchObject({ fail: 0 });
    expect(complaints(operator)).toEqual([]);
    await release();
    if (cluster.ours) await gone(namespacePath(name));
  });

  test("while in scope keeps its labels until the end; tampering is left alone; its findings go with it", async () => {
    const { name, release } = await terminating("inside");
    await deploy(api, name, "unlogged", { logged: false });
    const scope = await declared("inside", name);
    await untilLabels(name, { "in-scope": "true", scope, environment: "all" });
    await eventually(async () => checkOf(await statusOf(api, scope), "logging-sidecar")?.fail === 1, PATIENCE);
    await api.must("DELETE", namespacePath(name));
    await isTerminating(name);
    await api.must("PATCH", namespacePath(name), { metadata: { labels: { "isms-scope.io/scope": "another" } } });
    await quiet(operator);
    expect(labelled(name)).toHaveLength(1);
    expect(await labelsOf(api, name)).toMatchObject({ scope: "another" });
    expect(complaints(operator)).toEqual([]);
    await release();
    if (!cluster.ours) return;
    await gone(namespacePath(name));
    await eventually(async () => {
      const status = await statusOf(api, scope);
      expect(status.namespaces).toMatchObject({ inScope: 0, missing: 1 });
      expect(checkOf(status, "logging-sidecar")).toMatchObject({ fail: 0 });
      return true;
    }, PATIENCE);
    expect(complaints(operator)).toEqual([]);
  });

  test("and comes back under its name is another one: labelled and told anew", async () => {
    if (!cluster.ours) return; // only a controller manager, which every cluster of ours has, lets a namespace go
    const name = await here.namespace("again");
    const scope = await declared("again", name);
    const labels = { "in-scope": "true", scope, environment: "all" };
    await untilLabels(name, labels);
    const first = (await api.must("GET", namespacePath(name))).metadata?.uid;
    await api.must("DELETE", namespacePath(name));
    await gone(namespacePath(name));
    await api.must("POST", "/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name } });
    await untilLabels(name, labels);
    const second = (await api.must("GET", namespacePath(name))).metadata?.uid;
    await quiet(operator);
    const told = (await eventsOf(api, name)).filter(({ reason }) => reason === "NamespaceInScope").map(({ regarding }) => regarding.uid);
    expect(new Set(told)).toEqual(new Set([first, second]));
    expect(told).toHaveLength(2);
    expect((await statusOf(api, scope)).namespaces).toMatchObject({ inScope: 1, missing: 0 });
    expect(complaints(operator)).toEqual([]);
  });
});

test("a pod without labels and without an owner is its own subject", async () => {
  const name = await here.namespace("bare", classified("Internal"));
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "lonely" },
    spec: { containers: [{ name: "app", image: "registry.example/app:1" }] },
  };
  // A namespace without its default ServiceAccount takes no pods yet.
  await eventually(async () => (await api.request("POST", `${namespacePath(name)}/pods`, pod)).status === 201, PATIENCE);
  const scope = await declared("bare", name);
  const status = await eventually(async () => {
    const now = await statusOf(api, scope);
    return checkOf(now, "logging-sidecar")?.fail === 1 && now;
  }, PATIENCE);
  expect(checkOf(status, "data-classification")).toMatchObject({ pass: 1, fail: 0, unknown: 0 });
  expect(status.findings).toContainEqual(
    expect.objectContaining({ check: "logging-sidecar", kind: "Pod", namespace: name, name: "lonely" }),
  );
});

describe("objects as large as the API server takes them", () => {
  const COUNT = 12;
  const LARGE = 1_300_000;
  const ANNOTATION = 250_000;

  test("are judged rightly by an operator whose memory they do not fill", async () => {
    const name = await here.namespace("large");
    const env = [{ name: "FILL", value: "x".repeat(LARGE) }];
    const annotations = { "example.com/foreign": "y".repeat(ANNOTATION) };
    for (let index = 0; index < COUNT; index += 1) {
      await deploy(api, name, `large-${index}`, { logged: index % 2 === 0, env, replicas: 1 });
      await deploy(api, name, `annotated-${index}`, { logged: index % 2 === 0, annotations });
    }
    await deploy(api, name, "wrong-class", { annotations: { "isms-scope.io/data-classification": "z".repeat(ANNOTATION) } });
    const larger = await api.request("PATCH", `${deploymentPath(name, "large-0")}?fieldManager=end-to-end`, {
      metadata: { annotations: { more: "x".repeat(300_000) } },
    });
    expect(larger.status).toBeGreaterThanOrEqual(400);

    await operator.stop();
    const small = await installed.run({ args: ALONE, nodeArgs: ["--max-old-space-size=64"] });
    const scope = await declared("large", name);
    const status = await eventually(async () => {
      const now = await statusOf(api, scope);
      return checkOf(now, "logging-sidecar")?.pass === COUNT + 1 && now;
    }, PATIENCE);
    expect(checkOf(status, "logging-sidecar")).toMatchObject({ pass: COUNT + 1, fail: COUNT, unknown: 0 });
    expect(checkOf(status, "data-classification")).toMatchObject({ fail: 2 * COUNT + 1, unknown: 0 });
    expect(JSON.stringify(status)).not.toMatch(/x{100}|y{100}/);
    expect(JSON.stringify(status).length).toBeLessThan(60_000);
    const samples = await quiet(small);
    const of = (wanted: string) => samples.find(({ name: each }) => each === wanted)?.value ?? Number.NaN;
    expect(of("nodejs_heap_size_used_bytes")).toBeLessThan(64 * 1024 * 1024);
    expect(of("process_resident_memory_bytes")).toBeLessThan(400 * 1024 * 1024);
    expect(complaints(small)).toEqual([]);
    expect(small.lines.every((line) => line.length < 20_000)).toBe(true);
    expect(await small.stop("SIGTERM")).toBe(0);
  });
});
