import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pod, reflectPods, refuse, status, transportTo, type Rig } from "../../tests/scripted/rig.ts";
import { moment, scriptedServer, until, type Exchange, type ScriptedServer, type WatchScript } from "../../tests/scripted/server.ts";
import type { Transport } from "./transport.ts";

const PODS = "GET /api/v1/pods";

let server: ScriptedServer;
let transport: Transport;
let rig: Rig;
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
const silent = (exchange: Exchange): void => void open(exchange);
const snapshot =
  (version: number, ...pods: readonly unknown[]) =>
  (exchange: Exchange): void => {
    const script = open(exchange);
    for (const each of pods) {
      script.event("ADDED", each);
    }
    script.bookmark(String(version), true);
  };
const queryOf = (index: number) => Object.fromEntries(server.requests[index]?.query ?? []);
const commits = (count: number) =>
  until(`${count} snapshots are committed`, () => rig.sink.log.filter((line) => line === "commit").length >= count);
const requested = (count: number) => until(`${count} requests came`, () => server.requests.length >= count);
const reasons = () => rig.restarts.map(({ reason }) => reason);

describe("an expired version", () => {
  it("as an event makes the kind be read whole, and a delete and recreate under one name is seen", async () => {
    server.on(PODS, snapshot(5, pod("a", "u1", 1)), snapshot(50, pod("a", "u2", 40)));
    rig = reflectPods(transport);
    await commits(1);
    watches[0]?.event("ERROR", status(410, "Expired", "too old resource version: 5 (40)"));
    await commits(2);
    expect(rig.sink.log).toEqual(["new u1", "commit", "gone u1", "new u2", "commit"]);
    expect(reasons()).toEqual(["Expired"]);
  });

  it("as an answer does the same, and a deletion while we were away is seen exactly once", async () => {
    server.on(PODS, snapshot(5, pod("a", "u1", 1), pod("b", "u2", 2)), refuse(410, "Expired"), snapshot(50, pod("b", "u2", 2)));
    rig = reflectPods(transport);
    await commits(1);
    watches[0]?.bookmark("6").end();
    await commits(2);
    expect(queryOf(1)).toHaveProperty("resourceVersion", "6");
    expect(rig.sink.log.filter((line) => line.endsWith(" u1"))).toEqual(["new u1", "gone u1"]);
    expect(rig.states.at(-1)).toEqual({ state: "Synced" });
  });

  it("is also one from the future, which a restored server does not know", async () => {
    const tooLarge = status(504, "Timeout", "Too large resource version: 5, current: 2", {
      causes: [{ reason: "ResourceVersionTooLarge" }],
    });
    server.on(PODS, snapshot(5), ({ json }) => json(504, tooLarge, { "retry-after": "0" }), snapshot(2, pod("a", "u1", 1)));
    rig = reflectPods(transport);
    await commits(1);
    watches[0]?.bookmark("5").end();
    await commits(2);
    expect([...rig.sink.known.keys()]).toEqual(["u1"]);
  });
});

describe("a busy server", () => {
  const busy = (seconds: string) => refuse(429, "TooManyRequests", "busy", { "retry-after": seconds });

  it("is asked again after the time it states, by the snapshot and by the watch", async () => {
    server.on(PODS, busy("0.03"), snapshot(5), busy("0.03"), silent);
    rig = reflectPods(transport);
    await commits(1);
    watches[0]?.bookmark("6").end();
    await requested(4);
    expect(reasons()).toEqual(["TooManyRequests", "Closed", "TooManyRequests"]);
    expect(queryOf(3)).toHaveProperty("resourceVersion", "6");
  });

  it("is not asked before that, however short our own pauses are", async () => {
    server.on(PODS, busy("3600"), snapshot(5));
    rig = reflectPods(transport);
    await requested(1);
    await moment();
    expect(server.requests).toHaveLength(1);
    rig.reflector.resync();
    await commits(1);
  });
});

