import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addNodes } from "../../tools/control-plane/nodes.ts";
import { sumOf, type Sample } from "../../tools/operator/exposition.ts";
import type { OperatorProcess } from "../../tools/operator/process.ts";
import type { ScopeStatus } from "../../src/api/status.ts";
import { suite } from "../harness/cluster.ts";
import { eventually } from "../harness/eventually.ts";
import { useInstall } from "./install.ts";
import { classified, declare, deploy, labelsOf, namespacePath, scopePath, statusOf } from "./objects.ts";
import { sharedPlace } from "./place.ts";
import { eventsOf, metric, PATIENCE, samplesOf } from "./readings.ts";

const here = suite("main-job");
const { api, prefix } = here;
const installed = useInstall(sharedPlace(here), { prefix });
const [scope, rival] = [`${prefix}-scope`, `${prefix}-rival`];
const [prod, dev, out, stray] = ["prod", "dev", "out", "stray"].map((name) => `${prefix}-${name}`) as [string, string, string, string];

const production = { name: "production", namespaces: { names: [prod] } };
const development = { name: "development", namespaces: { matchLabels: { [`${prefix}.example/env`]: "dev" } } };
const exclusions = [{ name: "customers", justification: "run by the customer", namespaces: { names: [out] } }];
const whole = { environments: [production, development], exclusions };

let operator: OperatorProcess;

const removeScopes = async () => {
  for (const name of [scope, rival]) await api.request("DELETE", scopePath(name));
};

beforeAll(async () => {
  if (here.cluster.ours) {
    for (const node of await addNodes(api, 1, { prefix })) here.onCleanup(() => api.request("DELETE", `/api/v1/nodes/${node}`));
  }
  await here.namespace("prod", classified("Internal"));
  await here.namespace("dev", { labels: { [`${prefix}.example/env`]: "dev" } });
  await here.namespace("out");
  await here.namespace("stray");
  await deploy(api, prod, "covered", { replicas: 1 });
  await deploy(api, prod, "unlogged", { logged: false, replicas: 1 });
  await deploy(api, dev, "unclassified");
  await declare(api, scope, whole);
  operator = await installed.run();
});
afterAll(removeScopes);

const inScope = (environment: string) => ({ "in-scope": "true", scope, environment });
const excluded = { "in-scope": "false", scope };

/** Waits until every namespace carries exactly these labels of ours. */
const untilLabels = async (wanted: Readonly<Record<string, object>>): Promise<void> => {
  await eventually(async () => {
    for (const [name, labels] of Object.entries(wanted)) expect(await labelsOf(api, name)).toEqual(labels);
    return true;
  }, PATIENCE);
};

/** Waits until the status says so. */
const untilStatus = (says: (status: ScopeStatus) => boolean): Promise<ScopeStatus> =>
  eventually(async () => {
    const status = await statusOf(api, scope);
    return says(status) && status;
  }, PATIENCE);

const failing = ({ checks = [] }: ScopeStatus, id: string): number | undefined => checks.find((check) => check.id === id)?.fail;
const condition = ({ conditions = [] }: ScopeStatus, type: string) => conditions.find((each) => each.type === type);

/** The same numbers, as the status and as the metrics tell them. */
const numbersOfStatus = ({ namespaces, results, checks = [], statements, conditions = [] }: ScopeStatus) => ({
  namespaces,
  statements,
  results: { pass: results?.pass, fail: results?.fail, unknown: results?.unknown, exempt: results?.exempt },
  ratio: Number(results?.score),
  failing: Object.fromEntries(checks.map(({ id, fail }) => [id, fail])),
  conditions: Object.fromEntries(conditions.map(({ type, status }) => [type, status.toLowerCase()])),
});

