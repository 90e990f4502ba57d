import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { recordSpans } from "../../tests/builders/spans.ts";
import type { RawObject } from "../cluster/codec.ts";
import { KINDS } from "../facts/kinds.ts";
import type { Action } from "../outputs/action.ts";
import { createLogs } from "../telemetry/log.ts";
import { startTurns } from "./turns.ts";
import { World } from "./world.ts";

beforeEach(() => void vi.useFakeTimers({ now: Date.parse("2026-12-01T00:00:00Z") }));
afterEach(() => void vi.useRealTimers());

const SPEC = { document: { title: "Scope" }, environments: [{ name: "production", namespaces: { names: ["prod"] } }] };
const raw = (metadata: { name: string; uid: string; generation?: number }, spec: object = {}): RawObject => ({
  metadata: { resourceVersion: "1", ...metadata },
  spec,
});
const namespace = (name: string) => raw({ name, uid: `uid-${name}` });
const scope = (generation: number, spec: object = SPEC) => raw({ name: "acme", uid: "scope-1", generation }, spec);

const setUp = ({ leading = true, labelNamespaces = true } = {}) => {
  const submitted: Action[] = [];
  const withdrawn: string[] = [];
  const logged: string[] = [];
  const leads = { now: leading };
  const broken = { now: false };
  const counted = { turns: 0, drifted: 0, sinceChange: [] as (number | undefined)[] };
  const world: World = new World(
    () => turns.changed(),
    () => undefined,
  );
  const destination = { write: (line: string) => void logged.push((JSON.parse(line) as { msg: string }).msg) };
  const turns = startTurns({
    world,
    config: { systemNamespaces: ["kube-*"], labelNamespaces, reports: "none" },
    writer: { submit: (actions) => void submitted.push(...actions), withdraw: (keys) => void withdrawn.push(...keys) },
    instruments: {
      turned: (_at, _seconds, sinceChange) => {
        counted.turns++;
        counted.sinceChange.push(sinceChange);
        if (broken.now) throw new Error("broken");
      },
      failed: () => undefined,
      drifted: () => void counted.drifted++,
    },
    log: createLogs({ level: "info", destination })("turn"),
    leads: () => leads.now,
  });
  const sources = new Map(world.sources().map((source) => [source.kind as string, source]));
  const list = (kind: string, ...objects: RawObject[]) => {
    const source = sources.get(kind);
    source?.sink.begin();
    for (const object of objects) source?.sink.init(object.metadata.uid, source.project(object));
    source?.sink.commit();
    world.setCoverage(source?.kind ?? "Pod", { state: "Synced" });
  };
  const add = (kind: string, object: RawObject) => {
    const source = sources.get(kind);
    source?.sink.apply(object.metadata.uid, source.project(object));
  };
  const listAll = () => {
    list("IsmsScope", scope(1));
    list("ScopeException");
    for (const { kind } of KINDS) list(kind, ...(kind === "Namespace" ? [namespace("prod"), namespace("stranger")] : []));
  };
  const settle = () => void vi.advanceTimersByTime(100);
  return { world, turns, submitted, withdrawn, logged, leads, broken, counted, list, add, listAll, settle };
};

const types = (actions: readonly Action[]) => actions.map(({ type }) => type);

