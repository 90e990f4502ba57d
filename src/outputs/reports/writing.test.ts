import { describe, expect, it } from "vitest";
import { contentOf, reportActions, ReportCluster } from "../../../tests/builders/reports.ts";
import {
  assessment,
  finding,
  IN_SCOPE,
  snapshot,
  summary,
  UNDECLARED,
  verdicts,
  type SummaryOptions,
} from "../../../tests/builders/snapshots.ts";
import { exceptionFact } from "../../../tests/builders/exceptions.ts";
import { CONTENT_HASH } from "../../api/report-apis.ts";
import type { Finding, Tally } from "../../assess/assessment.ts";
import type { ReportObject } from "./report.ts";
import { MAX_REPORT_BYTES, reportName } from "./writing.ts";

const EXCEPTION = exceptionFact("granted", {
  reason: "the shipper comes with the next release",
  owner: "the team",
  approvedBy: "the owner of the scope",
  expires: "2026-12-31T00:00:00Z",
});

const NOTHING: Tally = { pass: 0, fail: 0, unknown: 0, exempt: 0 };

/** A scope with one namespace `prod`, of which these are the findings and this is the tally. */
const world = (findings: readonly Finding[], tally: Partial<Tally> = {}, more: SummaryOptions = {}) => {
  const prod = assessment("prod", IN_SCOPE, {
    acme: { ...verdicts(findings, { "logging-sidecar": tally }), exceptionsUsed: new Map([["granted", 1]]) },
  });
  const scope = summary({ findings, total: { ...NOTHING, ...tally }, statementResults: [], ...more });
  return snapshot({ scopes: [scope], namespaces: [prod] });
};

const reportsOf = (next: ReturnType<typeof snapshot>, choice: "openreports" | "wgpolicy" = "openreports"): readonly ReportObject[] => {
  const cluster = new ReportCluster();
  cluster.choice = choice;
  cluster.served.add("wgpolicy");
  return reportActions(cluster.plan(next)).map(contentOf);
};

const inNamespace = (reports: readonly ReportObject[]): readonly ReportObject[] =>
  reports.filter(({ metadata }) => metadata.namespace !== undefined);
const ofCluster = (reports: readonly ReportObject[]): readonly ReportObject[] =>
  reports.filter(({ metadata }) => metadata.namespace === undefined);
const bytesOf = (report: ReportObject): number => Buffer.byteLength(JSON.stringify(report));

describe("the report of a namespace", () => {
  const exempt = finding("legacy", { verdict: "exempt", exception: "granted" });
  const next = world(
    [finding("web"), exempt],
    { pass: 7, fail: 1, unknown: 2, exempt: 1 },
    {
      exceptions: [{ exception: EXCEPTION, state: "active", exempts: 1, expiresAt: 0 }],
    },
  );
  const [report] = inNamespace(reportsOf(next));

  it("is of its namespace, owned by the scope, and found by our labels", () => {
    expect(report).toMatchObject({
      apiVersion: "openreports.io/v1alpha1",
      kind: "Report",
      metadata: {
        name: "isms-scope-acme",
        namespace: "prod",
        labels: { "app.kubernetes.io/managed-by": "isms-scope-operator", "isms-scope.io/scope": "acme" },
        ownerReferences: [{ apiVersion: "isms-scope.io/v1alpha1", kind: "IsmsScope", name: "acme", uid: "uid-acme" }],
      },
      source: "isms-scope-operator",
      scope: { apiVersion: "v1", kind: "Namespace", name: "prod", uid: "uid-prod" },
    });
  });

  it("counts passes, failures, exempt subjects as skipped, and what is unknown as an error", () => {
    expect(report?.summary).toEqual({ pass: 7, fail: 1, warn: 0, error: 2, skip: 1 });
  });

  it("lists a failure with its check, its controls and the object", () => {
    expect(report?.results[0]).toEqual({
      source: "isms-scope-operator",
      policy: "acme",
      rule: "logging-sidecar",
      category: "ISO/IEC 27001:2022 A.8.15",
      severity: "high",
      result: "fail",
      scored: true,
      message: "Deployment web ships no logs: add a log shipper.",
      properties: { controls: expect.stringContaining("A.8.15 Logging"), reason: "NoLogShipper", mode: "Audit" },
      resources: [{ apiVersion: "apps/v1", kind: "Deployment", namespace: "prod", name: "web", uid: "uid-web" }],
    });
  });

  it("lists an exempt subject as skipped, with who decided that, why, and until when", () => {
    expect(report?.results[1]).toMatchObject({
      result: "skip",
      properties: {
        exception: "granted",
        exceptionReason: "the shipper comes with the next release",
        approvedBy: "the owner of the scope",
        expires: "2026-12-31T00:00:00Z",
      },
    });
  });

  it("lists no pass", () => {
    expect(report?.results.map(({ result }) => result)).toEqual(["fail", "skip"]);
  });

  it("tells no time of its own: the same answer is the same report", () => {
    expect(JSON.stringify(report)).not.toMatch(/timestamp/i);
    const later = { ...next, at: next.at + 1e6, revision: next.revision + 1 };
    expect(inNamespace(reportsOf(later))).toEqual([report]);
  });

  it("is a PolicyReport of wgpolicyk8s.io by choice, with the same rows", () => {
    const [other] = inNamespace(reportsOf(next, "wgpolicy"));
    expect(other).toMatchObject({ apiVersion: "wgpolicyk8s.io/v1alpha2", kind: "PolicyReport", results: report?.results });
    expect(other).not.toHaveProperty("source");
  });
});