describe("a broken stream resumes from the last good version", () => {
  it("when a line cannot be decoded: it is never skipped", async () => {
    server.on(PODS, snapshot(5), (exchange) => void open(exchange).event("ADDED", pod("b", "u2", 7)));
    rig = reflectPods(transport);
    await commits(1);
    watches[0]
      ?.event("ADDED", pod("a", "u1", 6))
      .raw('{"type":"ADDED","object":{"bro\n')
      .event("ADDED", pod("c", "u3", 8));
    await until("the next watch brought its event", () => rig.sink.known.has("u2"));
    expect(queryOf(1)).toHaveProperty("resourceVersion", "6");
    expect(rig.sink.known.has("u3")).toBe(false);
    expect(reasons()).toEqual(["Undecodable"]);
  });

  it.each([
    ["an event of an unknown type", { type: "SURPRISE", object: pod("a", "u1", 6) }],
    ["an object without identity", { type: "ADDED", object: { metadata: { name: "a", resourceVersion: "6" } } }],
    ["a bookmark without a version", { type: "BOOKMARK", object: null }],
  ])("when there comes %s", async (_, line) => {
    server.on(PODS, snapshot(5), silent);
    rig = reflectPods(transport);
    await commits(1);
    watches[0]?.raw(`${JSON.stringify(line)}\n`);
    await requested(2);
    expect(queryOf(1)).toHaveProperty("resourceVersion", "5");
    expect(reasons()).toEqual(["Undecodable"]);
  });

  it("when the server reports its own failure inside it", async () => {
    server.on(PODS, snapshot(5), silent);
    rig = reflectPods(transport);
    await commits(1);
    watches[0]?.event("ERROR", status(500, "InternalError", "etcd event received with PrevKv=nil"));
    await requested(2);
    expect(queryOf(1)).toHaveProperty("resourceVersion", "5");
    expect(reasons()).toEqual(["ServerError"]);
  });

  it("when the connection is half open: silence is a fault once the server is known to send bookmarks", async () => {
    server.on(PODS, snapshot(5));
    server.always(PODS, silent);
    rig = reflectPods(transport, { times: { bookmark: 60 } });
    await commits(1);
    await requested(3);
    expect(queryOf(1)).toHaveProperty("resourceVersion", "5");
    expect(queryOf(2)).toHaveProperty("resourceVersion", "5");
    expect(rig.restarts[0]).toEqual({ reason: "Timeout", message: "the watch of /api/v1/pods fell silent" });
    await until("the server sees the first connection end", () => watches[0]?.open === false);
  });

  it("when it ends at once again and again, with pauses and without losing the state", async () => {
    server.on(PODS, snapshot(5, pod("a", "u1", 1)));
    server.always(PODS, ({ watch }) => watch().end());
    rig = reflectPods(transport, { times: { short: 1000 } });
    await commits(1);
    watches[0]?.bookmark("6").end();
    await requested(4);
    expect(reasons().slice(0, 2)).toEqual(["Closed", "Interrupted"]);
    expect([...rig.sink.known.keys()]).toEqual(["u1"]);
  });

  it("when a watch outlives the time it was asked to last", async () => {
    server.on(PODS, snapshot(5));
    server.always(PODS, silent);
    rig = reflectPods(transport, { times: { watch: 20, grace: 20 } });
    await commits(1);
    await requested(2);
    expect(rig.restarts[0]?.message).toBe("the watch of /api/v1/pods outlived its time");
  });
});

describe("an object whose projection throws", () => {
  it("is set aside, in a snapshot and later, and healed by a version that projects", async () => {
    server.on(PODS, snapshot(5, pod("broken", "u1", 1), pod("a", "u2", 2)));
    rig = reflectPods(transport);
    await commits(1);
    expect([...rig.sink.aside]).toEqual([["u1", "shop/broken: cannot be understood"]]);
    expect([...rig.sink.known.keys()]).toEqual(["u2"]);
    watches[0]?.event("MODIFIED", pod("mended", "u1", 6)).event("ADDED", pod("broken", "u3", 7));
    await until("u3 is set aside", () => rig.sink.aside.has("u3"));
    expect(rig.sink.known.get("u1")).toBe("mended@6");
    expect([...rig.sink.aside.keys()]).toEqual(["u3"]);
    watches[0]?.event("DELETED", pod("broken", "u3", 8));
    await until("its deletion is known", () => rig.sink.aside.size === 0);
    expect(server.requests).toHaveLength(1);
    expect(rig.restarts).toEqual([]);
  });
});

