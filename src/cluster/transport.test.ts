import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { authority, type Authority } from "../../tests/scripted/certificates.ts";
import { refuse, transportTo } from "../../tests/scripted/rig.ts";
import { scriptedServer, until, type Exchange, type ScriptedServer, type WatchScript } from "../../tests/scripted/server.ts";
import { connect } from "./connect.ts";
import { openCredentials } from "./credentials.ts";
import { createTransport, type RequestRecord, type Transport } from "./transport.ts";

const OK = ({ json }: Exchange): void => json(200, { ok: true });

let server: ScriptedServer;
let transport: Transport | undefined;

afterEach(async () => {
  await transport?.close();
  await server.close();
});

describe("requests", () => {
  const records: RequestRecord[] = [];
  let client: Transport;

  beforeEach(async () => {
    server = await scriptedServer();
    records.length = 0;
    client = transport = transportTo(server.url, (record) => records.push(record));
  });

  it("share at most two connections, a hundred of them", async () => {
    server.always("GET /version", OK);
    for (let i = 0; i < 50; i++) {
      await client.request({ method: "GET", path: "/version" });
    }
    await Promise.all(Array.from({ length: 50 }, () => client.request({ method: "GET", path: "/version" })));
    expect(server.requests).toHaveLength(100);
    expect(server.connections).toBeLessThanOrEqual(2);
  });

  it("send what they are told and give back what was answered", async () => {
    server.on("PATCH /api/v1/namespaces/a", ({ json }) => json(201, { done: 1 }, { "x-answer": "yes" }));
    const reply = await client.request({
      method: "PATCH",
      path: "/api/v1/namespaces/a",
      query: { fieldManager: "m", force: true },
      body: { metadata: { name: "ä" } },
      contentType: "application/apply-patch+yaml",
    });
    expect(reply).toMatchObject({ status: 201, body: { done: 1 }, headers: { "x-answer": "yes" } });
    const [request] = server.requests;
    expect(request).toMatchObject({ body: { metadata: { name: "ä" } } });
    expect(request?.query.toString()).toBe("fieldManager=m&force=true");
    expect(request?.headers).toMatchObject({
      "content-type": "application/apply-patch+yaml",
      "user-agent": "scripted/1",
      "accept-encoding": "identity",
    });
  });

  it("are counted by method, host and code", async () => {
    server.on("GET /a", OK, refuse(404, "NotFound"));
    await client.request({ method: "GET", path: "/a" });
    await expect(client.request({ method: "GET", path: "/a" })).rejects.toMatchObject({ reason: "NotServed", status: 404 });
    await server.stop();
    await expect(client.request({ method: "GET", path: "/a" })).rejects.toMatchObject({
      reason: "Unreachable",
      message: expect.stringMatching(/^cannot reach http:.*: (connection refused|the connection was (reset|closed))$/),
    });
    await server.start();
    const host = `127.0.0.1:${server.port}`;
    expect(records.map(({ method, host, code }) => [method, host, code])).toEqual([
      ["GET", host, "200"],
      ["GET", host, "404"],
      ["GET", host, "<error>"],
    ]);
    expect(records.every(({ seconds }) => seconds >= 0)).toBe(true);
  });

  it("end at their deadline, whether headers or body are late, and leave the connection usable", async () => {
    let late: WatchScript | undefined;
    server.on(
      "GET /a",
      () => undefined,
      (exchange) => void (late = exchange.watch().raw('{"ha')),
      OK,
    );
    const message = `no answer from ${server.url} to GET /a within 0.05 s`;
    await expect(client.request({ method: "GET", path: "/a", timeoutMs: 50.4321 })).rejects.toMatchObject({
      kind: "Transient",
      reason: "Timeout",
      message,
    });
    await expect(client.request({ method: "GET", path: "/a", timeoutMs: 50 })).rejects.toMatchObject({ reason: "Timeout", message });
    await until("the late answer is given up", () => late?.open === false);
    await expect(client.request({ method: "GET", path: "/a" })).resolves.toMatchObject({ status: 200 });
  });

  it("end when their signal says so", async () => {
    server.on("GET /a", () => undefined);
    const stop = new AbortController();
    const asked = client.request({ method: "GET", path: "/a", signal: stop.signal });
    await until("the request came", () => server.requests.length === 1);
    stop.abort();
    await expect(asked).rejects.toMatchObject({ reason: "Interrupted" });
    await expect(client.request({ method: "GET", path: "/a", signal: stop.signal })).rejects.toMatchObject({ reason: "Interrupted" });
  });

  it("that are urgent do not wait behind slow ones", async () => {
    const held: Exchange[] = [];
    server.on("GET /slow", ...Array.from({ length: 2 }, () => (exchange: Exchange) => void held.push(exchange)));
    server.on("GET /lease", OK);
    const slow = [1, 2].map(() => client.request({ method: "GET", path: "/slow" }));
    await until("both slow requests came", () => held.length === 2);
    await client.request({ method: "GET", path: "/lease", urgent: true });
    for (const exchange of held) {
      OK(exchange);
    }
    await Promise.all(slow);
  });

  it("fail with a word, not a stack, when the answer is broken JSON", async () => {
    server.on("GET /a", ({ watch }) => watch().raw('{"ha').end());
    await expect(client.request({ method: "GET", path: "/a" })).rejects.toMatchObject({ kind: "Transient", reason: "Undecodable" });
  });
});

