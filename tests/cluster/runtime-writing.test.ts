import { beforeAll, describe, expect, it } from "vitest";
import { connect } from "../../src/cluster/connect.ts";
import { Elector, processIdentity } from "../../src/cluster/elector.ts";
import { leaseApi } from "../../src/cluster/lease.ts";
import { probe } from "../../src/cluster/probe.ts";
import type { Transport } from "../../src/cluster/transport.ts";
import { Writer } from "../../src/cluster/writer.ts";
import type { Action } from "../../src/outputs/action.ts";
import { suite } from "../harness/cluster.ts";
import { eventually } from "../harness/eventually.ts";
import { eventAction, labelsAction, statusAction } from "../scripted/actions.ts";

const cluster = suite("writing");
const IN_SCOPE = "isms-scope.io/in-scope";
const SCOPE = "isms-scope.io/scope";
const SCOPES = "/apis/isms-scope.io/v1alpha1/ismsscopes";

interface Read {
  readonly metadata: {
    readonly uid: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly managedFields?: readonly { readonly manager: string; readonly fieldsV1: unknown }[];
  };
  readonly status?: unknown;
}

let home: string;
let transport: Transport;

beforeAll(async () => {
  home = await cluster.namespace("home");
  const rules = [
    { apiGroups: [""], resources: ["namespaces"], verbs: ["patch"] },
    { apiGroups: ["isms-scope.io"], resources: ["ismsscopes/status"], verbs: ["patch"] },
    { apiGroups: ["events.k8s.io"], resources: ["events"], verbs: ["create"] },
    { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["get", "create", "update"] },
  ];
  const account = await cluster.account(home, "operator", rules);
  transport = await connect({ kubeconfig: account.kubeconfig, userAgent: "test/1" });
  cluster.onCleanup(() => transport.close());
});

/** Performs the actions and says how each ended. */
const perform = async (actions: readonly Action[], over = transport): Promise<string[]> => {
  const told: string[] = [];
  const writer = new Writer({
    transport: over,
    instance: "test",
    mayWrite: () => true,
    onOutcome: (action, outcome) => told.push(`${action.type} ${outcome.result === "failed" ? outcome.error.reason : outcome.result}`),
    times: { stalled: 60_000 },
  });
  writer.submit(actions);
  await eventually(() => told.length >= actions.length + actions.flatMap((action) => ("announce" in action ? action.announce : [])).length);
  await writer.stop();
  return told;
};

const pathOf = (name: string) => `/api/v1/namespaces/${name}`;
const read = (path: string) => cluster.api.must<Read>("GET", path);
const labelsOf = async (name: string) => {
  const { labels = {} } = (await read(pathOf(name))).metadata;
  return Object.fromEntries(Object.entries(labels).filter(([key]) => key.startsWith("isms-scope.io/")));
};
const actionFor = async (name: string, more: Parameters<typeof labelsAction>[1] = {}) =>
  labelsAction(name, { uid: (await read(pathOf(name))).metadata.uid, ...more });

describe("labels on a real namespace", () => {
  it("are all that our field manager holds, and go when they are no longer wanted", async () => {
    const name = await cluster.namespace("labels", { labels: { team: "shop" } });
    expect(await perform([await actionFor(name, { labels: { [IN_SCOPE]: "true", [SCOPE]: "one" } })])).toEqual(["Labels written"]);
    const { metadata } = await read(pathOf(name));
    expect(metadata.labels).toMatchObject({ team: "shop", [IN_SCOPE]: "true", [SCOPE]: "one" });
    const ours = metadata.managedFields?.find(({ manager }) => manager === "isms-scope-operator");
    expect(ours?.fieldsV1).toEqual({ "f:metadata": { "f:labels": { [`f:${IN_SCOPE}`]: {}, [`f:${SCOPE}`]: {} } } });
    await perform([await actionFor(name, { labels: { [IN_SCOPE]: "false" } })]);
    expect(await labelsOf(name)).toEqual({ [IN_SCOPE]: "false" });
    await perform([await actionFor(name, { labels: {} })]);
    const { metadata: after } = await read(pathOf(name));
    expect(after.labels).toMatchObject({ team: "shop" });
    expect(await labelsOf(name)).toEqual({});
    expect(after.managedFields?.map(({ manager }) => manager)).not.toContain("isms-scope-operator");
  });

  it("that another manager holds are left alone, overruled on demand, and removed when they must go", async () => {
    const name = await cluster.namespace("foreign", { labels: { [IN_SCOPE]: "false", [SCOPE]: "theirs" } });
    expect(await perform([await actionFor(name, { labels: { [IN_SCOPE]: "true" } })])).toEqual(["Labels conflict"]);
    expect(await labelsOf(name)).toEqual({ [IN_SCOPE]: "false", [SCOPE]: "theirs" });
    expect(await perform([await actionFor(name, { labels: { [IN_SCOPE]: "true" }, force: true, remove: [SCOPE] })])).toEqual([
      "Labels written",
    ]);
    expect(await labelsOf(name)).toEqual({ [IN_SCOPE]: "true" });
  });

  it("are not put on a namespace of the same name that came later, nor make one that is gone", async () => {
    const name = home;
    expect(await perform([labelsAction(name, { uid: "00000000-0000-0000-0000-000000000000" })])).toEqual(["Labels gone"]);
    expect(await labelsOf(name)).toEqual({});
    const removal = { uid: "00000000-0000-0000-0000-000000000000", labels: {}, remove: [SCOPE] };
    expect(await perform([labelsAction(name, removal)])).toEqual(["Labels gone"]);
    const gone = `${cluster.prefix}-gone`;
    expect(await perform([labelsAction(gone)])).toEqual(["Labels gone"]);
    expect((await cluster.api.request("GET", pathOf(gone))).status).toBe(404);
  });

  it("can be put on a namespace that is terminating, whose events are over", async () => {
    const name = await cluster.namespace("ending");
    const held = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "held", finalizers: ["isms-scope.io/test"] } };
    await cluster.api.must("POST", `${pathOf(name)}/configmaps`, held);
    const action = await actionFor(name, { announce: [eventAction("late", { namespace: name, regarding: { ...ns(name) } })] });
    await cluster.api.must("DELETE", pathOf(name));
    await eventually(
      async () => (await cluster.api.must<{ status: { phase: string } }>("GET", pathOf(name))).status.phase === "Terminating",
    );
    const outcomes = await perform([action]);
    await cluster.api.must("PATCH", `${pathOf(name)}/configmaps/held`, { metadata: { finalizers: null } });
    expect(outcomes).toEqual(["Event gone", "Labels written"]);
  });

  it("are told as forbidden where we have no right", async () => {
    const account = await cluster.account(home, "stranger");
    const theirs = await connect({ kubeconfig: account.kubeconfig, userAgent: "test/1" });
    cluster.onCleanup(() => theirs.close());
    expect(await perform([await actionFor(home)], theirs)).toEqual(["Labels Forbidden"]);
  });
});

