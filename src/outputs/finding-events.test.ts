import { describe, expect, it } from "vitest";
import { assessment, finding, IN_SCOPE, namespaceFact, snapshot, summary, verdicts, viewOf } from "../../tests/builders/snapshots.ts";
import { NOW } from "../../tests/builders/world.ts";
import type { Finding, ScopeVerdicts, Snapshot } from "../assess/assessment.ts";
import { findingChanges } from "./finding-changes.ts";
import { findingEvents, MAX_FINDING_EVENTS } from "./finding-events.ts";

const LATER = NOW + 1_000;
const ofScope = summary();

const withVerdicts = (at: number, inProd: ScopeVerdicts, own: ScopeVerdicts = verdicts([])): Snapshot =>
  snapshot({ at, scopes: [{ ...ofScope, own }], namespaces: [assessment("prod", IN_SCOPE, { acme: inProd })] });
const withFindings = (at: number, ...findings: readonly Finding[]): Snapshot =>
  withVerdicts(at, verdicts(findings, { "logging-sidecar": { pass: 1 } }));

const summaryIn = (next: Snapshot) => next.scopes.get("acme") ?? ofScope;
const changes = (before: Snapshot, after: Snapshot) => findingChanges(before, after, summaryIn(after));
const events = (before: Snapshot, after: Snapshot, { labels = true, facts = viewOf([namespaceFact("prod")]) } = {}) =>
  findingEvents(changes(before, after), { summary: summaryIn(after), snapshot: after, facts, labels });

describe("changes of findings", () => {
  it("a new failure is detected, one that is gone is resolved, one that stays is neither", () => {
    const found = changes(withFindings(NOW, finding("stays"), finding("goes")), withFindings(LATER, finding("stays"), finding("comes")));
    expect(found.map(({ finding: { subject }, action }) => [subject.name, action])).toEqual([
      ["comes", "detected"],
      ["goes", "resolved"],
    ]);
  });

  it("a failure that gets an exception is exempted; when the exception ends it is detected", () => {
    const [fails, exempt] = [withFindings(NOW, finding("a")), withFindings(LATER, finding("a", { verdict: "exempt", exception: "ok" }))];
    expect(changes(fails, exempt)).toMatchObject([{ action: "exempted", finding: { exception: "ok" } }]);
    expect(changes(exempt, fails)).toMatchObject([{ action: "detected" }]);
  });

  it("a failure that can no longer be evaluated is not resolved", () => {
    expect(changes(withFindings(NOW, finding("a")), withVerdicts(LATER, verdicts([], { "logging-sidecar": { unknown: 1 } })))).toEqual([]);
  });

  it("a subject that is made anew under its name is the same finding", () => {
    const anew = finding("a", { subject: { ...finding("a").subject, uid: "another" }, message: "in other words" });
    expect(changes(withFindings(NOW, finding("a")), withFindings(LATER, anew))).toEqual([]);
  });

  it("findings of a namespace that is gone are resolved", () => {
    expect(changes(withFindings(NOW, finding("a")), snapshot({ at: LATER, scopes: [ofScope] }))).toMatchObject([{ action: "resolved" }]);
  });

  it("findings about nodes and other objects of the cluster are compared as well, also when the object is gone", () => {
    const abroad = finding("node-1", { check: "location-declared", subject: { apiVersion: "v1", kind: "Node", name: "node-1" } });
    const nodes = (at: number, ...names: readonly (readonly [string, readonly Finding[]])[]): Snapshot => ({
      ...snapshot({ at, scopes: [ofScope] }),
      objects: new Map(
        names.map(([name, found]) => [`Node/${name}`, { verdicts: new Map([["acme", verdicts(found)]]), changesAt: undefined }]),
      ),
    });
    const [home, moved, gone] = [nodes(NOW, ["node-1", []]), nodes(LATER, ["node-1", [abroad]]), nodes(LATER)];
    expect(changes(home, moved)).toMatchObject([{ action: "detected" }]);
    expect(changes(moved, gone)).toMatchObject([{ action: "resolved" }]);
    expect(events(home, moved)).toMatchObject([{ namespace: "default", regarding: { kind: "Node", name: "node-1" }, kind: "Warning" }]);
  });

  it("findings about the statement itself are compared as well", () => {
    const stale = finding("statement", { check: "document-approved", subject: { kind: "Scope", name: "acme" } });
    expect(changes(withVerdicts(NOW, verdicts([])), withVerdicts(LATER, verdicts([]), verdicts([stale])))).toMatchObject([
      { action: "detected" },
    ]);
  });

  it("a scope that was not there before, or another one of its name, has no changes", () => {
    const after = withFindings(LATER, finding("a"));
    expect(changes(snapshot(), after)).toEqual([]);
    const another = { ...ofScope, scope: { ...ofScope.scope, fact: { ...ofScope.scope.fact, uid: "another" } } };
    expect(changes(snapshot({ scopes: [another] }), after)).toEqual([]);
  });
});

