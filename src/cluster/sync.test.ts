import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pod, QUICK, recorder, refuse, sourceOf, transportTo, type Recorder } from "../../tests/scripted/rig.ts";
import { moment, scriptedServer, until, type Exchange, type ScriptedServer, type WatchScript } from "../../tests/scripted/server.ts";
import type { Coverage } from "../facts/facts.ts";
import { createGate, createSync, type Sync } from "./sync.ts";
import type { Transport } from "./transport.ts";

const KINDS = ["nodes", "jobs", "deployments", "pods"] as const;
type Kind = (typeof KINDS)[number];

let server: ScriptedServer;
let transport: Transport;
let sync: Sync<Kind>;
let states: Map<Kind, Coverage>;
let sinks: Map<Kind, Recorder>;
let watches: Map<string, WatchScript>;
let stopping: AbortController;
let running: Promise<void>;

beforeEach(async () => {
  server = await scriptedServer();
  transport = transportTo(server.url);
  states = new Map();
  sinks = new Map(KINDS.map((kind) => [kind, recorder()]));
  watches = new Map();
  stopping = new AbortController();
});

afterEach(async () => {
  stopping.abort();
  await running;
  await transport.close();
  await server.close();
});

const start = (): void => {
  sync = createSync<Kind>({
    sources: KINDS.map((kind) => sourceOf(kind, `/${kind}`, sinks.get(kind)!)),
    transport,
    onState: (kind, state) => states.set(kind, state),
    times: QUICK,
  });
  running = sync.run(stopping.signal);
};
const open = (exchange: Exchange): void => void watches.set(exchange.request.path, exchange.watch());
const finish = (kind: Kind): void => void watches.get(`/${kind}`)?.bookmark("5", true);
const asked = () => server.requests.map(({ path }) => path.slice(1));
const stateOf = (kind: Kind) => states.get(kind)?.state;

describe("the kinds of a cluster", () => {
  it("are read whole two at a time, in the order given", async () => {
    for (const kind of KINDS) {
      server.on(`GET /${kind}`, open);
    }
    start();
    await until("two watches began", () => watches.size === 2);
    await moment();
    expect(asked()).toEqual(["nodes", "jobs"]);
    expect(KINDS.map(stateOf)).toEqual(["Syncing", "Syncing", "Syncing", "Syncing"]);
    finish("jobs");
    await until("the third began", () => watches.size === 3);
    expect(asked()).toEqual(["nodes", "jobs", "deployments"]);
    finish("nodes");
    finish("deployments");
    await until("the last began", () => watches.size === 4);
    finish("pods");
    await until("all are synced", () => KINDS.every((kind) => stateOf(kind) === "Synced"));
  });

  it("do not wait for one that is forbidden, missing, or whose snapshot broke", async () => {
    server.always("GET /nodes", refuse(403, "Forbidden", "no"));
    server.always("GET /jobs", ({ text }) => text(404, "404 page not found"));
    server.on("GET /deployments", ({ watch }) =>
      watch()
        .event("ADDED", pod("a", "u1", 1))
        .cut(),
    );
    server.always("GET /deployments", open);
    server.on("GET /pods", open);
    start();
    await until("pods began", () => watches.has("/pods"));
    finish("pods");
    await until("pods are synced", () => stateOf("pods") === "Synced");
    await until("deployments began again", () => watches.has("/deployments"));
    finish("deployments");
    await until("deployments are synced", () => stateOf("deployments") === "Synced");
    await until("both refusals are believed", () => stateOf("nodes") === "Forbidden" && stateOf("jobs") === "NotServed");
    expect(states.get("nodes")).toEqual({ state: "Forbidden", message: "the API server forbids GET /nodes: no" });
    expect(states.get("jobs")).toEqual({ state: "NotServed", message: "the API server does not serve /jobs" });
  });

  it("are read anew one by one, or all", async () => {
    for (const kind of KINDS) {
      server.always(`GET /${kind}`, ({ watch }) => void watch().bookmark("5", true));
    }
    start();
    await until("all are synced", () => KINDS.every((kind) => stateOf(kind) === "Synced"));
    sync.resync("pods");
    await until("pods were read again", () => server.requests.length === 5);
    expect(asked()[4]).toBe("pods");
    sync.resync();
    await until("all were read again", () => server.requests.length === 9);
    expect(new Set(asked().slice(5))).toEqual(new Set(KINDS));
  });
});

describe("a gate", () => {
  it("lets the lowest rank of those that wait go first, and whoever gives up holds no place", async () => {
    const gate = createGate(1);
    const { signal } = new AbortController();
    const order: number[] = [];
    running = Promise.resolve();
    const leave = await gate(0, signal);
    const impatient = new AbortController();
    const pass = async (rank: number): Promise<void> => {
      const giveBack = await gate(rank, rank === 1 ? impatient.signal : signal);
      order.push(rank);
      giveBack();
      giveBack();
    };
    const waiting = [3, 1, 2].map(pass);
    impatient.abort();
    await Promise.resolve();
    leave();
    leave();
    await Promise.all(waiting);
    expect(order).toEqual([1, 2, 3]);
    (await gate(9, impatient.signal))();
    const again = await gate(0, signal);
    const late = pass(4);
    await new Promise((resolve) => setImmediate(resolve));
    expect(order).not.toContain(4);
    again();
    await late;
  });
});
