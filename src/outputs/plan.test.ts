import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { announced, clusterWith, failing, statusActions, world, type Cluster } from "../../tests/builders/cluster.ts";
import {
  assessment,
  finding,
  IN_SCOPE,
  labelled,
  namespaceFact,
  READ,
  snapshot,
  summary,
  UNDECLARED,
} from "../../tests/builders/snapshots.ts";
import { NOW } from "../../tests/builders/world.ts";
import type { ScopeFact } from "../scope/compiled.ts";
import { initialMemory } from "./plan.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

describe("a plan", () => {
  const kinds = ({ actions }: ReturnType<Cluster["plan"]>) => actions.map(({ type }) => type);

  it("is labels first, and the status as soon as they are in place, each with its events", () => {
    const cluster = clusterWith(namespaceFact("prod"));
    const labels = cluster.plan(world(["a"]));
    expect(labels.actions.map(({ type, key }) => [type, key])).toEqual([["Labels", "namespace/prod/labels"]]);
    expect(announced(labels.actions).map(({ reason }) => reason)).toEqual(["NamespaceInScope"]);
    cluster.carryOut(labels.actions);
    const status = cluster.plan(world(["a"]));
    expect(status.actions.map(({ type, key }) => [type, key])).toEqual([["Status", "scope/acme/status"]]);
    expect(announced(status.actions).map(({ reason }) => reason)).toEqual(["Evaluated", "FindingsOpen", "NotApproved", "CheckFailing"]);
  });

  it("holds the status back for a second at most when labels do not come into place", () => {
    const cluster = clusterWith(namespaceFact("prod"));
    const next = world(["a"]);
    expect(cluster.plan(next).changesAt).toBe(NOW + SECOND);
    cluster.now += SECOND - 1;
    expect(kinds(cluster.plan(next))).toEqual(["Labels"]);
    cluster.now += 1;
    expect(kinds(cluster.plan(next))).toEqual(["Labels", "Status"]);
  });

  it("does not hold the status back for labels that somebody fights for", () => {
    const cluster = clusterWith(namespaceFact("prod"));
    const next = world(["a"]);
    const taken = namespaceFact("prod", { "isms-scope.io/in-scope": "false" }, { foreignLabels: { "isms-scope.io/in-scope": "rival" } });
    for (let round = 0; round < 3; round += 1) {
      cluster.carryOut(cluster.plan(next).actions);
      cluster.plan(next);
      cluster.namespaces.set("prod", { ...taken });
      cluster.now += SECOND / 10;
    }
    const contested = cluster.plan(next);
    expect(contested.actions.map(({ type }) => type)).toContain("Labels");
    expect(cluster.status.conditions?.find(({ type }) => type === "Ready")?.reason).toBe("LabelConflict");
  });

  it("carried out, nothing is left to plan, at any later time", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { maxLength: 30 }),
        fc.dictionary(fc.constantFrom("prod", "free", "test"), fc.boolean()),
        fc.nat(MINUTE),
        (names, places, wait) => {
          const cluster = clusterWith(...Object.keys(places).map((name) => namespaceFact(name, { team: "a" })));
          const namespaces = Object.entries(places).map(([name, isIn]) => assessment(name, isIn ? IN_SCOPE : UNDECLARED));
          const next = snapshot({ scopes: [summary(failing(names))], namespaces });
          cluster.carryOut(cluster.plan(next).actions);
          cluster.carryOut(cluster.plan(next).actions);
          cluster.now += wait;
          expect(cluster.plan(next).actions).toEqual([]);
          cluster.memory = initialMemory();
          expect(cluster.plan(next).actions).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("planned again from the same observation, it is the same", () => {
    const cluster = clusterWith(namespaceFact("prod"));
    const next = world(["a"]);
    const scopes = cluster.scopeFact(next);
    cluster.plan(next, { scopes });
    cluster.now += SECOND;
    const first = cluster.plan(next, { scopes });
    cluster.now += 5 * SECOND;
    const again = cluster.plan(next, { scopes });
    expect(statusActions(again.actions)[0]).toBe(statusActions(first.actions)[0]);
    expect(again.actions.map(({ basis }) => basis)).toEqual(first.actions.map(({ basis }) => basis));
  });

  it("every event has a name and a namespace that the API server takes, and a bounded note", () => {
    const cluster = clusterWith(namespaceFact("prod"), namespaceFact("test"));
    cluster.carryOut(cluster.plan(world()).actions);
    const later = world(["a"], NOW + SECOND, [finding("a", { message: "ä".repeat(1000) })]);
    const events = announced(cluster.plan(later).actions);
    expect(events.length).toBeGreaterThan(2);
    for (const event of events) {
      expect(event.name).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/);
      expect(event.namespace).toBe(event.regarding.namespace ?? "default");
      expect(Buffer.byteLength(event.note)).toBeLessThanOrEqual(1024);
      expect(event.reason).toMatch(/^[A-Z][A-Za-z0-9]{0,127}$/);
      expect(event.key).toBe(`event/${event.namespace}/${event.name}`);
    }
  });
});