describe("turns", () => {
  it("everything read at once is one turn, which labels and publishes; the status waits a second for the labels", () => {
    const { turns, submitted, listAll, settle } = setUp();
    listAll();
    settle();
    expect(turns.assessment()?.snapshot).toMatchObject({ revision: 1, settled: true });
    expect(types(submitted)).toEqual(["Labels"]);
    vi.advanceTimersByTime(1_000);
    expect(types(submitted)).toEqual(["Labels", "Labels", "Status"]);
  });

  it("a follower assesses the same and plans nothing; once it leads it plans what is due", () => {
    const { turns, submitted, counted, leads, listAll, settle } = setUp({ leading: false });
    listAll();
    settle();
    expect(turns.assessment()?.snapshot.scopes.get("acme")?.namespaces).toMatchObject({ inScope: 1, undeclared: 1 });
    expect({ submitted, drifted: counted.drifted }).toEqual({ submitted: [], drifted: 0 });
    leads.now = true;
    turns.changed();
    vi.advanceTimersByTime(1_100);
    expect(new Set(types(submitted))).toEqual(new Set(["Labels", "Status"]));
    expect(counted.drifted).toBeGreaterThan(0);
  });

  it("how long a change waited for its verdict is told by the turn that took it, and by no later one", () => {
    const { counted, listAll, settle } = setUp();
    listAll();
    settle();
    vi.advanceTimersByTime(1_000);
    expect(counted.sinceChange).toEqual([expect.closeTo(0.005, 4), undefined]);
  });

  it("how many exceptions there are is known once they are read", () => {
    const { turns, list, listAll, settle, world } = setUp();
    const objectives = [{ name: "None", target: "0", observe: { kind: "ScopeException" } }];
    listAll();
    list("IsmsScope", scope(2, { ...SPEC, objectives }));
    const met = () => turns.assessment()?.snapshot.scopes.get("acme")?.checks.get("objective-met");
    settle();
    expect(met()).toMatchObject({ pass: 1, unknown: 0 });
    world.setCoverage("ScopeException", { state: "Forbidden", message: "no" });
    turns.changed();
    settle();
    expect(met()).toMatchObject({ pass: 0, unknown: 1 });
  });

  it("with labelling switched off only the status is written", () => {
    const { submitted, listAll, settle } = setUp({ labelNamespaces: false });
    listAll();
    settle();
    expect(types(submitted)).toEqual(["Status"]);
  });

  it("before everything is read no status is written, lest it say less than the one that is there", () => {
    const { submitted, list, settle } = setUp();
    list("IsmsScope", scope(1));
    list("Namespace", namespace("prod"));
    settle();
    expect(types(submitted)).toEqual(["Labels"]);
  });

  it("a write that is no longer wanted is withdrawn", () => {
    const { withdrawn, list, listAll, settle } = setUp();
    listAll();
    settle();
    list("IsmsScope", scope(2, { ...SPEC, environments: [] }));
    settle();
    expect(withdrawn).toEqual(["namespace/prod/labels"]);
  });

  it("a turn that fails is told, and the next one assesses everything", () => {
    const { turns, logged, broken, counted, submitted, listAll, settle } = setUp();
    broken.now = true;
    listAll();
    settle();
    const since = Date.parse("2026-12-01T00:00:00.005Z");
    expect(turns.failingSince()).toBe(since);
    vi.advanceTimersByTime(1_500);
    expect(counted.turns).toBe(2);
    expect(turns.failingSince()).toBe(since);
    expect(logged).toContain("a turn failed, everything is assessed again");
    broken.now = false;
    vi.advanceTimersByTime(2_000);
    expect(turns.failingSince()).toBeUndefined();
    expect(turns.assessment()?.snapshot.scopes.get("acme")?.namespaces).toMatchObject({ inScope: 1, undeclared: 1 });
    expect(types(submitted)).toEqual(["Labels", "Status"]);
  });

  it("a turn with nothing new writes nothing and assesses nothing: a quiet cluster costs a heartbeat and no request", () => {
    const { turns, submitted, withdrawn, counted, list, listAll, settle } = setUp({ labelNamespaces: false });
    listAll();
    settle();
    const status = submitted.flatMap((action) => (action.type === "Status" ? [action.status] : []))[0];
    list("IsmsScope", { ...scope(1), status });
    settle();
    const before = turns.assessment();
    submitted.length = 0;
    withdrawn.length = 0;
    vi.advanceTimersByTime(3_600_000);
    expect(counted.turns).toBe(2 + 12);
    expect(turns.assessment()).toMatchObject({ assessed: 0, changed: new Set() });
    expect(turns.assessment()?.snapshot.namespaces).toEqual(before?.snapshot.namespaces);
    expect({ submitted, withdrawn }).toEqual({ submitted: [], withdrawn: [] });
    turns.stop();
  });

  it("an exclusion past its end is a finding at that instant, with nothing else going on", () => {
    const { turns, list, listAll, settle } = setUp();
    listAll();
    const exclusions = [{ name: "Legacy", justification: "moving", expires: "2026-12-01T01:00:00Z" }];
    list("IsmsScope", scope(2, { ...SPEC, exclusions }));
    settle();
    const failures = () => turns.assessment()?.snapshot.scopes.get("acme")?.checks.get("exclusion-justified")?.fail;
    vi.setSystemTime(Date.parse("2026-12-01T00:59:59.000Z"));
    vi.advanceTimersByTime(0);
    expect(failures()).toBe(0);
    vi.advanceTimersByTime(3_600_000);
    expect(failures()).toBe(1);
    turns.stop();
  });

  it("a turn that assessed or planned something is a span with its phases; one that did neither is none", async () => {
    const spans = await recordSpans();
    const { turns, submitted, listAll, settle } = setUp();
    listAll();
    settle();
    vi.advanceTimersByTime(1_000);
    const names = ["assess", "plan", "turn"];
    expect(spans.map(({ name }) => name)).toEqual([...names, ...names]);
    expect(spans[2]?.attributes).toMatchObject({
      "isms.scope.leading": true,
      "isms.scope.namespaces.assessed": 2,
      "isms.scope.findings": 4,
      "isms.scope.actions": 1,
    });
    expect(types(submitted)).toEqual(["Labels", "Labels", "Status"]);
    turns.changed();
    settle();
    expect(turns.assessment()?.snapshot.revision).toBe(3);
    expect(spans).toHaveLength(6);
  });

  it("a turn that assessed an object of the cluster alone is a span too", async () => {
    const spans = await recordSpans();
    const { listAll, settle, add } = setUp({ leading: false });
    listAll();
    settle();
    add("ClusterRoleBinding", raw({ name: "grant", uid: "uid-grant" }));
    settle();
    expect(spans.filter(({ name }) => name === "turn").map(({ attributes }) => attributes["isms.scope.namespaces.assessed"])).toEqual([
      2, 0,
    ]);
  });

  it("a follower's turn has no plan, and one that fails says why", async () => {
    const spans = await recordSpans();
    const { broken, listAll, settle } = setUp({ leading: false });
    listAll();
    settle();
    expect(spans.map(({ name }) => name)).toEqual(["assess", "turn"]);
    expect(spans[1]?.attributes).toMatchObject({ "isms.scope.leading": false });
    broken.now = true;
    listAll();
    settle();
    expect(spans.at(-1)).toMatchObject({ name: "turn", status: { code: 2, message: "broken" } });
  });

  it("who leads again begins anew: what it plans is worth a span, though it planned the same before", async () => {
    const spans = await recordSpans();
    const { turns, leads, listAll, settle } = setUp();
    listAll();
    settle();
    const turnsSeen = (leading: boolean): number => {
      leads.now = leading;
      turns.changed();
      settle();
      return spans.filter(({ name }) => name === "turn").length;
    };
    expect([turnsSeen(true), turnsSeen(false), turnsSeen(true)]).toEqual([1, 1, 2]);
  });

  it("that nothing is declared is told once, and again when the last scope is gone", () => {
    const { logged, turns, list, listAll, settle } = setUp();
    const told = () => logged.filter((message) => message.startsWith("no IsmsScope is declared")).length;
    list("IsmsScope");
    settle();
    turns.changed();
    settle();
    expect(told()).toBe(1);
    listAll();
    settle();
    list("IsmsScope");
    settle();
    expect(told()).toBe(2);
  });

  it("a scope that cannot be used is declared all the same", () => {
    const { logged, list, settle } = setUp();
    list("IsmsScope", scope(1, { environments: "none" }));
    settle();
    expect(logged.filter((message) => message.startsWith("no IsmsScope"))).toEqual([]);
  });

  it("an exception for a scope that does not exist is told once", () => {
    const { logged, turns, list, listAll, settle } = setUp();
    listAll();
    const spec = {
      scope: "acne",
      checks: ["logging-sidecar"],
      subjects: [{}],
      reason: "r",
      owner: "o",
      approvedBy: "a",
      expires: "2027-01-01T00:00:00Z",
    };
    list("ScopeException", raw({ name: "typo", uid: "exception-1" }, spec));
    settle();
    turns.changed();
    settle();
    expect(logged.filter((message) => message === "the exception exempts nothing")).toHaveLength(1);
  });
});
