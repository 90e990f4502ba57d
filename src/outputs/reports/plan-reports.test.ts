import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ReportCluster, reportKey } from "../../../tests/builders/reports.ts";
import { assessment, finding, IN_SCOPE, snapshot, summary, UNDECLARED, verdicts } from "../../../tests/builders/snapshots.ts";
import type { ExceptionFact } from "../../scope/compiled.ts";
import type { NamespaceAssessment, Snapshot } from "../../assess/assessment.ts";
import { NO_REPORT_MEMORY } from "./plan-reports.ts";

const place = (name: string, failing: readonly string[] = []): NamespaceAssessment =>
  assessment(name, IN_SCOPE, {
    acme: verdicts(
      failing.map((each) => finding(each)),
      { "logging-sidecar": { pass: 3, fail: failing.length } },
    ),
  });

const next = (namespaces: readonly NamespaceAssessment[]): Snapshot => {
  const findings = namespaces.flatMap(({ verdicts: byScope }) => byScope.get("acme")?.findings ?? []);
  return snapshot({ scopes: [summary({ findings, statementResults: [] })], namespaces });
};

const GRANTED: ExceptionFact = {
  uid: "uid-granted",
  name: "granted",
  generation: 1,
  deleting: false,
  status: {},
  spec: {
    scope: "acme",
    checks: ["logging-sidecar"],
    subjects: [{}],
    reason: "a trial",
    owner: "the team",
    approvedBy: "the owner",
    expires: "2026-12-31T00:00:00Z",
  },
};

const PROD = reportKey("openreports", "prod", "isms-scope-acme");