describe("streams", () => {
  it("bring bytes as they come, explain why they broke, and end with their signal", async () => {
    server = await scriptedServer();
    const client = (transport = transportTo(server.url));
    let script: WatchScript | undefined;
    server.always("GET /w", (exchange) => void (script = exchange.watch().raw("one")));
    const { body } = await client.stream({ path: "/w", signal: new AbortController().signal });
    const read = async (): Promise<string> => {
      let text = "";
      for await (const chunk of body) {
        text += Buffer.from(chunk).toString();
        script?.cut();
      }
      return text;
    };
    await expect(read()).rejects.toMatchObject({ reason: "Unreachable", message: `cannot reach ${server.url}: the connection was closed` });
  });
});

describe("credentials", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "credentials-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const kubeconfig = (url: string, cluster: object, user: object): string => {
    const path = join(folder, "config");
    const config = {
      clusters: [{ name: "c", cluster: { server: url, ...cluster } }],
      users: [{ name: "u", user }],
      contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
      "current-context": "x",
    };
    writeFileSync(path, JSON.stringify(config));
    return path;
  };
  const onlyFor =
    (token: string) =>
    (exchange: Exchange): void =>
      exchange.request.headers.authorization === `Bearer ${token}` ? OK(exchange) : refuse(401, "Unauthorized")(exchange);

  it("a token that was rotated is read again when it is refused, and the request goes through", async () => {
    server = await scriptedServer();
    const tokenFile = join(folder, "token");
    writeFileSync(tokenFile, "old\n");
    const client = (transport = await connect({ kubeconfig: kubeconfig(server.url, {}, { tokenFile: "token" }), userAgent: "t" }));
    server.always("GET /version", onlyFor("old"));
    await client.request({ method: "GET", path: "/version" });
    writeFileSync(tokenFile, "new");
    server.always("GET /version", onlyFor("new"));
    await client.request({ method: "GET", path: "/version" });
    const { body } = await client.stream({ path: "/version", signal: new AbortController().signal });
    for await (const _ of body);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(["Bearer old", "Bearer old", "Bearer new", "Bearer new"]);
  });

  it("that are refused twice end in a sentence", async () => {
    server = await scriptedServer();
    const client = (transport = await connect({ kubeconfig: kubeconfig(server.url, {}, { token: "t" }), userAgent: "t" }));
    server.on("GET /version", refuse(401, "Unauthorized"), refuse(401, "Unauthorized"));
    await expect(client.request({ method: "GET", path: "/version" })).rejects.toMatchObject({
      kind: "Stalled",
      message: "the API server does not accept our credentials for GET /version: Unauthorized",
    });
  });

  it("a token file is read again before it is a minute old", async () => {
    server = await scriptedServer();
    writeFileSync(join(folder, "token"), "old");
    let now = 0;
    const path = kubeconfig(server.url, {}, { tokenFile: "token" });
    const credentials = openCredentials({ kubeconfig: path }, () => now);
    const headers = async () => (await credentials.current()).headers;
    expect(await headers()).toEqual({ authorization: "Bearer old" });
    writeFileSync(join(folder, "token"), "new");
    now = 10_000;
    expect(await headers()).toEqual({ authorization: "Bearer old" });
    now = 60_000;
    expect(await headers()).toEqual({ authorization: "Bearer new" });
  });

  it("basic authentication and impersonation become headers", async () => {
    server = await scriptedServer();
    const path = kubeconfig(server.url, {}, { username: "ann", password: "secret", as: "bob" });
    const { headers } = await openCredentials({ kubeconfig: path }).current();
    expect(headers).toEqual({ authorization: "Basic YW5uOnNlY3JldA==", "impersonate-user": "bob" });
  });

  it("of a plugin are asked for once, and anew when they are refused", async () => {
    server = await scriptedServer();
    writeFileSync(join(folder, "token"), "one");
    const script = 'console.log(JSON.stringify({ status: { token: require("fs").readFileSync(process.argv[1], "utf8") } }))';
    const exec = { command: process.execPath, args: ["-e", script, join(folder, "token")] };
    const credentials = openCredentials({ kubeconfig: kubeconfig(server.url, {}, { exec }) });
    expect((await credentials.current()).headers).toEqual({ authorization: "Bearer one" });
    writeFileSync(join(folder, "token"), "two");
    expect((await credentials.current()).headers).toEqual({ authorization: "Bearer one" });
    expect((await credentials.current(true)).headers).toEqual({ authorization: "Bearer two" });
  });

  describe("over TLS", () => {
    let trusted: Authority;
    const secured = (options: object = {}) => scriptedServer({ ...trusted.server("127.0.0.1"), ...options });
    const ask = (client: Transport) => client.request({ method: "GET", path: "/version" });
    beforeEach(() => {
      trusted = authority("trusted");
    });

    it("a server is trusted by our authority alone", async () => {
      server = await secured();
      server.always("GET /version", OK);
      writeFileSync(join(folder, "ca.crt"), trusted.ca);
      const client = (transport = await connect({
        kubeconfig: kubeconfig(server.url, { "certificate-authority": "ca.crt" }, {}),
        userAgent: "t",
      }));
      await expect(ask(client)).resolves.toMatchObject({ status: 200 });
      const other = Buffer.from(authority("other").ca).toString("base64");
      const stranger = await connect({ kubeconfig: kubeconfig(server.url, { "certificate-authority-data": other }, {}), userAgent: "t" });
      await expect(ask(stranger)).rejects.toMatchObject({ kind: "Stalled", reason: "Untrusted" });
      await stranger.close();
    });

    it("client certificates and the authority are taken up when they rotate", async () => {
      const names: string[] = [];
      server = await secured({ ca: trusted.ca, requestCert: true, rejectUnauthorized: true });
      const write = (name: string): void => {
        const { cert, key } = trusted.client(name);
        writeFileSync(join(folder, "client.crt"), cert);
        writeFileSync(join(folder, "client.key"), key);
      };
      writeFileSync(join(folder, "ca.crt"), authority("not yet ours").ca);
      write("first");
      const user = { "client-certificate": "client.crt", "client-key": "client.key" };
      const path = kubeconfig(server.url, { "certificate-authority": "ca.crt" }, user);
      let now = 0;
      const client = (transport = createTransport({ credentials: openCredentials({ kubeconfig: path }, () => now), userAgent: "t" }));
      server.always("GET /version", (exchange) => {
        names.push((exchange.socket as TLSSocket).getPeerCertificate().subject.CN as string);
        OK(exchange);
      });
      await expect(ask(client)).rejects.toMatchObject({ reason: "Untrusted" });
      writeFileSync(join(folder, "ca.crt"), trusted.ca);
      now += 60_000;
      await ask(client);
      write("second");
      await ask(client);
      now += 60_000;
      await ask(client);
      expect(names).toEqual(["first", "first", "second"]);
    });
  });
});
