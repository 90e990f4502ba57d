import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ScopeStatus } from "../../src/api/status.ts";
import type { OperatorProcess } from "../../tools/operator/process.ts";
import { suite } from "../harness/cluster.ts";
import { eventually } from "../harness/eventually.ts";
import { useInstall } from "./install.ts";
import {
  classified,
  declare,
  deploy,
  except,
  exceptionPath,
  labelsOf,
  namespacePath,
  scopePath,
  statusOf,
  type ScopeObject,
} from "./objects.ts";
import { sharedPlace } from "./place.ts";
import { eventsOf, metric, PATIENCE, quiet, sampling } from "./readings.ts";

const here = suite("over-time");
const { api, prefix } = here;
const installed = useInstall(sharedPlace(here), { prefix });
const scopeNamed = (name: string): string => `${prefix}-${name}`;
const IGNORE = { undeclaredNamespaces: "Ignore" } as const;
const scopes: string[] = [];

let operator: OperatorProcess;

beforeAll(async () => {
  operator = await installed.run({
    args: ["--leader-elect=false"],
    nodeArgs: ["--import", fileURLToPath(import.meta.resolve("./later-clock.ts"))],
  });
});
afterAll(async () => {
  for (const name of scopes) await api.request("DELETE", scopePath(name));
});

const declared = async (name: string, spec: Parameters<typeof declare>[2]): Promise<string> => {
  const whole = scopeNamed(name);
  scopes.push(whole);
  await declare(api, whole, { ...spec, rules: { ...IGNORE, ...spec.rules } });
  return whole;
};

const environment = (...names: string[]) => [{ name: "all", namespaces: { names } }];
const checkOf = ({ checks = [] }: ScopeStatus, id: string) => checks.find((check) => check.id === id);
const conditionOf = ({ conditions = [] }: ScopeStatus, type: string) => conditions.find((each) => each.type === type);

const untilStatus = (scope: string, says: (status: ScopeStatus) => boolean): Promise<ScopeStatus> =>
  eventually(async () => {
    const status = await statusOf(api, scope);
    return says(status) && status;
  }, PATIENCE);

describe("what ends at an instant", () => {
  const LIFETIME_MS = 10_000;

  test("ends at its second, by timer, though nothing else happens: an exception and an exclusion", async () => {
    const [inside, out] = [await here.namespace("in", classified("Internal")), await here.namespace("out")];
    await deploy(api, inside, "exempt", { logged: false });
    const endsAt = Math.ceil(Date.now() / 1000) * 1000 + LIFETIME_MS;
    const expires = new Date(endsAt).toISOString();
    const scope = await declared("ends", {
      environments: environment(inside),
      exclusions: [{ name: "trial", justification: "a trial", expires, namespaces: { names: [out] } }],
    });
    await except(api, scope, { scope, checks: ["logging-sidecar"], subjects: [{ namespaces: [inside] }], expires });
    here.onCleanup(() => api.request("DELETE", exceptionPath(scope)));

    const before = await untilStatus(scope, ({ results }) => results?.exempt === 1);
    expect(Date.now()).toBeLessThan(endsAt);
    expect(checkOf(before, "logging-sidecar")).toMatchObject({ fail: 0, exempt: 1, state: "Passing" });
    expect(checkOf(before, "exclusion-justified")).toMatchObject({ fail: 0, pass: 1 });
    expect(await metric(operator, "isms_scope_exception_expiry_timestamp_seconds", { scope })).toBe(endsAt / 1000);
    await quiet(operator);
    const turns = await metric(operator, "isms_evaluations_total");

    await eventually(
      async () => {
        const exempt = await metric(operator, "isms_scope_results", { scope, verdict: "exempt" });
        if (exempt === 1) return false;
        expect(Date.now()).toBeGreaterThanOrEqual(endsAt);
        return true;
      },
      { ...PATIENCE, interval: 10 },
    );
    const after = await untilStatus(scope, ({ results }) => results?.exempt === 0);
    expect(checkOf(after, "logging-sidecar")).toMatchObject({ fail: 1, exempt: 0, state: "Failing" });
    expect(checkOf(after, "exclusion-justified")).toMatchObject({ fail: 1, state: "Failing" });
    for (const id of ["logging-sidecar", "exclusion-justified"]) {
      const changed = Date.parse(checkOf(after, id)?.lastTransitionTime ?? "");
      expect(changed).toBeGreaterThanOrEqual(endsAt);
      expect(changed).toBeLessThan(endsAt + LIFETIME_MS);
    }
    expect(await metric(operator, "isms_scope_exceptions", { scope, state: "expired" })).toBe(1);
    // One turn for the instant, and one for each echo of what was written: nothing is polled.
    expect((await metric(operator, "isms_evaluations_total")) - turns).toBeLessThan(6);
    expect(await labelsOf(api, out)).toEqual({ "in-scope": "false", scope });
  });
});

