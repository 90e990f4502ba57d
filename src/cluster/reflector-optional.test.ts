import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pod, reflectPods, refuse, transportTo, type Rig } from "../../tests/scripted/rig.ts";
import { moment, scriptedServer, until, type Exchange, type ScriptedServer, type WatchScript } from "../../tests/scripted/server.ts";
import type { ReflectorTimes } from "./reading.ts";
import type { Transport } from "./transport.ts";

const PODS = "GET /api/v1/pods";
const FOREVER = 3_600_000;

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

const reflectOptional = (times: Partial<ReflectorTimes> = {}): void => {
  rig = reflectPods(transport, { optional: true, times });
};
const notServed = ({ text }: Exchange): void => text(404, "404 page not found");
const snapshot =
  (version: number, ...pods: readonly unknown[]) =>
  ({ watch }: Exchange): void => {
    const script = watch();
    watches.push(script);
    for (const each of pods) script.event("ADDED", each);
    script.bookmark(String(version), true);
  };
const states = () => rig.states.map(({ state }) => state);
const become = (state: string) => until(`it is ${state}`, () => rig.states.at(-1)?.state === state);

describe("an optional kind of which nothing was ever known", () => {
  it("is absent when it is not served, without waiting for the pauses of a kind that should be there", async () => {
    server.on(PODS, notServed, notServed);
    reflectOptional({ refused: FOREVER, stalled: FOREVER, absent: FOREVER });
    await become("Absent");
    expect(states()).toEqual(["Syncing", "Absent"]);
    expect(rig.sink.log).toEqual([]);
  });

  it("is not believed to be absent when that is said once", async () => {
    server.on(PODS, notServed, snapshot(5, pod("a", "u1", 1)));
    reflectOptional({ absent: FOREVER });
    await become("Synced");
    expect(states()).toEqual(["Syncing", "Synced"]);
  });

  it("is asked for no more until the long pause is over, or somebody saw it come", async () => {
    server.on(PODS, notServed, notServed, notServed, snapshot(5, pod("a", "u1", 1)));
    reflectOptional({ refused: 1, stalled: 1, absent: FOREVER });
    await become("Absent");
    await moment();
    expect(server.requests).toHaveLength(2);
    rig.reflector.resync();
    await until("it is asked for", () => server.requests.length === 3);
    await moment();
    expect(server.requests).toHaveLength(3);
    rig.reflector.resync();
    await become("Synced");
    expect(states()).toEqual(["Syncing", "Absent", "Synced"]);
    expect([...rig.sink.known.keys()]).toEqual(["u1"]);
  });

  it("is found by itself in the end, though nobody says that it came", async () => {
    server.on(PODS, notServed, notServed, notServed, snapshot(5));
    reflectOptional({ absent: 5 });
    await become("Synced");
  });

  it("may still be forbidden, which is no absence", async () => {
    server.on(PODS, refuse(403, "Forbidden"), refuse(403, "Forbidden"));
    reflectOptional({ refused: 1, stalled: FOREVER });
    await until("both refusals came", () => server.requests.length === 2);
    await become("Forbidden");
    expect(states()).toEqual(["Syncing", "Forbidden"]);
  });
});

describe("an optional kind that was read and is served no more", () => {
  it("is not served at once, and absent when that has lasted until the longest pause: as a reader that starts then finds it", async () => {
    const seen: string[] = [];
    const counted = (exchange: Exchange): void => {
      seen.push(`${rig.states.at(-1)?.state} ${rig.sink.known.size}`);
      notServed(exchange);
    };
    server.on(PODS, snapshot(5, pod("a", "u1", 1)));
    reflectOptional({ refused: 2, stalled: 8, absent: FOREVER });
    await become("Synced");
    server.always(PODS, counted);
    watches[0]?.bookmark("6").end();
    await become("Absent");
    expect(seen).toEqual(["Synced 1", "Synced 1", "NotServed 1"]);
    expect(states()).toEqual(["Syncing", "Synced", "NotServed", "Absent"]);
    expect(rig.sink.log).toEqual(["new u1", "commit", "gone u1", "commit"]);
  });

  it("goes on from a new snapshot when it is back before that, and nothing was taken for gone", async () => {
    server.on(PODS, snapshot(5, pod("a", "u1", 1)), notServed, notServed, snapshot(9, pod("a", "u1", 1)));
    reflectOptional({ refused: 2, stalled: FOREVER });
    await become("Synced");
    watches[0]?.bookmark("6").end();
    await until("it is read again", () => watches.length === 2);
    await become("Synced");
    expect(states()).toEqual(["Syncing", "Synced", "NotServed", "Synced"]);
    expect(rig.sink.log).not.toContain("gone u1");
    expect(server.requests.at(-1)?.query.get("sendInitialEvents")).toBe("true");
  });

  it("keeps what was seen while its right is missing, however long that lasts", async () => {
    server.on(PODS, snapshot(5, pod("a", "u1", 1)));
    reflectOptional({ refused: 1, stalled: 2 });
    await become("Synced");
    server.always(PODS, refuse(403, "Forbidden"));
    watches[0]?.bookmark("6").end();
    await until("it was refused often", () => server.requests.length > 6);
    expect(states()).toEqual(["Syncing", "Synced", "Forbidden"]);
    expect([...rig.sink.known.keys()]).toEqual(["u1"]);
  });
});