describe("the report of a scope", () => {
  const outside = finding("stray", {
    check: "namespace-declared",
    subject: { apiVersion: "v1", kind: "Namespace", name: "stray", uid: "u" },
  });
  const entry = finding("etl", { check: "component-present", subject: { kind: "Component", name: "etl" } });
  const inside = finding("web");
  const prod = assessment("prod", IN_SCOPE, { acme: verdicts([inside], { "logging-sidecar": { fail: 1 } }) });
  const stray = assessment("stray", UNDECLARED, { acme: verdicts([outside], { "namespace-declared": { fail: 1 } }) });
  const scope = summary({
    findings: [outside, entry, inside],
    total: { pass: 5, fail: 3, unknown: 1, exempt: 2 },
    statements: { verified: 1, violated: 1, unobserved: 1, documentary: 4 },
    statementResults: [
      {
        path: "interfaces",
        name: "Customer Portals",
        state: "verified",
        evidence: [
          { check: "exposure-declared", kind: "HTTPRoute", tally: { ...NOTHING, pass: 1 } },
          { check: "exposure-declared", kind: "Ingress", tally: { ...NOTHING, pass: 2 } },
        ],
      },
      {
        path: "components",
        name: "etl",
        state: "violated",
        evidence: [{ check: "component-present", kind: "Component", tally: { ...NOTHING, pass: 1, fail: 1 } }],
      },
      { path: "locations", name: "Frankfurt", state: "unobserved", evidence: [] },
      { path: "processes", name: "Delivery", state: "verified", evidence: [] },
      { path: "document.version", name: "", state: "documentary", evidence: [] },
      { path: "technology.services", name: "EC2", within: "AWS", state: "documentary", evidence: [] },
    ],
    exceptions: [{ exception: EXCEPTION, state: "unused", exempts: 0, expiresAt: 0 }],
  });
  const reports = reportsOf(snapshot({ scopes: [scope], namespaces: [prod, stray] }));
  const [report] = ofCluster(reports);
  const rowsOf = (rule: string) => report?.results.filter((result) => result.rule === rule) ?? [];

  it("is about the scope, and counts all that was judged in it", () => {
    expect(report).toMatchObject({
      kind: "ClusterReport",
      metadata: { name: "isms-scope-acme" },
      scope: { kind: "IsmsScope", name: "acme", uid: "uid-acme" },
      summary: { pass: 5, fail: 3, warn: 0, error: 1, skip: 2 },
    });
    expect(report?.metadata).not.toHaveProperty("namespace");
  });

  it("has every finding that no report of a namespace has: of entries, of the cluster, of namespaces outside", () => {
    expect(rowsOf("namespace-declared")[0]?.resources).toEqual([{ apiVersion: "v1", kind: "Namespace", name: "stray", uid: "u" }]);
    expect(rowsOf("component-present")[0]).toMatchObject({
      properties: { entry: "Component/etl" },
      resources: [{ kind: "IsmsScope", name: "acme" }],
    });
    expect(rowsOf("logging-sidecar")).toEqual([]);
    expect(inNamespace(reports).map(({ metadata }) => metadata.namespace)).toEqual(["prod"]);
  });

  it("says of each statement, documentary ones too, what became of it, and which checks and facts are behind that", () => {
    expect(rowsOf("statement").map(({ result, message, properties }) => [result, message, properties["state"]])).toEqual([
      ["pass", 'interfaces "Customer Portals": verified by exposure-declared: 3 of 3 pass (HTTPRoute 1, Ingress 2)', "verified"],
      ["fail", 'components "etl": violated by component-present: 1 fail, 1 pass of 2 (Component 2)', "violated"],
      ["skip", 'locations "Frankfurt": unobserved: nothing in the cluster was judged for it', "unobserved"],
      ["pass", 'processes "Delivery": verified by a workload of it that runs', "verified"],
      ["skip", "document.version: documentary: nothing in a cluster can decide it", "documentary"],
      ["skip", 'technology.services "EC2" of "AWS": documentary: nothing in a cluster can decide it', "documentary"],
    ]);
    expect(rowsOf("statement").at(-1)?.properties).toMatchObject({ path: "technology.services", name: "EC2", within: "AWS" });
    expect(rowsOf("statement")[0]?.properties).toMatchObject({ path: "interfaces", name: "Customer Portals", checks: "exposure-declared" });
  });

  it("counts them by state", () => {
    expect(rowsOf("statements")).toMatchObject([{ result: "fail", properties: { documentary: "4", verified: "1" } }]);
  });

  it("passes the statements together while none is violated", () => {
    const statements = { verified: 1, violated: 0, unobserved: 1, documentary: 4 };
    const [well] = ofCluster(reportsOf(snapshot({ scopes: [summary({ statements })], namespaces: [] })));
    expect(well?.results.filter(({ rule }) => rule === "statements").map(({ result }) => result)).toEqual(["pass"]);
  });

  it("says which exceptions there are, and which of them do nothing", () => {
    expect(rowsOf("exception")).toMatchObject([
      { result: "warn", properties: { exception: "granted", state: "unused" }, resources: [{ kind: "ScopeException" }] },
    ]);
  });

  it("rows about statements and exceptions are not scored: the summary counts verdicts", () => {
    expect(report?.results.filter(({ scored }) => !scored).map(({ rule }) => rule)).toEqual([
      "statements",
      "statement",
      "statement",
      "statement",
      "statement",
      "statement",
      "statement",
      "exception",
    ]);
  });
});