const numbersOfMetrics = (samples: readonly Sample[], like: ReturnType<typeof numbersOfStatus>) => {
  const one = (name: string, labels: Record<string, string> = {}) => sumOf(samples, name, { scope, ...labels });
  const states = (name: string, key: string, words: readonly string[]) => words.map((word) => [word, one(name, { [key]: word })] as const);
  const { in_scope: inside, ...rest } = Object.fromEntries(
    states("isms_scope_namespaces", "state", ["in_scope", "excluded", "conflict", "missing"]),
  ) as Record<string, number | undefined>;
  const condition = (type: string) =>
    samples.find(
      ({ name, labels, value }) =>
        name === "isms_scope_status_condition" && labels["scope"] === scope && labels["condition"] === type && value === 1,
    );
  return {
    namespaces: { inScope: inside, undeclared: sumOf(samples, "isms_undeclared_namespaces"), ...rest },
    statements: Object.fromEntries(states("isms_scope_statements", "state", ["verified", "violated", "unobserved", "documentary"])),
    results: Object.fromEntries(states("isms_scope_results", "verdict", ["pass", "fail", "unknown", "exempt"])),
    ratio: Math.floor((one("isms_scope_compliance_ratio") ?? 0) * 1000 + 1e-9) / 10,
    failing: Object.fromEntries(Object.keys(like.failing).map((check) => [check, one("isms_scope_findings", { check })])),
    conditions: Object.fromEntries(Object.keys(like.conditions).map((type) => [type, condition(type)?.labels["status"]])),
  };
};

/** The row of `kubectl get scopes`, by column. */
const columns = async (): Promise<Record<string, string>> => {
  const [head = "", row = ""] = (await here.kubectl(["get", "scopes", scope])).split("\n");
  const starts = [...head.matchAll(/\S+/g)].map(({ 0: title, index }) => ({ title, index }));
  return Object.fromEntries(starts.map(({ title, index }, at) => [title, row.slice(index, starts[at + 1]?.index).trim()]));
};

describe("a declared scope meets a cluster", () => {
  test("its namespaces are labelled as declared, and no other", async () => {
    await untilLabels({ [prod]: inScope("production"), [dev]: inScope("development"), [out]: excluded, [stray]: {} });
  });

  test("status, metrics and kubectl tell the same numbers, and they are those of the cluster", async () => {
    await eventually(async () => {
      const status = await statusOf(api, scope);
      const said = numbersOfStatus(status);
      expect(said).toMatchObject({
        namespaces: { inScope: 2, excluded: 1, conflict: 0, missing: 0 },
        failing: { "logging-sidecar": 1, "data-classification": 1 },
      });
      expect(numbersOfMetrics(await samplesOf(operator), said)).toEqual(said);
      expect(await columns()).toMatchObject({
        SCORE: status.results?.score,
        "IN-SCOPE": "2",
        UNDECLARED: String(status.namespaces?.undeclared),
        FINDINGS: String(status.results?.fail),
        APPROVED: "False",
        MODE: "Audit",
      });
      return true;
    }, PATIENCE);
    const info = await samplesOf(operator);
    const states = info.filter(({ name, labels }) => name === "isms_namespace_scope_info" && labels["namespace"]?.startsWith(prefix));
    expect(Object.fromEntries(states.map(({ labels }) => [labels["namespace"], labels["state"]]))).toEqual({
      [prod]: "in_scope",
      [dev]: "in_scope",
      [out]: "excluded",
      [stray]: "undeclared",
      [installed.namespace]: "system",
    });
  });

  test("all of it is listed by kubectl explain, get and describe", async () => {
    expect(await here.kubectl(["explain", "scope.spec.environments.namespaces"])).toContain("Namespaces that belong to it");
    const described = await here.kubectl(["describe", "scope", scope]);
    expect(described).toMatch(/Events:[^]*Evaluated/);
    expect(described).toMatch(/Events:[^]*CheckFailing[^]*logging-sidecar fails for 1 of/);
    const listed = await here.kubectl(["get", "events", "--namespace=default", `--field-selector=involvedObject.name=${prod}`]);
    expect(listed).toContain("NamespaceInScope");
    expect(listed).toContain(`namespace/${prod}`);
  });
});

