import { afterAll, beforeAll, expect, it } from "vitest";
import { connect } from "../../src/cluster/connect.ts";
import { createSync } from "../../src/cluster/sync.ts";
import type { Transport } from "../../src/cluster/transport.ts";
import type { Coverage } from "../../src/facts/facts.ts";
import { startControlPlane, type ControlPlane } from "../../tools/control-plane/start.ts";
import { eventually } from "../harness/eventually.ts";
import { recorder, sourceOf } from "../scripted/rig.ts";

const KINDS = ["namespaces", "configmaps"] as const;
const HOME = "/api/v1/namespaces/default/configmaps";

let controlPlane: ControlPlane;
let transport: Transport;
const stopping = new AbortController();

beforeAll(async () => {
  controlPlane = await startControlPlane({ controllerManager: false, scheduler: false, kwok: false });
  transport = await connect({ kubeconfig: controlPlane.kubeconfig, userAgent: "test/1" });
});

afterAll(async () => {
  stopping.abort();
  await transport.close();
  await controlPlane.stop();
});

const create = (name: string) =>
  controlPlane.api.must<{ metadata: { uid: string } }>("POST", HOME, { apiVersion: "v1", kind: "ConfigMap", metadata: { name } });

it.each(["SIGTERM", "SIGKILL"] as const)(
  "an API server that ends by %s and comes back is followed on, and nothing is missed",
  async (signal) => {
    const states = new Map<string, Coverage["state"][]>(KINDS.map((kind) => [kind, []]));
    const sinks = new Map(KINDS.map((kind) => [kind, recorder()]));
    const reasons: string[] = [];
    const leaving = new AbortController();
    const sync = createSync({
      sources: KINDS.map((kind) => sourceOf(kind, `/api/v1/${kind}`, sinks.get(kind)!)),
      transport,
      onState: (kind, { state }) => states.get(kind)?.push(state),
      onRestart: (_, { reason }) => reasons.push(reason),
    });
    const running = sync.run(AbortSignal.any([leaving.signal, stopping.signal]));
    const configMaps = sinks.get("configmaps")!;
    await eventually(() => [...states.values()].every((told) => told.at(-1) === "Synced"));
    const kept = await create(`kept-${signal.toLowerCase()}`);
    const before = await create(`replaced-${signal.toLowerCase()}`);
    await eventually(() => configMaps.known.has(before.metadata.uid));

    await controlPlane.stopApiServer({ signal });
    await eventually(() => reasons.includes("Unreachable"));
    await controlPlane.startApiServer();
    await controlPlane.api.must("DELETE", `${HOME}/replaced-${signal.toLowerCase()}`);
    const after = await create(`replaced-${signal.toLowerCase()}`);

    await eventually(() => configMaps.known.has(after.metadata.uid) && !configMaps.known.has(before.metadata.uid), { timeout: 30_000 });
    expect(configMaps.known.has(kept.metadata.uid)).toBe(true);
    const listed = await controlPlane.api.must<{ items: { metadata: { uid: string } }[] }>("GET", "/api/v1/configmaps");
    await eventually(() => listed.items.every(({ metadata }) => configMaps.known.has(metadata.uid)));
    expect(configMaps.known.size).toBe(listed.items.length);
    expect([...states.values()]).toEqual([
      ["Syncing", "Synced"],
      ["Syncing", "Synced"],
    ]);
    leaving.abort();
    await running;
  },
);
