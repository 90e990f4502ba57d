import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { transportTo } from "../../tests/scripted/rig.ts";
import { scriptedServer, until, type ScriptedServer } from "../../tests/scripted/server.ts";
import type { Sync } from "../cluster/sync.ts";
import type { Transport } from "../cluster/transport.ts";
import { KINDS } from "../facts/kinds.ts";
import type { Logger } from "../telemetry/log.ts";
import { createWatches } from "./watches.ts";
import { World, type WatchedKind } from "./world.ts";

const OPTIONAL = KINDS.filter(({ optional }) => optional);

let server: ScriptedServer;
let transport: Transport;
let world: World;
let sync: Sync<WatchedKind>;
let lines: { level: string; message: string | undefined; resource: unknown }[];
let stopping: AbortController;
let running: Promise<void>;

beforeEach(async () => {
  server = await scriptedServer();
  transport = transportTo(server.url);
  lines = [];
  stopping = new AbortController();
  world = new World(
    () => undefined,
    (kind) => sync.resync(kind),
  );
  for (const { path } of world.sources()) server.always(`GET ${path}`, ({ watch }) => void watch().bookmark("5", true));
});

afterEach(async () => {
  stopping.abort();
  await running;
  await transport.close();
  await server.close();
});

const log =
  (level: string): Logger["info"] =>
  ({ resource }: { readonly resource?: unknown }, message?: string) =>
    void lines.push({ level, message, resource });

const start = (): void => {
  sync = createWatches({
    world,
    transport,
    instruments: { restarted: () => undefined },
    log: { debug: log("debug"), info: log("info"), warn: log("warn") },
    changed: () => undefined,
    lookMs: 5,
  });
  running = sync.run(stopping.signal);
};
const lists = (...kinds: typeof OPTIONAL) => ({
  kind: "APIGroupDiscoveryList",
  items: kinds.map(({ group, version, plural }) => ({
    metadata: { name: group },
    versions: [{ version, resources: [{ resource: plural }] }],
  })),
});

describe("kinds of optional APIs", () => {
  it("there are some", () => {
    expect(OPTIONAL.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["Gateway", "HTTPRoute", "PrometheusRule"]));
  });

  it("that are not installed are absent: one quiet line each, and everything else is read", async () => {
    for (const { path } of OPTIONAL) server.always(`GET ${path}`, ({ text }) => text(404, "404 page not found"));
    server.always("GET /apis", ({ json }) => json(200, lists()));
    start();
    await until("all is known", () => KINDS.every(({ kind }) => world.coverage(kind).state !== "Syncing"));
    for (const { kind, optional } of KINDS) expect(world.coverage(kind).state).toBe(optional ? "Absent" : "Synced");
    const about = lines.filter(({ level, resource }) => level !== "debug" && OPTIONAL.some(({ plural }) => plural === resource));
    expect(about).toHaveLength(OPTIONAL.length);
    expect(lines.filter(({ level }) => level === "warn")).toEqual([]);
  });

  it("in which we report are no loss where they are missing; where they may not be read, somebody is told", async () => {
    const forbidden = { kind: "Status", code: 403, reason: "Forbidden", message: "not allowed" };
    server.always("GET /apis/openreports.io/v1alpha1/reports", ({ json }) => json(403, forbidden));
    server.always("GET /apis/openreports.io/v1alpha1/clusterreports", ({ text }) => text(404, "404 page not found"));
    server.always("GET /apis", ({ json }) => json(200, lists()));
    start();
    await until("all is known", () => (["Report", "ClusterReport"] as const).every((kind) => world.coverage(kind).state !== "Syncing"));
    expect(world.coverage("ClusterReport").state).toBe("Absent");
    const said = (resource: string) => lines.filter((line) => line.resource === resource && line.level !== "debug");
    expect(said("reports.openreports.io")).toMatchObject([{ level: "warn", message: expect.stringContaining("so none is written") }]);
    expect(said("clusterreports.openreports.io")).toMatchObject([{ level: "info", message: expect.stringContaining("until it is") }]);
    expect(world.coverage("PolicyReport").state).toBe("Synced");
  });

  it("that are installed later are read as soon as the server lists them", async () => {
    for (const { path } of OPTIONAL) server.always(`GET ${path}`, ({ text }) => text(404, "404 page not found"));
    server.always("GET /apis", ({ json }) => json(200, lists()));
    start();
    await until("they are absent", () => OPTIONAL.every(({ kind }) => world.coverage(kind).state === "Absent"));
    const [came, ...others] = OPTIONAL;
    if (came === undefined) throw new Error("no kind is optional");
    server.always(`GET ${came.path}`, ({ watch }) => void watch().bookmark("9", true));
    server.always("GET /apis", ({ json }) => json(200, lists(came)));
    await until("it is read", () => world.coverage(came.kind).state === "Synced");
    expect(others.map(({ kind }) => world.coverage(kind).state)).toEqual(others.map(() => "Absent"));
    const asked = () => server.requests.filter(({ path }) => path === came.path).length;
    const before = asked();
    const looks = server.requests.length;
    await until("it was looked at again", () => server.requests.length > looks + 3);
    expect(asked()).toBe(before);
  });
});
