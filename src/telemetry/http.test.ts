import { request } from "node:http";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { serve, type HealthCheck, type HttpServer, type ServeOptions } from "./http.ts";

const open: HttpServer[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

const start = async (options: Partial<ServeOptions> = {}): Promise<HttpServer> => {
  const server = await serve({ host: "127.0.0.1", port: 0, metrics: () => "isms_up 1\n", healthy: () => [], ready: () => [], ...options });
  open.push(server);
  return server;
};

const ask = (server: HttpServer, path: string, method = "GET"): Promise<Response> =>
  fetch(`http://127.0.0.1:${server.port}${path}`, { method });

describe("the server for metrics and health", () => {
  it("metrics come as the text exposition format", async () => {
    const response = await ask(await start({ metrics: () => Promise.resolve("isms_up 1\n") }), "/metrics");
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(await response.text()).toBe("isms_up 1\n");
  });

  it("health is ok when every check is, and says so check by check when asked", async () => {
    const server = await start({ healthy: () => [{ name: "loop", ok: true }] });
    const short = await ask(server, "/healthz");
    expect([short.status, await short.text()]).toEqual([200, "ok"]);
    const verbose = await ask(server, "/healthz?verbose");
    expect([verbose.status, await verbose.text()]).toEqual([200, "[+]loop ok\nhealthz check passed\n"]);
  });

  it("one check that fails makes the answer 503 and names the check and why", async () => {
    const checks: HealthCheck[] = [
      { name: "namespaces", ok: true },
      { name: "pods", ok: false, detail: "still reading" },
    ];
    const response = await ask(await start({ ready: () => checks }), "/readyz");
    expect(response.status).toBe(503);
    expect(await response.text()).toBe("[+]namespaces ok\n[-]pods failed: still reading\nreadyz check failed\n");
  });

  it("readiness is asked for each time", async () => {
    let ok = false;
    const server = await start({ ready: () => [{ name: "pods", ok }] });
    expect((await ask(server, "/readyz")).status).toBe(503);
    ok = true;
    expect((await ask(server, "/readyz")).status).toBe(200);
  });

  it("HEAD answers as GET does, without a body", async () => {
    const server = await start();
    const response = await ask(server, "/metrics", "HEAD");
    expect([response.status, response.headers.get("content-length"), await response.text()]).toEqual([200, "10", ""]);
  });

  it("another path is not found, and the answer says what there is", async () => {
    const response = await ask(await start(), "/debug");
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("/metrics, /healthz, /readyz");
  });

  it("another method is refused with the methods that are allowed", async () => {
    const response = await ask(await start(), "/metrics", "POST");
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });

  it("a handler that throws answers 500, is reported, and the server goes on", async () => {
    const errors: unknown[] = [];
    const problem = new Error("no snapshot");
    const server = await start({
      metrics: () => {
        throw problem;
      },
      onError: (error) => errors.push(error),
    });
    const response = await ask(server, "/metrics");
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("no snapshot");
    expect(errors).toEqual([problem]);
    expect((await ask(server, "/healthz")).status).toBe(200);
  });

  it("a port in use is said in a sentence that names the address", async () => {
    const first = await start();
    await expect(start({ port: first.port })).rejects.toThrow(
      `cannot listen on 127.0.0.1:${first.port}: the address is in use by another process`,
    );
  });

  it("closing lets an answer that has begun end, and takes no further connection", async () => {
    let release: (text: string) => void = () => undefined;
    let begun: () => void = () => undefined;
    const isBegun = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const server = await start({
      metrics: () => {
        begun();
        return new Promise<string>((resolve) => {
          release = resolve;
        });
      },
    });
    const pending = ask(server, "/metrics");
    await isBegun;
    const closed = server.close();
    release("late 1\n");
    expect(await (await pending).text()).toBe("late 1\n");
    await closed;
    await expect(ask(server, "/healthz")).rejects.toThrow("fetch failed");
  });

  it("a client that never finishes does not keep the server from closing", async () => {
    const server = await start();
    const socket = connect(server.port, "127.0.0.1");
    socket.on("error", () => undefined);
    await new Promise((resolve) => socket.write("GET /metrics HTTP/1.1\r\nhost: x\r\n", resolve));
    await server.close();
    await new Promise((resolve) => (socket.destroyed ? resolve(undefined) : socket.once("close", resolve)));
    expect(socket.destroyed).toBe(true);
  });

  it("a request with a path that is no URL is answered", async () => {
    const server = await start();
    const status = await new Promise((resolve, reject) => {
      request({ port: server.port, host: "127.0.0.1", path: "//[%" }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end();
    });
    expect(status).toBe(404);
  });
});
