import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pod, podList, reflectPods, refuse, transportTo, type Rig } from "../../tests/scripted/rig.ts";
import { scriptedServer, until, type Exchange, type ScriptedServer, type WatchScript } from "../../tests/scripted/server.ts";
import type { Transport } from "./transport.ts";

const PODS = "GET /api/v1/pods";

let server: ScriptedServer;
let transport: Transport;
let rig: Rig;
/** The watches that the server serves, in order. */
let watches: WatchScript[];

beforeEach(async () => {
  server = await scriptedServer();
  transport = transportTo(server.url);
  watches = [];
});

afterEach(async () => {
  await rig.stop();
  await transport.close();
  await server.close();
});

const open = ({ watch }: Exchange): WatchScript => {
  const script = watch();
  watches.push(script);
  return script;
};
/** A watch that brings these pods as its snapshot. */
const snapshot =
  (version: number, ...pods: readonly unknown[]) =>
  (exchange: Exchange): void => {
    const script = open(exchange);
    for (const each of pods) {
      script.event("ADDED", each);
    }
    script.bookmark(String(version), true);
  };
const silent = (exchange: Exchange): void => void open(exchange);
const queryOf = (index: number) => Object.fromEntries(server.requests[index]?.query ?? []);
const committed = () => until("a snapshot is committed", () => rig.sink.log.includes("commit"));
const requested = (count: number) => until(`${count} requests came`, () => server.requests.length >= count);

describe("watch-list", () => {
  it("brings the snapshot and what follows over one connection, so that nothing is lost in between", async () => {
    server.on(PODS, snapshot(20, pod("a", "u1", 9), pod("b", "u2", 3)));
    rig = reflectPods(transport);
    await committed();
    watches[0]?.event("MODIFIED", pod("b", "u2", 21)).event("DELETED", pod("a", "u1", 22));
    await until("the deletion came", () => rig.sink.known.size === 1);
    expect(server.requests).toHaveLength(1);
    expect(queryOf(0)).toMatchObject({
      watch: "true",
      sendInitialEvents: "true",
      resourceVersionMatch: "NotOlderThan",
      allowWatchBookmarks: "true",
    });
    expect(rig.sink.log).toEqual(["new u1", "new u2", "commit", "apply u2", "remove u1"]);
    expect([...rig.sink.known]).toEqual([["u2", "b@21"]]);
    expect(rig.states).toEqual([{ state: "Syncing" }, { state: "Synced" }]);
  });

  it("commits only at the bookmark that ends the initial events, in whatever order of versions they come", async () => {
    server.on(PODS, silent, silent);
    rig = reflectPods(transport);
    await requested(1);
    watches[0]
      ?.event("ADDED", pod("a", "u1", 90))
      .bookmark("95")
      .event("ADDED", pod("b", "u2", 3));
    watches[0]?.end();
    await requested(2);
    expect(rig.sink.log).toEqual([]);
    expect(queryOf(1)).toHaveProperty("sendInitialEvents", "true");
    expect(queryOf(1)).not.toHaveProperty("resourceVersion");
    expect(rig.restarts.map(({ reason }) => reason)).toEqual(["Interrupted"]);
  });

  it("never commits a snapshot that was cut, and begins it anew", async () => {
    server.on(PODS, silent, snapshot(5, pod("b", "u2", 4)));
    rig = reflectPods(transport);
    await requested(1);
    watches[0]?.event("ADDED", pod("a", "u1", 1)).cut();
    await committed();
    expect(rig.sink.log).toEqual(["new u2", "commit"]);
  });

  it("does not keep an object that was deleted while the snapshot came", async () => {
    server.on(PODS, silent);
    rig = reflectPods(transport);
    await requested(1);
    watches[0]
      ?.event("ADDED", pod("a", "u1", 1))
      .event("DELETED", pod("a", "u1", 7))
      .event("ADDED", pod("b", "u2", 2))
      .bookmark("8", true);
    await committed();
    expect([...rig.sink.known.keys()]).toEqual(["u2"]);
  });

  it("asks for metadata only where that is enough", async () => {
    server.on(PODS, snapshot(5));
    rig = reflectPods(transport, { metadataOnly: true });
    await committed();
    expect(server.requests[0]?.headers.accept).toContain("as=PartialObjectMetadata;g=meta.k8s.io;v=v1");
    expect(server.requests[0]?.headers["accept-encoding"]).toBe("identity");
  });
});