describe("a report of many findings", () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => finding(`app-${index}`, { message: `${"long: mend it. ".repeat(60)}${index}` }));
  const findings = many(5_000);
  const chunks = inNamespace(reportsOf(world(findings, { pass: 11, fail: 5_000, unknown: 3 })));

  it("is divided into reports below a megabyte each, which together list all of them once", () => {
    expect(chunks.length).toBeGreaterThan(4);
    for (const chunk of chunks) expect(bytesOf(chunk)).toBeLessThanOrEqual(MAX_REPORT_BYTES);
    const names = chunks.flatMap(({ results }) => results.map(({ resources }) => resources[0]?.name));
    expect(new Set(names).size).toBe(5_000);
    expect(names).toHaveLength(5_000);
  });

  it("has names of its own for each, the first without a number", () => {
    const names = chunks.map(({ metadata }) => metadata.name);
    expect(names[0]).toBe("isms-scope-acme");
    for (const name of names.slice(1)) expect(name).toMatch(/^isms-scope-acme-\d+$/);
    expect(new Set(names).size).toBe(names.length);
  });

  it("counts every verdict once in all of them together", () => {
    const sum = (outcome: "pass" | "fail" | "error") => chunks.reduce((total, { summary: counts }) => total + counts[outcome], 0);
    expect([sum("pass"), sum("fail"), sum("error")]).toEqual([11, 5_000, 3]);
    for (const { summary: counts, results } of chunks) expect(counts.fail).toBe(results.length);
  });

  it("changes in one report when one finding is mended, and in no other", () => {
    const after = inNamespace(reportsOf(world(findings.slice(1), { pass: 11, fail: 4_999, unknown: 3 })));
    const hashes = (reports: readonly ReportObject[]) =>
      new Map(reports.map(({ metadata }) => [metadata.name, metadata.annotations[CONTENT_HASH]]));
    const [before, now] = [hashes(chunks), hashes(after)];
    expect([...before.keys()].filter((name) => before.get(name) !== now.get(name))).toHaveLength(1);
    expect(now.size).toBe(before.size);
  });

  it("takes as many bytes as it was reckoned to", () => {
    const cluster = new ReportCluster();
    const actions = cluster.plan(world(findings, { fail: 5_000 }));
    const reckoned = [...cluster.memory.places.values()].flatMap((place) => place.chunks.map(({ name, bytes }) => [name, bytes]));
    expect(actions.map((action) => [action.name, bytesOf(contentOf(action))])).toEqual(reckoned);
  });
});

describe("names of reports", () => {
  it("no two scopes share one, whatever numbers their names end with", () => {
    const scopes = ["a", "a-2", "a-2-2", "a.b", "a-1", "a-10", "a.2"];
    const names = scopes.flatMap((scope) => [0, 1, 2, 9].map((id) => reportName(scope, id)));
    expect(new Set(names).size).toBe(names.length);
    expect(reportName("a.b", 0)).toBe("isms-scope-a.b");
    expect(reportName("a-2", 0)).toBe("isms-scope-a-2-1");
  });

  it("are short enough for the longest name of a scope", () => {
    expect(reportName("s".repeat(63), 2 ** 16).length).toBeLessThan(253);
  });
});