describe("events about findings", () => {
  it("a new finding is a warning about its subject, in the subject's namespace", () => {
    expect(events(withFindings(NOW), withFindings(LATER, finding("a")))).toMatchObject([
      {
        namespace: "prod",
        regarding: { apiVersion: "apps/v1", kind: "Deployment", namespace: "prod", name: "a", uid: "uid-a" },
        related: { kind: "IsmsScope", name: "acme" },
        kind: "Warning",
        reason: "NoLogShipper",
        note: "logging-sidecar (High, scope acme): Deployment a ships no logs: add a log shipper.",
        at: LATER,
      },
    ]);
  });

  it("a finding that is gone is told as normal, and so is one that is exempt", () => {
    expect(events(withFindings(NOW, finding("a")), withFindings(LATER))).toMatchObject([{ kind: "Normal", reason: "FindingResolved" }]);
    const exempt = withFindings(LATER, finding("a", { verdict: "exempt", exception: "ok" }));
    expect(events(withFindings(NOW, finding("a")), exempt)).toMatchObject([
      { kind: "Normal", reason: "FindingExempted", note: expect.stringContaining("ScopeException ok") as string },
    ]);
  });

  it("a finding about a namespace, or about the statement, is told where such events live", () => {
    const ofNamespace = finding("prod", { check: "namespace-declared", subject: { kind: "Namespace", name: "prod" } });
    const ofEntry = finding("etl", { check: "component-present", subject: { kind: "Component", name: "etl" } });
    const after = withVerdicts(LATER, verdicts([ofNamespace]), verdicts([ofEntry]));
    const told = events(withVerdicts(NOW, verdicts([])), after);
    expect(told.map(({ namespace, regarding }) => [namespace, regarding.kind, regarding.name, regarding.namespace])).toEqual([
      ["default", "IsmsScope", "acme", undefined],
      ["default", "Namespace", "prod", undefined],
    ]);
  });

  it("labels are told by their repair, and as findings only when nobody repairs them", () => {
    const ofLabels = finding("prod", { check: "namespace-labels", subject: { kind: "Namespace", name: "prod" } });
    const after = withFindings(LATER, ofLabels);
    expect(events(withFindings(NOW), after)).toEqual([]);
    expect(events(withFindings(NOW), after, { labels: false })).toHaveLength(1);
  });

  it("nothing is told in a namespace that is gone or on its way out", () => {
    const [before, after] = [withFindings(NOW), withFindings(LATER, finding("a"))];
    expect(events(before, after, { facts: viewOf([]) })).toEqual([]);
    expect(events(before, after, { facts: viewOf([namespaceFact("prod", {}, { terminating: true })]) })).toEqual([]);
  });

  it("the worst 25 are told one by one, the rest in one event about the scope", () => {
    const many = Array.from({ length: 30 }, (_, index) => finding(`app-${index}`, { severity: index === 29 ? "Critical" : "Low" }));
    const told = events(withFindings(NOW, finding("gone")), withFindings(LATER, ...many));
    expect(told).toHaveLength(MAX_FINDING_EVENTS + 1);
    expect(told[0]?.regarding.name).toBe("app-29");
    expect(told.at(-1)).toMatchObject({ reason: "FindingsChanged", kind: "Warning", regarding: { kind: "IsmsScope" } });
    expect(told.at(-1)?.note).toContain("5 more findings appeared and 1 went away");
    expect(new Set(told.map(({ name }) => name)).size).toBe(told.length);
  });

  it("the same turn gives the same names, a later one others", () => {
    const names = (at: number) => events(withFindings(NOW), withFindings(at, finding("a"))).map(({ name }) => name);
    expect(names(LATER)).toEqual(names(LATER));
    expect(names(LATER)).not.toEqual(names(LATER + 1));
  });
});