describe("annotation keys that a scope begins to judge by", () => {
  /** Every version of the scope since `from`, as the API server kept them. */
  const history = async (scope: string, from: string): Promise<ScopeObject[]> => {
    const path = `${scopePath("").replace(/\/$/, "")}?watch=true&timeoutSeconds=1&fieldSelector=metadata.name=${scope}&resourceVersion=${from}`;
    const body: unknown = await api.must<unknown>("GET", path);
    const lines = typeof body === "string" ? body.trim().split("\n") : [JSON.stringify(body)];
    return lines.map((line) => (JSON.parse(line) as { object: ScopeObject }).object);
  };

  test("are read again first: until then nothing is said of classes, and never something wrong", async () => {
    const key = `${prefix}.example/class`;
    const inside = await here.namespace("keys");
    await deploy(api, inside, "web", { annotations: { "isms-scope.io/data-classification": "Internal", [key]: "Confidential" } });
    await deploy(api, inside, "shop", { annotations: { [key]: "Restricted" }, labels: { "data-classification": "Public" } });
    const scope = await declared("keys", { environments: environment(inside) });
    await untilStatus(scope, (status) => checkOf(status, "data-classification")?.pass === 2);

    const failures = sampling(() => metric(operator, "isms_scope_findings", { scope, check: "data-classification" }), 1);
    const { metadata } = await declare(api, scope, {
      environments: environment(inside),
      rules: { ...IGNORE, classification: { keys: [key] } },
    });
    const { generation = 0, resourceVersion = "" } = metadata ?? {};
    await untilStatus(scope, (status) => status.observedGeneration === generation && checkOf(status, "data-classification")?.pass === 2);
    expect(new Set(await failures.stop())).toEqual(new Set([0]));
    const seen = (await history(scope, resourceVersion)).filter(({ status }) => status?.observedGeneration === generation);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.map(({ status }) => checkOf(status ?? {}, "data-classification")?.fail)).toEqual(seen.map(() => 0));

    await declare(api, scope, {
      environments: environment(inside),
      rules: { ...IGNORE, classification: { keys: [`${prefix}.example/none`] } },
    });
    await untilStatus(scope, (status) => checkOf(status, "data-classification")?.fail === 2);
  });
});

describe("labels that somebody else changes", () => {
  const restorations = (namespace: string): string[] =>
    operator.lines.filter((line) => line.includes('"labelled"') && line.includes(`"namespace":"${namespace}"`));
  const inScope = (scope: string) => ({ "in-scope": "true", scope, environment: "all" });

  const untilLabels = (name: string, labels: object) =>
    eventually(async () => {
      expect(await labelsOf(api, name)).toEqual(labels);
      return true;
    }, PATIENCE);

  test("are set back at once, and it is told by whom", async () => {
    const names = await Promise.all(["changed", "removed", "stranger"].map((name) => here.namespace(name)));
    const [changed, removed, stranger] = names as [string, string, string];
    const scope = await declared("tamper", { environments: environment(changed, removed) });
    for (const name of [changed, removed]) await untilLabels(name, inScope(scope));

    await here.kubectl(["label", "namespace", changed, "--overwrite", "isms-scope.io/environment=mine"]);
    await here.kubectl(["label", "namespace", removed, "isms-scope.io/scope-"]);
    await here.kubectl(["label", "namespace", stranger, "isms-scope.io/in-scope=true"]);
    await untilLabels(changed, inScope(scope));
    await untilLabels(removed, inScope(scope));
    await untilLabels(stranger, {});

    const listed = await eventually(async () => {
      const lines = await here.kubectl([
        "get",
        "events",
        "--namespace=default",
        `--field-selector=reason=NamespaceLabelsRestored,involvedObject.name=${changed}`,
      ]);
      return lines.includes("set back") && lines;
    }, PATIENCE);
    expect(listed).toContain("Field manager kubectl-label changed isms-scope.io/environment");
    await eventually(
      async () => (await metric(operator, "isms_scope_drift_events_total", { scope, kind: "namespace", action: "detected" })) > 0,
      PATIENCE,
    );
    await eventually(async () => checkOf(await statusOf(api, scope), "namespace-labels")?.fail === 0, PATIENCE);
  });

  test("in a loop are not fought over: few writes, a condition that names the other, and all is well when it stops", async () => {
    const name = await here.namespace("fought");
    const scope = await declared("fight", { environments: environment(name) });
    await untilLabels(name, inScope(scope));
    const ours = restorations(name).length;

    const theirs = { apiVersion: "v1", kind: "Namespace", metadata: { name, labels: { "isms-scope.io/in-scope": "false" } } };
    const ROUNDS = 40;
    for (let round = 0; round < ROUNDS; round += 1) {
      await api.must("PATCH", `${namespacePath(name)}?fieldManager=rival&force=true`, theirs, "application/apply-patch+yaml");
      await sleep(100);
    }
    expect(restorations(name).length - ours).toBeLessThanOrEqual(3);
    expect(restorations(name).length - ours).toBeGreaterThan(0);
    const contested = await untilStatus(scope, (status) => conditionOf(status, "Ready")?.reason === "LabelConflict");
    expect(conditionOf(contested, "Ready")).toMatchObject({
      status: "False",
      message: expect.stringContaining(`${name} (field manager rival)`),
    });
    expect(await metric(operator, "isms_scope_status_condition", { scope, condition: "Ready", status: "false" })).toBe(1);

    await untilLabels(name, inScope(scope));
    expect(restorations(name).length - ours).toBeLessThanOrEqual(4);
    await quiet(operator);
    expect(conditionOf(await statusOf(api, scope), "Ready")?.reason).toBe("LabelConflict");

    process.kill(operator.pid, "SIGUSR2");
    await api.must("PATCH", namespacePath(name), { metadata: { labels: { touched: "true" } } });
    await untilStatus(scope, (status) => conditionOf(status, "Ready")?.status === "True");
    const told = await eventually(async () => {
      const events = (await eventsOf(api, scope)).filter(({ note }) => note.startsWith("Ready is True"));
      return events.length >= 2 && events;
    }, PATIENCE);
    expect(told.every(({ type }) => type === "Normal")).toBe(true);
    expect(await here.kubectl(["describe", "scope", scope])).toMatch(/Events:[^]*LabelConflict[^]*/);
  });
});
