import { createServer } from "node:http";
import { connect as dial, type AddressInfo, type Socket } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { authority } from "../../tests/scripted/certificates.ts";
import { scriptedServer, type ScriptedServer } from "../../tests/scripted/server.ts";
import { createTransport, type Transport } from "./transport.ts";

const trusted = authority("trusted");
const tunnels: string[] = [];
const sockets: Socket[] = [];
const proxy = createServer();
let server: ScriptedServer;
let transport: Transport;

beforeEach(async () => {
  server = await scriptedServer(trusted.server("127.0.0.1"));
  proxy.on("connect", (request, near: Socket) => {
    tunnels.push(request.url ?? "");
    const far = dial(server.port, "127.0.0.1", () => {
      near.write("HTTP/1.1 200 Connection established\r\n\r\n");
      far.pipe(near).pipe(far);
    });
    sockets.push(near, far);
    for (const socket of [near, far]) {
      socket.on("error", () => socket.destroy());
    }
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const { port } = proxy.address() as AddressInfo;
  const credentials = {
    server: server.url,
    proxy: `http://127.0.0.1:${port}`,
    current: () => Promise.resolve({ headers: { authorization: "Bearer t" }, tls: { ca: trusted.ca } }),
  };
  transport = createTransport({ credentials, userAgent: "t" });
});

afterEach(async () => {
  await transport.close();
  await server.close();
  for (const socket of sockets) {
    socket.destroy();
  }
  await new Promise((resolve) => proxy.close(resolve));
});

it("the proxy that a kubeconfig names is a tunnel: it sees neither requests nor credentials, and connections are shared", async () => {
  server.always("GET /version", ({ json }) => json(200, {}));
  for (let i = 0; i < 5; i++) {
    await transport.request({ method: "GET", path: "/version" });
  }
  expect(server.requests).toHaveLength(5);
  expect(new Set(tunnels)).toEqual(new Set([`127.0.0.1:${server.port}`]));
  expect(tunnels.length).toBeLessThanOrEqual(2);
});
