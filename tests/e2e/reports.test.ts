import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openApi, type Api } from "../../tools/control-plane/api.ts";
import { createAccount } from "../../tools/control-plane/account.ts";
import type { OperatorProcess } from "../../tools/operator/process.ts";
import { eventually } from "../harness/eventually.ts";
import { useInstall } from "./install.ts";
import { classified, declare, deploy, except, exceptionPath, namespacePath, scopePath, statusOf } from "./objects.ts";
import { ownPlace } from "./place.ts";
import { complaints, PATIENCE, quiet, samplesOf, writesOf } from "./readings.ts";
import { clusterReportsOf, installReports, reportPath, reportsOf, versionsOf, type StoredReport } from "./report-objects.ts";

// A control plane of its own: it begins without the definitions of reports. Its garbage collector is part of what is shown.
const place = ownPlace({ scheduler: false, kwok: false });
const installed = useInstall(place);
const ROLES = join(import.meta.dirname, "..", "..", "k8s", "roles.yaml");
const SCOPE = "shop";
const NAME = `isms-scope-${SCOPE}`;
const NAMESPACES = ["shop-a", "shop-b", "shop-c"];
const ALONE = ["--leader-elect=false"];
/** Two looks at what the server serves are half a minute apart. */
const LATER = { timeout: 90_000, interval: 100 } as const;

let operator: OperatorProcess;

const report = (reports: readonly StoredReport[], namespace: string): StoredReport | undefined =>
  reports.find(({ metadata }) => metadata.namespace === namespace);

/** Waits until the reports in namespaces are these. */
const untilIn = (namespaces: readonly string[], api: "openreports" | "wgpolicy" = "openreports") =>
  eventually(async () => {
    const reports = await reportsOf(place.api, api);
    expect(reports.map(({ metadata }) => metadata.namespace ?? "").toSorted()).toEqual(namespaces.toSorted());
    return reports;
  }, LATER);

const changed = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] =>
  [...before.keys(), ...after.keys()].filter((key, index, keys) => keys.indexOf(key) === index && before.get(key) !== after.get(key));