describe("reports are planned", () => {
  it("one for each namespace in scope, with findings or without, and one for the scope", () => {
    const cluster = new ReportCluster();
    const all = next([place("prod", ["web"]), place("staging"), assessment("free", UNDECLARED)]);
    expect(cluster.turn(all)).toEqual([
      "apply Report prod/isms-scope-acme",
      "apply Report staging/isms-scope-acme",
      "apply ClusterReport isms-scope-acme",
    ]);
    expect(cluster.turn(all)).toEqual([]);
  });

  it("not again after a restart, and not while nothing changes", () => {
    const cluster = new ReportCluster();
    const all = next([place("prod", ["web"]), place("staging")]);
    cluster.turn(all);
    cluster.memory = NO_REPORT_MEMORY;
    expect(cluster.turn(next([place("prod", ["web"]), place("staging")]))).toEqual([]);
  });

  it("only where something changed", () => {
    const cluster = new ReportCluster();
    const staging = place("staging");
    cluster.turn(next([place("prod", ["web"]), staging]));
    expect(cluster.turn(next([place("prod"), staging]))).toEqual(["apply Report prod/isms-scope-acme"]);
  });

  it("nothing is made ready of a place that is made of the same", () => {
    const cluster = new ReportCluster();
    const quiet = place("staging");
    cluster.turn(next([place("prod", ["web"]), quiet]));
    const before = cluster.memory.places.get("staging/acme");
    cluster.turn(next([place("prod", ["web", "worker"]), quiet]));
    expect(cluster.memory.places.get("staging/acme")).toBe(before);
    expect(JSON.stringify([...cluster.memory.places.values()].map(({ chunks }) => chunks)).length).toBeLessThan(1_000);
  });

  it("what an exception says is news of every report that names it, its own status is not", () => {
    const exempt = finding("web", { verdict: "exempt", exception: "granted" });
    const exempted = { ...verdicts([exempt]), exceptionsUsed: new Map([["granted", 1]]) };
    const prod = assessment("prod", IN_SCOPE, { acme: exempted });
    const granted = (more: Partial<ExceptionFact>): Snapshot => {
      const exception = { ...GRANTED, ...more };
      const exceptions = [{ exception, state: "active" as const, exempts: 1, expiresAt: 0 }];
      return snapshot({ scopes: [summary({ findings: [exempt], exceptions })], namespaces: [prod] });
    };
    const cluster = new ReportCluster();
    cluster.turn(granted({}));
    expect(cluster.turn(granted({ status: { observedGeneration: 1 } }))).toEqual([]);
    const changed = granted({ generation: 2, spec: { ...GRANTED.spec, approvedBy: "the board" } });
    expect(cluster.turn(changed)).toEqual(["apply Report prod/isms-scope-acme", "apply ClusterReport isms-scope-acme"]);
    expect(JSON.stringify(cluster.contents.get(PROD))).toContain("the board");
  });

  it("a report that somebody deleted is written again", () => {
    const cluster = new ReportCluster();
    const all = next([place("prod", ["web"])]);
    cluster.turn(all);
    cluster.facts.delete(PROD);
    expect(cluster.turn(all)).toEqual(["apply Report prod/isms-scope-acme"]);
  });

  it.each([
    ["whose content somebody changed", { intact: false }],
    ["that was taken from its scope", { owner: undefined }],
    ["that is of a scope of that name which is gone", { owner: "uid-of-another" }],
    ["whose hash was taken away", { hash: "" }],
  ])("a report %s is written again", (_, tampered) => {
    const cluster = new ReportCluster();
    const all = next([place("prod", ["web"])]);
    cluster.turn(all);
    const fact = cluster.facts.get(PROD);
    if (fact) cluster.facts.set(PROD, { ...fact, ...tampered });
    expect(cluster.turn(all)).toEqual(["apply Report prod/isms-scope-acme"]);
    expect(cluster.turn(all)).toEqual([]);
  });

  it("somebody else's hand in a report is answered after a pause, news of ours at once", () => {
    const cluster = new ReportCluster();
    const all = next([place("prod", ["web"])]);
    cluster.turn(all);
    const fact = cluster.facts.get(PROD);
    if (fact) cluster.facts.set(PROD, { ...fact, intact: false });
    expect(cluster.plan(all).map(({ delay }) => delay)).toEqual([1_000]);
    expect(cluster.plan(next([place("prod")])).map(({ delay }) => delay)).toContain(0);
  });

  it("planned twice from the same observation it is the same write", () => {
    const cluster = new ReportCluster();
    const all = next([place("prod", ["web"])]);
    const [first] = cluster.plan(all);
    const [second] = cluster.plan(all);
    expect(second?.basis).toBe(first?.basis);
    expect(second?.key).toBe(first?.key);
  });

  it("reports of namespaces that left the scope are removed, and all of a scope that is gone", () => {
    const cluster = new ReportCluster();
    cluster.turn(next([place("prod"), place("staging")]));
    expect(cluster.turn(next([place("prod"), assessment("staging", UNDECLARED)]))).toEqual(["delete Report staging/isms-scope-acme"]);
    expect(cluster.turn(snapshot())).toEqual(["delete Report prod/isms-scope-acme", "delete ClusterReport isms-scope-acme"]);
    expect(cluster.facts.size).toBe(0);
  });

  it("surplus reports are removed when fewer findings need fewer of them", () => {
    const cluster = new ReportCluster();
    const names = Array.from({ length: 3_000 }, (_, index) => `app-${index}`);
    const written = cluster.turn(next([place("prod", names)]));
    expect(written.filter((each) => each.startsWith("apply Report")).length).toBeGreaterThan(1);
    const after = cluster.turn(next([place("prod", ["app-1"])]));
    expect(after).toContain("apply Report prod/isms-scope-acme");
    expect(after.some((each) => each.startsWith("delete Report prod/isms-scope-acme-"))).toBe(true);
    expect([...cluster.contents.values()].filter(({ metadata }) => metadata.namespace === "prod")).toHaveLength(1);
  });

  it("nothing is written where the API is not served, and everything once it is", () => {
    const cluster = new ReportCluster();
    cluster.served.clear();
    const all = next([place("prod")]);
    expect(cluster.turn(all)).toEqual([]);
    expect(cluster.memory.places.size).toBe(0);
    cluster.served.add("openreports");
    expect(cluster.turn(all)).toHaveLength(2);
  });

  it("another choice writes the one API and takes the other away", () => {
    const cluster = new ReportCluster();
    cluster.served.add("wgpolicy");
    const all = next([place("prod")]);
    cluster.turn(all);
    cluster.choice = "wgpolicy";
    expect(cluster.turn(all)).toEqual([
      "apply PolicyReport prod/isms-scope-acme",
      "apply ClusterPolicyReport isms-scope-acme",
      "delete Report prod/isms-scope-acme",
      "delete ClusterReport isms-scope-acme",
    ]);
    cluster.memory = NO_REPORT_MEMORY;
    expect(cluster.turn(all)).toEqual([]);
    cluster.choice = "none";
    expect(cluster.turn(all)).toEqual(["delete PolicyReport prod/isms-scope-acme", "delete ClusterPolicyReport isms-scope-acme"]);
  });

  it("whatever was there before, one turn makes the reports those of the snapshot, and the next one writes nothing", () => {
    const name = fc.constantFrom("a", "b", "c", "d", "e");
    const state = fc.dictionary(name, fc.array(fc.constantFrom("web", "worker", "etl"), { maxLength: 3 }));
    fc.assert(
      fc.property(fc.array(state, { minLength: 1, maxLength: 5 }), fc.boolean(), (states, restarts) => {
        const cluster = new ReportCluster();
        for (const each of states) {
          const places = Object.entries(each).map(([namespace, failing]) => place(namespace, [...new Set(failing)]));
          cluster.turn(next(places));
          if (restarts) cluster.memory = NO_REPORT_MEMORY;
          expect(cluster.turn(next(places))).toEqual([]);
          const fresh = new ReportCluster();
          fresh.turn(next(places));
          expect(cluster.contents).toEqual(fresh.contents);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe("two thousand namespaces", () => {
  const COUNT = 2_000;
  const places = Array.from({ length: COUNT }, (_, index) => place(`ns-${index}`, index % 3 === 0 ? [`app-${index}`] : []));

  it("have a report each; a change of one is one write, and nothing of the others is made ready again", () => {
    const cluster = new ReportCluster();
    expect(cluster.turn(next(places))).toHaveLength(COUNT + 1);
    const before = cluster.memory.places;
    const changed = places.with(7, place("ns-7", ["late"]));
    const written = cluster.turn(next(changed));
    expect(written.filter((each) => !each.includes("ClusterReport"))).toEqual(["apply Report ns-7/isms-scope-acme"]);
    const remade = [...cluster.memory.places].filter(([key, each]) => before.get(key) !== each).map(([key]) => key);
    expect(remade).toEqual(["ns-7/acme", "/acme"]);
    cluster.memory = NO_REPORT_MEMORY;
    expect(cluster.turn(next(changed))).toEqual([]);
  });
});
