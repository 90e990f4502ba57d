import { describe, expect, it } from "vitest";
import { announced, clusterWith } from "../../tests/builders/cluster.ts";
import { exceptionFact } from "../../tests/builders/exceptions.ts";
import { snapshot, summary } from "../../tests/builders/snapshots.ts";
import { NOW } from "../../tests/builders/world.ts";
import type { ExceptionState, Snapshot } from "../assess/assessment.ts";
import type { ExceptionFact } from "../scope/compiled.ts";
import type { Action, ExceptionStatusAction } from "./action.ts";
import { initialMemory } from "./plan.ts";

const DAY = 86_400_000;
const GRANTED = exceptionFact("granted");

/** A settled snapshot in which the exception is in this state. */
const seen = (fact: ExceptionFact, state: ExceptionState["state"], exempts = 0, at = NOW): Snapshot => {
  const found = { exception: fact, state, exempts, expiresAt: Date.parse(fact.spec.expires) };
  return snapshot({ at, scopes: [summary({ exceptions: [found] })] });
};

const clusterOf = (...facts: readonly ExceptionFact[]) => {
  const cluster = clusterWith();
  for (const fact of facts) cluster.exceptions.set(fact.name, fact);
  return cluster;
};
const statuses = (actions: readonly Action[]): readonly ExceptionStatusAction[] =>
  actions.filter((action) => action.type === "ExceptionStatus");
/** What is told of exceptions. */
const told = (actions: readonly Action[]) => announced(statuses(actions));

describe("the statuses of exceptions", () => {
  it("are written when they differ, and never again while nothing changes", () => {
    const cluster = clusterOf(GRANTED);
    const { actions } = cluster.plan(seen(GRANTED, "active", 2));
    expect(statuses(actions).map(({ key, exception, status }) => [key, exception, status.state, status.exempts])).toEqual([
      ["exception/granted/status", "granted", "Active", 2],
    ]);
    cluster.carryOut(actions);
    cluster.now += DAY;
    expect(statuses(cluster.plan(seen(GRANTED, "active", 2, cluster.now)).actions)).toEqual([]);
    expect(statuses(cluster.plan(seen(GRANTED, "active", 3, cluster.now)).actions)).toHaveLength(1);
  });

  it("are the same action while they are on their way, with the same time", () => {
    const cluster = clusterOf(GRANTED);
    const [first] = statuses(cluster.plan(seen(GRANTED, "active", 2)).actions);
    cluster.now += 5000;
    expect(statuses(cluster.plan(seen(GRANTED, "active", 2, cluster.now)).actions)[0]).toBe(first);
    const [other] = statuses(cluster.plan(seen(GRANTED, "active", 3, cluster.now)).actions);
    expect(other?.status.since).toBe(first?.status.since);
  });

  it("wait until everything is read, and leave alone what is being deleted", () => {
    const cluster = clusterOf(GRANTED, exceptionFact("leaving", {}, { deleting: true }));
    expect(statuses(cluster.plan({ ...seen(GRANTED, "active", 2), settled: false }).actions)).toEqual([]);
    expect(statuses(cluster.plan(seen(GRANTED, "active", 2)).actions).map(({ exception }) => exception)).toEqual(["granted"]);
  });

  it("go into the status of the scope, with the same times", () => {
    const cluster = clusterOf(GRANTED);
    cluster.carryOut(cluster.plan(seen(GRANTED, "unused")).actions);
    cluster.now += DAY;
    cluster.carryOut(cluster.plan(seen(GRANTED, "unused", 0, cluster.now)).actions);
    expect(cluster.status.exceptionCounts).toEqual({ active: 0, expiring: 0, expired: 0, unused: 1 });
    expect(cluster.status.exceptions?.[0]).toMatchObject({ name: "granted", since: cluster.exceptions.get("granted")?.status.since });
  });

  it("are planned again when one ends whose scope is not there", () => {
    const end = NOW + 30 * DAY;
    const stray = exceptionFact("stray", { scope: "none", expires: new Date(end).toISOString() });
    const cluster = clusterOf(stray);
    const first = cluster.plan(snapshot());
    expect(first.changesAt).toBe(end - 7 * DAY);
    cluster.carryOut(first.actions);
    cluster.now = end - 7 * DAY;
    expect(cluster.plan(snapshot({ at: cluster.now })).changesAt).toBe(end);
    cluster.now = end;
    const last = cluster.plan(snapshot({ at: end }));
    expect(statuses(last.actions)[0]?.status.state).toBe("Expired");
    expect(last.changesAt).toBeUndefined();
  });
});

describe("events about an exception", () => {
  it.each([
    ["expiring", 2, "Warning", "ExceptionExpiring"],
    ["expired", 0, "Warning", "ExceptionExpired"],
    ["unused", 0, "Normal", "ExceptionUnused"],
  ] as const)("one that becomes %s is told about it, with its scope", (state, exempts, kind, reason) => {
    const cluster = clusterOf(GRANTED);
    cluster.carryOut(cluster.plan(seen(GRANTED, "active", 1)).actions);
    const [event, ...more] = told(cluster.plan(seen(GRANTED, state, exempts)).actions);
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      kind,
      reason,
      namespace: "default",
      regarding: { kind: "ScopeException", name: "granted", uid: "uid-granted" },
      related: { kind: "IsmsScope", name: "acme" },
    });
    expect(event?.note).toBe(statuses(cluster.plan(seen(GRANTED, state, exempts)).actions)[0]?.status.message);
  });

  it("that it holds is no news", () => {
    expect(told(clusterOf(GRANTED).plan(seen(GRANTED, "active", 1)).actions)).toEqual([]);
  });

  it("are told once: not by the next turn, not after a restart, and by one name when a crash comes before the status", () => {
    const cluster = clusterOf(GRANTED);
    const next = seen(GRANTED, "expiring", 1);
    const first = cluster.plan(next).actions;
    cluster.memory = initialMemory();
    cluster.now += 60_000;
    const again = cluster.plan(next).actions;
    expect(told(again).map(({ name }) => name)).toEqual(told(first).map(({ name }) => name));
    cluster.carryOut(again);
    cluster.memory = initialMemory();
    expect(told(cluster.plan(next).actions)).toEqual([]);
    expect(told(cluster.plan(seen(GRANTED, "expiring", 5)).actions)).toEqual([]);
  });

  it("one that is granted anew is told again when it expires anew", () => {
    const name = (fact: ExceptionFact) => told(clusterOf(fact).plan(seen(fact, "expiring", 1)).actions)[0]?.name;
    expect(name(exceptionFact("granted", { expires: "2027-02-01T00:00:00Z" }))).not.toBe(name(GRANTED));
    expect(name(exceptionFact("granted", {}, { uid: "another" }))).not.toBe(name(GRANTED));
  });
});