beforeAll(async () => {
  await place.kubectl(["apply", "--server-side", "-f", ROLES]);
  for (const name of NAMESPACES) {
    const { annotations } = classified("Internal");
    await place.api.must("POST", "/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name, annotations } });
    await deploy(place.api, name, "unlogged", { logged: false });
    await deploy(place.api, name, "legacy", { logged: false });
  }
  await except(place.api, "legacy", {
    scope: SCOPE,
    checks: ["logging-sidecar"],
    subjects: [{ names: ["legacy"] }],
    expires: "2099-01-01T00:00:00Z",
  });
  await declare(place.api, SCOPE, {
    environments: [{ name: "production", namespaces: { names: ["shop-*"] } }],
    rules: { undeclaredNamespaces: "Ignore" },
  });
});
afterAll(() => operator.stop("SIGKILL"));

describe("where no API of reports is installed", () => {
  test("nothing is missing: statuses are written, and the log says once what would be reported in", async () => {
    operator = await installed.run({ args: ALONE });
    await quiet(operator);
    expect((await statusOf(place.api, SCOPE)).results).toBeDefined();
    expect(complaints(operator)).toEqual([]);
    const told = operator.lines.filter((line) => line.includes("no such report is written until it is"));
    expect(told.map((line) => (JSON.parse(line) as { resource: string }).resource).toSorted()).toEqual([
      "clusterpolicyreports.wgpolicyk8s.io",
      "clusterreports.openreports.io",
      "policyreports.wgpolicyk8s.io",
      "reports.openreports.io",
    ]);
  });

  test("installed later it is written in without a restart: a report for each namespace, and one for the scope", async () => {
    await installReports(place, "openreports");
    const reports = await untilIn(NAMESPACES);
    await quiet(operator);
    const { results = [], summary } = report(reports, "shop-a") ?? {};
    const logging = results.filter(({ rule }) => rule === "logging-sidecar");
    expect(logging.map(({ result, resources }) => [result, resources[0]?.name])).toEqual([
      ["fail", "unlogged"],
      ["skip", "legacy"],
    ]);
    expect(logging[1]?.properties).toMatchObject({
      exception: "legacy",
      approvedBy: "the owner of the scope",
      expires: "2099-01-01T00:00:00Z",
    });
    expect(summary?.fail).toBe(results.filter(({ result }) => result === "fail").length);
    expect(summary?.skip).toBe(1);
    const [whole] = await clusterReportsOf(place.api);
    const { results: counts } = await statusOf(place.api, SCOPE);
    expect(whole?.summary).toEqual({ pass: counts?.pass, fail: counts?.fail, warn: 0, error: counts?.unknown, skip: counts?.exempt });
    expect(whole?.results.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(["statements", "statement", "exception", "document-complete"]),
    );
    // What a report of a namespace lists is not listed again.
    expect(whole?.results.filter(({ rule }) => rule === "logging-sidecar")).toEqual([]);
    expect(complaints(operator)).toEqual([]);
  });
});

describe("reports that are there", () => {
  const versions = async () => versionsOf(await reportsOf(place.api));

  test("one workload that is mended changes the report of its namespace and no other", async () => {
    const before = await versions();
    await deploy(place.api, "shop-b", "unlogged", { logged: true });
    await eventually(async () => {
      const { results = [] } = report(await reportsOf(place.api), "shop-b") ?? {};
      return results.every(({ rule, result }) => rule !== "logging-sidecar" || result === "skip");
    }, PATIENCE);
    await quiet(operator);
    expect(changed(before, await versions())).toEqual([`shop-b/${NAME}`]);
  });

  test("are not written again by an operator that is started anew", async () => {
    const before = [...(await versions()), ...versionsOf(await clusterReportsOf(place.api))];
    await operator.stop("SIGKILL");
    operator = await installed.run({ args: ALONE });
    expect(writesOf(await quiet(operator))).toBe(0);
    expect([...(await versions()), ...versionsOf(await clusterReportsOf(place.api))]).toEqual(before);
  });

  test.each([
    ["its rows taken out", { results: [] }],
    ["a count made up", { summary: { fail: 0 } }],
    ["its owner taken away", { metadata: { ownerReferences: null } }],
    ["our label taken away", { metadata: { labels: { "app.kubernetes.io/managed-by": null } } }],
    ["our annotation changed", { metadata: { annotations: { "isms-scope.io/content-hash": "made-up" } } }],
  ])("one with %s is mended, and then left alone", async (_, patch) => {
    const path = reportPath("openreports", true, "shop-a", NAME);
    const content = ({ metadata: { labels, ownerReferences, annotations }, results, summary }: StoredReport) =>
      JSON.stringify([labels, ownerReferences, annotations, results, summary]);
    const before = content(await place.api.must<StoredReport>("GET", path));
    await place.api.must("PATCH", `${path}?fieldManager=somebody`, patch);
    await eventually(async () => content(await place.api.must<StoredReport>("GET", path)) === before, PATIENCE);
    const mended = writesOf(await quiet(operator));
    expect(writesOf(await quiet(operator))).toBe(mended);
  });

  test("one that somebody deletes comes back", async () => {
    const path = reportPath("openreports", true, "shop-a", NAME);
    const { metadata } = await place.api.must<StoredReport>("GET", path);
    await place.api.must("DELETE", path);
    const again = await eventually(async () => {
      const { status, body } = await place.api.request<StoredReport>("GET", path);
      return status === 200 && body;
    }, PATIENCE);
    expect(again.metadata.uid).not.toBe(metadata.uid);
  });

  test("one of somebody else is left alone, though it bears our label", async () => {
    const path = reportPath("openreports", true, "shop-a");
    const labels = { "app.kubernetes.io/managed-by": "isms-scope-operator" };
    await place.api.must("POST", path, { apiVersion: "openreports.io/v1alpha1", kind: "Report", metadata: { name: "theirs", labels } });
    await deploy(place.api, "shop-a", "another", { logged: false });
    await eventually(
      async () => (report(await reportsOf(place.api), "shop-a")?.results ?? []).some(({ resources }) => resources[0]?.name === "another"),
      PATIENCE,
    );
    await quiet(operator);
    expect((await place.api.request("GET", `${path}/theirs`)).status).toBe(200);
    await place.api.must("DELETE", `${path}/theirs`);
  });

  test("a namespace that leaves the scope loses its report", async () => {
    await declare(place.api, SCOPE, {
      environments: [{ name: "production", namespaces: { names: ["shop-a", "shop-b"] } }],
      rules: { undeclaredNamespaces: "Ignore" },
    });
    await untilIn(["shop-a", "shop-b"]);
    expect((await place.api.request("GET", namespacePath("shop-c"))).status).toBe(200);
  });
});

describe("the right to create reports", () => {
  const path = reportPath("openreports", true, "shop-b", NAME);

  test("is needed, though the audit tells of none: applying what is not there asks for it", async () => {
    await installed.grant(["create reports"]);
    await place.api.must("DELETE", path);
    await eventually(() => complaints(operator).some((line) => line.includes(`forbids PATCH ${path}`)), PATIENCE);
    expect((await place.api.request("GET", path)).status).toBe(404);
    await installed.grant();
    await eventually(async () => (await place.api.request("GET", path)).status === 200, PATIENCE);
  });
});

describe("who may read a namespace", () => {
  const RBAC = "/apis/rbac.authorization.k8s.io/v1";
  let reader: Api;

  beforeAll(async () => {
    const kubeconfig = join(place.folder, "reader.kubeconfig");
    const account = await createAccount(place.api, { namespace: "default", name: "reader", kubeconfig, ca: place.ca });
    reader = openApi(account.kubeconfig);
    await place.api.must("POST", `${RBAC}/namespaces/shop-a/rolebindings`, {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name: "reader" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
      subjects: [{ kind: "ServiceAccount", name: "reader", namespace: "default" }],
    });
  });
  afterAll(() => reader.close());

  test("by the cluster's own role `view` reads its report, not another namespace's, nor that of the scope", async () => {
    const statusFor = async (path: string) => (await reader.request("GET", path)).status;
    await eventually(async () => (await statusFor(reportPath("openreports", true, "shop-a", NAME))) === 200, PATIENCE);
    expect(await statusFor(reportPath("openreports", true, "shop-a"))).toBe(200);
    expect(await statusFor(reportPath("openreports", true, "shop-b", NAME))).toBe(403);
    expect(await statusFor(reportPath("openreports", true))).toBe(403);
    expect(await statusFor(reportPath("openreports", false, undefined, NAME))).toBe(403);
    expect((await reader.request("DELETE", reportPath("openreports", true, "shop-a", NAME))).status).toBe(403);
    expect((await reader.request("PATCH", reportPath("openreports", true, "shop-a", NAME), { results: [] })).status).toBe(403);
  });
});

describe("another choice", () => {
  const restart = async (choice: string): Promise<void> => {
    await operator.stop("SIGTERM");
    operator = await installed.run({ args: [...ALONE, `--reports=${choice}`] });
  };

  test("writes the other API, with the same rows, and takes the first away", async () => {
    const [before] = await reportsOf(place.api);
    await installReports(place, "wgpolicy");
    await restart("wgpolicy");
    const [first] = await untilIn(["shop-a", "shop-b"], "wgpolicy");
    expect(first?.results).toEqual(before?.results);
    await untilIn([]);
    await eventually(async () => (await clusterReportsOf(place.api)).length === 0, PATIENCE);
    await eventually(async () => (await clusterReportsOf(place.api, "wgpolicy")).length === 1, PATIENCE);
    expect(complaints(operator)).toEqual([]);
  });

  test("none takes all reports away, and the default brings them back", async () => {
    await restart("none");
    await untilIn([], "wgpolicy");
    await eventually(async () => (await clusterReportsOf(place.api, "wgpolicy")).length === 0, PATIENCE);
    await restart("openreports");
    await untilIn(["shop-a", "shop-b"]);
  });
});

describe("a scope that is deleted", () => {
  test("takes its reports with it, though no operator runs", async () => {
    await operator.stop("SIGTERM");
    expect(await reportsOf(place.api)).not.toEqual([]);
    await place.api.must("DELETE", scopePath(SCOPE));
    await untilIn([]);
    await eventually(async () => (await clusterReportsOf(place.api)).length === 0, LATER);
  });
});

describe("many", () => {
  const NAMES = Array.from({ length: 2_000 }, (_, index) => `many-${index}`);
  const WORKLOADS = 2_500;

  /** A few requests at a time. */
  const inParallel = async <T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> => {
    const rest = [...items];
    const worker = async () => {
      for (let next = rest.pop(); next !== undefined; next = rest.pop()) await work(next);
    };
    await Promise.all(Array.from({ length: 16 }, worker));
  };

  beforeAll(async () => {
    await place.api.must("DELETE", exceptionPath("legacy"));
    await inParallel(NAMES, (name) =>
      place.api.must("POST", "/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name } }),
    );
    const workloads = Array.from({ length: WORKLOADS }, (_, index) => `unlogged-${index}`);
    await inParallel(workloads, (name) => deploy(place.api, "many-0", name, { logged: false, paused: true }));
    await declare(place.api, "many", {
      environments: [{ name: "production", namespaces: { names: ["many-*"] } }],
      rules: { undeclaredNamespaces: "Ignore" },
    });
    operator = await installed.run({ args: ALONE });
  });

  test("five thousand findings in one namespace, two thousand namespaces: each has its report, none is too large, all are listed", async () => {
    const reports = await eventually(
      async () => {
        const found = await reportsOf(place.api);
        return new Set(found.map(({ metadata }) => metadata.namespace)).size === NAMES.length && found;
      },
      { timeout: 240_000, interval: 1_000 },
    );
    await quiet(operator);
    const crowded = reports.filter(({ metadata }) => metadata.namespace === "many-0");
    for (const each of crowded) expect(Buffer.byteLength(JSON.stringify(each))).toBeLessThan(1_000_000);
    expect(crowded.length).toBeGreaterThan(1);
    const rows = crowded.flatMap(({ results }) => results.map(({ rule, resources }) => `${rule} ${resources[0]?.name}`));
    expect(new Set(rows).size).toBe(rows.length);
    expect(rows.length).toBeGreaterThanOrEqual(5_000);
    expect(crowded.reduce((sum, { summary }) => sum + summary.fail, 0)).toBe(rows.length);
    expect(complaints(operator)).toEqual([]);
  }, 300_000);

  test("one workload more changes the report of its namespace, and none of the others", async () => {
    const before = versionsOf(await reportsOf(place.api));
    await deploy(place.api, "many-1", "late", { logged: false, paused: true });
    await eventually(async () => changed(before, versionsOf(await reportsOf(place.api))).length > 0, { ...PATIENCE, interval: 500 });
    await quiet(operator);
    expect(changed(before, versionsOf(await reportsOf(place.api)))).toEqual(["many-1/isms-scope-many"]);
  });

  test("a restart over all of it writes nothing", async () => {
    await operator.stop("SIGKILL");
    operator = await installed.run({ args: ALONE });
    await quiet(operator);
    expect(writesOf(await samplesOf(operator))).toBe(0);
  });
});