describe("what is not yet known is not acted on", () => {
  it("while a kind is being read, labels are written and a status is not", () => {
    const cluster = clusterWith(namespaceFact("prod"));
    const { actions } = cluster.plan({ ...world(["a"]), settled: false });
    expect(actions.map(({ type }) => type)).toEqual(["Labels"]);
  });

  it.each([
    ["scopes", { ...READ, scopes: { state: "Syncing" } as const }],
    ["scopes, which are not served", { ...READ, scopes: { state: "NotServed", message: "" } as const }],
  ])("without the %s nothing is written: every label would look out of place", (_, declared) => {
    const cluster = clusterWith(labelled(namespaceFact("prod"), IN_SCOPE));
    const next = snapshot({ namespaces: [assessment("prod", UNDECLARED)] });
    expect(cluster.plan(next, { declared }).actions).toEqual([]);
  });

  it("while namespaces are being read no label is written", () => {
    const cluster = clusterWith(labelled(namespaceFact("prod"), IN_SCOPE));
    const next = snapshot({
      namespaces: [assessment("prod", UNDECLARED)],
      coverage: new Map([["Namespace", { state: "Syncing" }]]),
      settled: false,
    });
    expect(cluster.plan(next).actions).toEqual([]);
  });

  it("while exceptions are being read no status is written: exempt subjects would look like findings", () => {
    const next = world(["a"]);
    const { actions } = clusterWith().plan(next, { declared: { ...READ, exceptions: { state: "Syncing" } } });
    expect(actions).toEqual([]);
  });

  it("a scope that is gone, or on its way out, gets no status", () => {
    const cluster = clusterWith();
    const next = world(["a"]);
    expect(statusActions(cluster.plan(next, { scopes: [] }).actions)).toEqual([]);
    const deleting = cluster.scopeFact(next).map((fact) => ({ ...fact, deleting: true }));
    expect(statusActions(cluster.plan(next, { scopes: deleting }).actions)).toEqual([]);
  });

  it("without leave to label, namespaces are only reported", () => {
    const cluster = clusterWith(namespaceFact("prod"));
    expect(cluster.plan(world(), { labelNamespaces: false }).actions.map(({ type }) => type)).toEqual(["Status"]);
  });

  it("a spec that cannot be used is answered with Ready=False", () => {
    const fact: ScopeFact = {
      ...summary({ name: "broken", generation: 3 }).scope.fact,
      spec: { ok: false, problem: "spec.document: required" },
    };
    const [action] = statusActions(clusterWith().plan(snapshot({ invalid: [fact] })).actions);
    expect(action).toMatchObject({ scope: "broken", status: { observedGeneration: 3, conditions: [{ reason: "InvalidSpec" }] } });
    expect(action?.announce).toMatchObject([{ reason: "InvalidSpec", kind: "Warning" }]);
  });
});