describe("pages, where watch-list is refused", () => {
  const noWatchList = refuse(422, "Invalid", "sendInitialEvents is forbidden for watch");

  it("reads page by page, then follows from the version of the list", async () => {
    server.on(
      PODS,
      noWatchList,
      ({ json }) => json(200, podList(7, [pod("a", "u1", 1)], "more")),
      ({ json }) => json(200, podList(7, [pod("b", "u2", 2)])),
      silent,
    );
    rig = reflectPods(transport);
    await requested(4);
    expect(rig.sink.log).toEqual(["new u1", "new u2", "commit"]);
    expect(queryOf(1)).toEqual({ limit: "500" });
    expect(queryOf(2)).toEqual({ limit: "500", continue: "more" });
    expect(queryOf(3)).toMatchObject({ watch: "true", resourceVersion: "7", allowWatchBookmarks: "true" });
    watches[0]?.event("ADDED", pod("c", "u3", 8));
    await until("the event came", () => rig.sink.known.size === 3);
  });

  it("asks for the same selection of objects in each page and in each watch", async () => {
    server.on(
      PODS,
      noWatchList,
      ({ json }) => json(200, podList(7, [pod("a", "u1", 1)], "more")),
      ({ json }) => json(200, podList(7, [])),
      silent,
    );
    rig = reflectPods(transport, { labelSelector: "owner=me" });
    await requested(4);
    for (const place of [0, 1, 2, 3]) expect(queryOf(place)).toHaveProperty("labelSelector", "owner=me");
  });

  it("begins the list anew when a page has expired, and shows nothing of the first try", async () => {
    server.on(
      PODS,
      refuse(400, "BadRequest", "resourceVersionMatch is forbidden for watch"),
      ({ json }) => json(200, podList(7, [pod("a", "u1", 1)], "more")),
      refuse(410, "Expired", "The provided continue parameter is too old"),
      ({ json }) => json(200, podList(9, [pod("b", "u2", 8)])),
      silent,
    );
    rig = reflectPods(transport);
    await requested(5);
    expect(rig.sink.log).toEqual(["new u2", "commit"]);
    expect(queryOf(3)).toEqual({ limit: "500" });
  });

  it("asks for the same page again when the server was busy in the middle", async () => {
    server.on(
      PODS,
      noWatchList,
      ({ json }) => json(200, podList(7, [pod("a", "u1", 1)], "more")),
      refuse(429, "TooManyRequests", "busy", { "retry-after": "0.01" }),
      ({ json }) => json(200, podList(7, [pod("b", "u2", 2)])),
      silent,
    );
    rig = reflectPods(transport);
    await requested(5);
    expect(server.requests.slice(1, 4).map(({ query }) => query.get("continue"))).toEqual([null, "more", "more"]);
    expect(rig.sink.log).toEqual(["new u1", "new u2", "commit"]);
  });

  it("is tried once when a watch-list stays silent", async () => {
    server.on(PODS, silent, ({ json }) => json(200, podList(7, [pod("a", "u1", 1)])), silent);
    rig = reflectPods(transport, { times: { silence: 60 } });
    await requested(3);
    expect(queryOf(1)).toEqual({ limit: "500" });
  });
});

describe("what was known stays known", () => {
  it("across an orderly end: the watch resumes where it was, without a list", async () => {
    server.on(PODS, snapshot(5), silent);
    rig = reflectPods(transport);
    await committed();
    watches[0]?.event("ADDED", pod("a", "u1", 6)).end();
    await requested(2);
    expect(queryOf(1)).toMatchObject({ resourceVersion: "6" });
    expect(queryOf(1)).not.toHaveProperty("sendInitialEvents");
    expect(rig.restarts.map(({ reason }) => reason)).toEqual(["Closed"]);
  });

  it("up to the last bookmark", async () => {
    server.on(PODS, snapshot(5), silent);
    rig = reflectPods(transport);
    await committed();
    watches[0]?.bookmark("77").end();
    await requested(2);
    expect(queryOf(1)).toMatchObject({ resourceVersion: "77" });
  });

  it("until a resync commits, whatever arrives late from before", async () => {
    server.on(PODS, snapshot(5, pod("a", "u1", 1)), silent);
    rig = reflectPods(transport);
    await committed();
    rig.reflector.resync();
    await requested(2);
    expect(queryOf(1)).toHaveProperty("sendInitialEvents", "true");
    expect([...rig.sink.known.keys()]).toEqual(["u1"]);
    watches[1]?.event("ADDED", pod("b", "u2", 6)).bookmark("9", true);
    await until("the new snapshot is committed", () => rig.sink.known.has("u2"));
    expect([...rig.sink.known.keys()]).toEqual(["u2"]);
    expect(rig.restarts.map(({ reason }) => reason)).toEqual(["Resync"]);
    expect(rig.states).toEqual([{ state: "Syncing" }, { state: "Synced" }]);
  });
});