describe("drift", () => {
  const findings = () => metric(operator, "isms_scope_findings", { scope, namespace: prod, check: "logging-sidecar" });

  test("appears in metrics, status and an Event on the workload when a log shipper is taken out", async () => {
    await deploy(api, prod, "covered", { logged: false, replicas: 1 });
    await eventually(async () => (await findings()) === 2, PATIENCE);
    const status = await untilStatus((now) => failing(now, "logging-sidecar") === 2);
    expect(status.findings).toContainEqual(
      expect.objectContaining({ check: "logging-sidecar", kind: "Deployment", namespace: prod, name: "covered", reason: "NotCovered" }),
    );
    await eventually(
      async () => (await here.kubectl(["describe", "deployment", "covered", `--namespace=${prod}`])).includes("NotCovered"),
      PATIENCE,
    );
  });

  test("is mended, and told so, when it comes back", async () => {
    await deploy(api, prod, "covered", { replicas: 1 });
    await eventually(async () => (await findings()) === 1, PATIENCE);
    await untilStatus((now) => failing(now, "logging-sidecar") === 1);
    const events = await eventually(async () => {
      const lines = await here.kubectl([
        "get",
        "events",
        `--namespace=${prod}`,
        "--field-selector=involvedObject.name=covered,reason=FindingResolved",
      ]);
      return lines.includes("deployment/covered") && lines;
    }, PATIENCE);
    expect(events).toContain("No longer a finding");
  });

  test("of an undeclared namespace ends when its label puts it into an environment", async () => {
    const before = await metric(operator, "isms_scope_findings", { scope, namespace: stray, check: "namespace-declared" });
    expect(before).toBe(1);
    await api.must("PATCH", namespacePath(stray), { metadata: { labels: { [`${prefix}.example/env`]: "dev" } } });
    await untilLabels({ [stray]: inScope("development") });
    await untilStatus(({ namespaces }) => namespaces?.inScope === 3);
    await api.must("PATCH", namespacePath(stray), { metadata: { labels: { [`${prefix}.example/env`]: null } } });
    await untilLabels({ [stray]: {} });
  });
});

describe("what is no longer declared", () => {
  test("loses its labels when its entry is removed, and has them again when it is put back", async () => {
    await declare(api, scope, { environments: [production] });
    await untilLabels({ [prod]: inScope("production"), [dev]: {}, [out]: {} });
    await declare(api, scope, whole);
    await untilLabels({ [prod]: inScope("production"), [dev]: inScope("development"), [out]: excluded });
  });

  test("is in conflict when two scopes claim it: its labels are removed, both scopes say why, and it heals", async () => {
    await declare(api, rival, { environments: [{ name: "theirs", namespaces: { names: [prod] } }] });
    await untilLabels({ [prod]: {}, [dev]: inScope("development") });
    for (const name of [scope, rival]) {
      const ready = await eventually(async () => {
        const now = condition(await statusOf(api, name), "Ready");
        return now?.reason === "ScopeConflict" && now;
      }, PATIENCE);
      expect(ready).toMatchObject({ status: "False", message: expect.stringContaining(prod) as string });
    }
    expect(await metric(operator, "isms_namespace_scope_info", { namespace: prod, state: "conflict" })).toBe(1);
    expect(await metric(operator, "isms_scope_namespaces", { scope, state: "conflict" })).toBe(1);
    await api.must("DELETE", scopePath(rival));
    await untilLabels({ [prod]: inScope("production") });
    await untilStatus((status) => condition(status, "Ready")?.status === "True");
  });

  test("loses all labels when its scope is deleted, and leaves no series behind", async () => {
    await removeScopes();
    await untilLabels({ [prod]: {}, [dev]: {}, [out]: {} });
    await eventually(
      async () =>
        (await samplesOf(operator)).every(
          ({ name, labels }) => !name.startsWith("isms_scope_") || labels["scope"] !== scope || name.endsWith("_total"),
        ),
      PATIENCE,
    );
    expect(
      (await eventsOf(api, prefix)).filter(({ regarding, reason }) => regarding.name === prod && reason === "NamespaceReleased"),
    ).not.toEqual([]);
  });
});
