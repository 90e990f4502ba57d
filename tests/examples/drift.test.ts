import { readFileSync } from "node:fs";
import { loadAll } from "js-yaml";
import { describe, expect, test } from "vitest";
import type { Finding, ScopeSummary } from "../../src/assess/assessment.ts";
import { assess } from "../../src/assess/snapshot.ts";
import { CHECKS } from "../../src/checks/registry.generated.ts";
import { STATEMENT_KINDS, statementKind } from "../../src/outputs/statement-kinds.ts";
import { judgedKeys } from "../../src/scope/compile.ts";
import { readException, readScope } from "../../src/scope/read.ts";
import { type Manifest, node } from "../builders/manifests.ts";
import { factsOf } from "../builders/world.ts";
import { type Example, findingsOf, namespacesOf } from "./drift.ts";

const NODE = "node-1";
const NOW = "2026-11-23T12:00:00Z";
const EXAMPLES = Object.keys(findingsOf) as Example[];

/** The objects of a file, each with the uid that an API server would give it, and a namespace with its name as a label. */
const read = (example: Example, file: string): Manifest[] =>
  (loadAll(readFileSync(new URL(`../../examples/${example}/${file}`, import.meta.url), "utf8")) as Manifest[]).map((object) => {
    const { name, namespace = "" } = object.metadata;
    const uid = `${object.kind}/${namespace}/${name}`;
    const labels = {
      ...(object.metadata["labels"] as object | undefined),
      ...(object.kind === "Namespace" && { "kubernetes.io/metadata.name": name }),
    };
    return { ...object, metadata: { generation: 1, ...object.metadata, labels, uid } };
  });

interface Template {
  readonly metadata: object;
  readonly spec: object;
}

/** The pod that a controller keeps running; none for one that waits for its hour. */
const podOf = ({ apiVersion, kind, metadata, spec }: Manifest): Manifest[] => {
  const { template } = (spec ?? {}) as { template?: Template };
  if (template === undefined) return [];
  const owner = { apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true };
  const { namespace = "", name, uid } = metadata;
  return [
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { ...template.metadata, namespace, name: `${name}-1`, uid: `${uid}/1`, ownerReferences: [owner] },
      spec: { ...template.spec, nodeName: NODE },
      status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] },
    },
  ];
};

const inRegion = (region: string): Manifest => node(NODE, { labels: { "topology.kubernetes.io/region": region } });

interface Circumstances {
  readonly exceptions?: readonly string[];
  /** The one node of the cluster. */
  readonly runsOn?: Manifest;
}

/** The scope of an example over its cluster, at an instant. */
const assessed = (example: Example, now: string, { exceptions = [], runsOn = inRegion("us-east-1") }: Circumstances = {}): ScopeSummary => {
  const scopes = read(example, "scope.yaml").map(readScope);
  const written = read(example, "cluster.yaml");
  const facts = factsOf([...written, ...written.flatMap(podOf), runsOn], judgedKeys(scopes));
  const readings = exceptions.flatMap((file) => read(example, file)).map(readException);
  const { snapshot } = assess({
    previous: undefined,
    dirty: "all",
    dirtyObjects: new Set(),
    now: Date.parse(now),
    facts,
    scopes,
    exceptions: readings.flatMap((reading) => (reading.ok ? [reading.fact] : [])),
    checks: CHECKS,
    keepsAnnotations: (keys) => facts.keepsAnnotations(keys),
    quarantined: new Map(),
    system: ["kube-*"],
  });
  const summary = snapshot.scopes.get(example);
  if (summary === undefined) throw new Error(`no scope ${example}`);
  return summary;
};

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

test("both clusters together drift in every kind of statement, but for the location of their nodes, which they do not bring, and objectives, which hold", () => {
  const drifting = new Set(EXAMPLES.flatMap((example) => assessed(example, NOW).findings.map(statementKind)));
  expect(STATEMENT_KINDS.filter((kind) => !drifting.has(kind))).toEqual(["location", "objective"]);
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