const ns = (name: string) => ({ apiVersion: "v1", kind: "Namespace", name });

describe("status and events on a real server", () => {
  const create = async (own: string): Promise<{ name: string; uid: string }> => {
    const name = `${cluster.prefix}-${own}`;
    const spec = { document: { title: "Scope", version: "1", date: "2026-01-31" } };
    await cluster.applyYaml(JSON.stringify({ apiVersion: "isms-scope.io/v1alpha1", kind: "IsmsScope", metadata: { name }, spec }));
    return { name, uid: (await read(`${SCOPES}/${name}`)).metadata.uid };
  };

  it("status is written after its events, which exist only once", async () => {
    const { name, uid } = await create("status");
    const regarding = { apiVersion: "isms-scope.io/v1alpha1", kind: "IsmsScope", name, uid };
    const announce = [eventAction(`${cluster.prefix}.one`, { regarding, related: ns(home), at: Date.now() })];
    const status = { observedGeneration: 1, results: { pass: 3, fail: 1, unknown: 0, exempt: 0, score: "75.0" } };
    expect(await perform([statusAction(name, { uid, status, announce })])).toEqual(["Event written", "Status written"]);
    expect((await read(`${SCOPES}/${name}`)).status).toEqual(status);
    expect(await perform([statusAction(name, { uid, status: { observedGeneration: 2 }, announce })])).toEqual([
      "Event exists",
      "Status written",
    ]);
    expect((await read(`${SCOPES}/${name}`)).status).toEqual({ observedGeneration: 2 });
    const events = await cluster.kubectl([
      "get",
      "events",
      "-A",
      "--field-selector",
      `involvedObject.name=${name}`,
      "-o",
      "jsonpath={.items[*].message}",
    ]);
    expect(events).toBe("The namespace is in scope.");
  });

  it("status of a scope that is gone ends silently", async () => {
    const { name, uid } = await create("deleted");
    await cluster.api.must("DELETE", `${SCOPES}/${name}`);
    expect(await perform([statusAction(name, { uid })])).toEqual(["Status gone"]);
  });

  it("the probe finds our resources", async () => {
    expect(await probe(transport, "isms-scope.io/v1alpha1", ["ismsscopes", "scopeexceptions"])).toMatchObject({ state: "Ready" });
    expect(await probe(transport, "isms-scope.io/v9", ["ismsscopes"])).toMatchObject({
      state: "Missing",
      missing: ["ismsscopes.isms-scope.io"],
    });
  });
});

describe("an election on a real lease", () => {
  it("has one leader, who hands over by leaving, and is followed when it is cut off", async () => {
    const times = { leaseMs: 3000, renewMs: 2000, retryMs: 200 };
    const log: string[] = [];
    let reachable = true;
    const enter = (name: string) => {
      const api = leaseApi(
        { request: (request) => (name === "b" && !reachable ? Promise.reject(new Error("cut off")) : transport.request(request)) },
        home,
        "election",
      );
      const elector = new Elector({
        lease: api,
        identity: processIdentity(name),
        ...times,
        onElected: () => log.push(`${name} elected`),
        onEnded: (how) => log.push(`${name} ${how}`),
      });
      const stopping = new AbortController();
      const running = elector.run(stopping.signal);
      const leave = async (): Promise<void> => {
        stopping.abort();
        await running;
      };
      cluster.onCleanup(leave);
      return { elector, leave };
    };
    const a = enter("a");
    await eventually(() => a.elector.isLeader());
    const b = enter("b");
    await new Promise((resolve) => setTimeout(resolve, 3500));
    expect(log).toEqual(["a elected"]);
    await a.leave();
    await eventually(() => b.elector.isLeader());
    const c = enter("c");
    reachable = false;
    await eventually(() => c.elector.isLeader());
    expect(b.elector.isLeader()).toBe(false);
    expect(log).toEqual(["a elected", "a released", "b elected", "b lost", "c elected"]);
  });
});