describe("a kind that cannot be read", () => {
  it("is told as forbidden, asked for gently, and picked up when it is granted", async () => {
    const message = 'pods is forbidden: User "operator" cannot list resource "pods"';
    server.on(PODS, refuse(403, "Forbidden", message), refuse(403, "Forbidden", message), snapshot(5, pod("a", "u1", 1)));
    rig = reflectPods(transport);
    await commits(1);
    expect(rig.states).toEqual([
      { state: "Syncing" },
      { state: "Forbidden", message: `the API server forbids GET /api/v1/pods: ${message}` },
      { state: "Synced" },
    ]);
  });

  it("keeps what was seen when the right is taken away, and resumes when it is back", async () => {
    server.on(PODS, snapshot(5, pod("a", "u1", 1)), refuse(403, "Forbidden"), refuse(403, "Forbidden"), silent);
    rig = reflectPods(transport);
    await commits(1);
    watches[0]?.bookmark("6").end();
    await requested(4);
    await until("it is synced again", () => rig.states.length === 4);
    expect(rig.states.map(({ state }) => state)).toEqual(["Syncing", "Synced", "Forbidden", "Synced"]);
    expect(queryOf(3)).toHaveProperty("resourceVersion", "6");
    expect([...rig.sink.known.keys()]).toEqual(["u1"]);
  });

  it.each([
    ["forbidden", 403, "Forbidden"],
    ["not served", 404, "NotFound"],
  ])(
    "is not believed to be %s when that is said once: a starting server knows neither rights nor kinds at first",
    async (_, code, reason) => {
      server.on(PODS, refuse(code, reason), snapshot(5, pod("a", "u1", 1)), refuse(code, reason), snapshot(7, pod("a", "u1", 1)));
      rig = reflectPods(transport);
      await commits(1);
      watches[0]?.bookmark("6").end();
      await requested(4);
      await until("it is followed again", () => watches.length === 2);
      expect(rig.states).toEqual([{ state: "Syncing" }, { state: "Synced" }]);
      expect([...rig.sink.known.keys()]).toEqual(["u1"]);
    },
  );

  it("has no objects when it is not served any more, once that has lasted", async () => {
    const notServed = ({ text }: Exchange): void => text(404, "404 page not found");
    const sizes: number[] = [];
    const counted = (exchange: Exchange): void => {
      sizes.push(rig.sink.known.size);
      notServed(exchange);
    };
    server.on(PODS, snapshot(5, pod("a", "u1", 1)), counted, counted, counted, counted, snapshot(9, pod("b", "u2", 8)));
    rig = reflectPods(transport, { times: { refused: 2, stalled: 8 } });
    await commits(1);
    watches[0]?.bookmark("6").end();
    await commits(3);
    expect(sizes).toEqual([1, 1, 1, 0]);
    expect(rig.sink.log).toEqual(["new u1", "commit", "gone u1", "commit", "new u2", "commit"]);
    expect(rig.states[2]).toEqual({ state: "NotServed", message: "the API server does not serve /api/v1/pods" });
    expect(rig.states.at(-1)).toEqual({ state: "Synced" });
  });
});

describe("a server that goes away and comes back", () => {
  it("is followed again from where it was, however the connection broke", async () => {
    server.on(PODS, snapshot(5, pod("a", "u1", 1)), (exchange) => void open(exchange).event("DELETED", pod("a", "u1", 8)));
    rig = reflectPods(transport);
    await commits(1);
    await server.stop();
    await until("it could not be reached", () => reasons().filter((reason) => reason === "Unreachable").length >= 2);
    expect([...rig.sink.known.keys()]).toEqual(["u1"]);
    await server.start();
    await until("the deletion is known", () => rig.sink.known.size === 0);
    expect(queryOf(1)).toHaveProperty("resourceVersion", "5");
    expect(rig.restarts.at(-1)?.message).toBe(`cannot reach ${server.url}: connection refused`);
  });
});
