import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { refuse, status, transportTo } from "../../tests/scripted/rig.ts";
import { scriptedServer, type ScriptedServer } from "../../tests/scripted/server.ts";
import { leaseApi, type LeaseApi } from "./lease.ts";
import type { Transport } from "./transport.ts";

const LEASES = "/apis/coordination.k8s.io/v1/namespaces/system/leases";
const lease = {
  metadata: { name: "operator", namespace: "system", resourceVersion: "7", labels: { a: "b" } },
  spec: { holderIdentity: "a" },
};

let server: ScriptedServer;
let transport: Transport;
let api: LeaseApi;
beforeEach(async () => {
  server = await scriptedServer();
  transport = transportTo(server.url);
  api = leaseApi(transport, "system", "operator");
});
afterEach(async () => {
  await transport.close();
  await server.close();
});

describe("the lease on the server", () => {
  it("is read, or is not there yet", async () => {
    server.on(
      `GET ${LEASES}/operator`,
      ({ json }) => json(200, lease),
      ({ json }) => json(404, status(404, "NotFound", "none", { name: "operator" })),
    );
    expect(await api.read(1000)).toEqual(lease);
    expect(await api.read(1000)).toBeUndefined();
  });

  it("is not taken for absent when it may not be read, or leases are not served", async () => {
    server.on(`GET ${LEASES}/operator`, refuse(403, "Forbidden"), refuse(404, "NotFound"));
    await expect(api.read(1000)).rejects.toMatchObject({ reason: "Forbidden" });
    await expect(api.read(1000)).rejects.toMatchObject({ reason: "NotServed" });
  });

  it("is created, and replaced with the version that was read, so that the server is the referee", async () => {
    server.on(`POST ${LEASES}`, ({ json }) => json(201, lease));
    server.on(`PUT ${LEASES}/operator`, ({ json }) => json(200, lease), refuse(409, "Conflict"));
    await api.create({ holderIdentity: "a" }, 1000);
    await api.replace(lease, { holderIdentity: "b" }, 1000);
    await expect(api.replace(lease, {}, 1000)).rejects.toMatchObject({ reason: "Conflict" });
    const type = { apiVersion: "coordination.k8s.io/v1", kind: "Lease" };
    expect(server.requests[0]?.body).toEqual({
      ...type,
      metadata: { name: "operator", namespace: "system" },
      spec: { holderIdentity: "a" },
    });
    expect(server.requests[1]?.body).toEqual({ ...type, metadata: lease.metadata, spec: { holderIdentity: "b" } });
  });
});
