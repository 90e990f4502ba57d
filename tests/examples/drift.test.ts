import { describe, expect, test } from "vitest";
import type { Finding, ScopeSummary } from "../../src/assess/assessment.ts";
import { STATEMENT_KINDS, statementKind } from "../../src/outputs/statement-kinds.ts";
import { assessed, inRegion, NODE, NOW } from "./assessed.ts";
import { type Example, findingsOf, namespacesOf } from "./drift.ts";

const EXAMPLES = Object.keys(findingsOf) as Example[];

/** In a file no namespace has our labels yet: writing them is the operator's part. */
const findings = ({ findings: all }: ScopeSummary, verdict: Finding["verdict"] = "fail"): string[] =>
  all
    .filter((finding) => finding.verdict === verdict && finding.check !== "namespace-labels")
    .map(({ check, subject: { kind, namespace, name } }) => `${check}: ${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`)
    .sort();

describe.each(EXAMPLES)("the cluster of %s", (example) => {
  test("drifts from its scope just as its comments say", () => {
    expect(findings(assessed(example, NOW))).toEqual([...findingsOf[example]].sort());
  });

  test("has namespaces of each state", () => {
    expect(assessed(example, NOW).namespaces).toEqual(namespacesOf[example]);
  });

  test("can be judged whole, and passes more than it fails", () => {
    const { pass, fail, unknown } = assessed(example, NOW).total;
    expect(unknown).toBe(0);
    expect(pass).toBeGreaterThan(fail);
  });
});

test("both clusters together drift in every kind of statement, but for the location of their nodes, which they do not bring", () => {
  const drifting = new Set(EXAMPLES.flatMap((example) => assessed(example, NOW).findings.map(statementKind)));
  expect(STATEMENT_KINDS.filter((kind) => !drifting.has(kind))).toEqual(["location"]);
});

test("ecometricx may run in the region that it declares, and in no other", () => {
  const located = (region: string) =>
    findings(assessed("ecometricx", NOW, { runsOn: inRegion(region) })).filter((finding) => finding.startsWith("location-declared"));
  expect(located("us-east-1")).toEqual([]);
  expect(located("eu-central-1")).toEqual([`location-declared: Node ${NODE}`]);
});

test("the reviews of ecometricx are overdue a year after its date, unless somebody did them", () => {
  expect(findings(assessed("ecometricx", "2026-12-04T12:00:00Z"))).not.toContain("review-current: Scope ecometricx");
  expect(findings(assessed("ecometricx", "2026-12-07T12:00:00Z"))).toContain("review-current: Scope ecometricx");
});

test("the exception of ecometricx exempts Grafana until its second", () => {
  const grafana = ["component-declared: Deployment analytics/grafana", "logging-sidecar: Deployment analytics/grafana"];
  expect(findings(assessed("ecometricx", "2027-03-31T23:59:58Z", { exceptions: ["exception.yaml"] }), "exempt")).toEqual(grafana);
  expect(findings(assessed("ecometricx", "2027-03-31T23:59:59Z", { exceptions: ["exception.yaml"] }), "exempt")).toEqual([]);
});
