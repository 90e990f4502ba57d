import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { refuse, transportTo } from "../../tests/scripted/rig.ts";
import { scriptedServer, type Answer, type ScriptedServer } from "../../tests/scripted/server.ts";
import { probe } from "./probe.ts";
import type { Transport } from "./transport.ts";

const GROUP = "isms-scope.io/v1alpha1";

let server: ScriptedServer;
let transport: Transport;
beforeEach(async () => {
  server = await scriptedServer();
  transport = transportTo(server.url);
});
afterEach(async () => {
  await transport.close();
  await server.close();
});

const ask = () => probe(transport, GROUP, ["ismsscopes", "scopeexceptions"]);
const answers = (version: Answer) => server.on("GET /version", version);

describe("the probe before anything else", () => {
  beforeEach(() => answers(({ json }) => json(200, { gitVersion: "v1.37.2" })));

  it("finds a server that serves what is needed", async () => {
    server.on(`GET /apis/${GROUP}`, ({ json }) =>
      json(200, { resources: [{ name: "ismsscopes" }, { name: "ismsscopes/status" }, { name: "scopeexceptions" }] }),
    );
    expect(await ask()).toEqual({ state: "Ready", version: "v1.37.2" });
  });

  it("names what is not installed, when all of it is missing", async () => {
    server.on(`GET /apis/${GROUP}`, ({ text }) => text(404, "404 page not found"));
    expect(await ask()).toEqual({
      state: "Missing",
      version: "v1.37.2",
      missing: ["ismsscopes.isms-scope.io", "scopeexceptions.isms-scope.io"],
      message: `${server.url} does not serve ismsscopes.isms-scope.io, scopeexceptions.isms-scope.io: install the CustomResourceDefinitions first`,
    });
  });

  it("and when some of it is", async () => {
    server.on(`GET /apis/${GROUP}`, ({ json }) => json(200, { resources: [{ name: "ismsscopes" }] }));
    expect(await ask()).toMatchObject({ state: "Missing", missing: ["scopeexceptions.isms-scope.io"] });
  });
});

describe("a server that cannot be used", () => {
  it("is told in a sentence: down", async () => {
    const { url } = server;
    await server.stop();
    expect(await ask()).toEqual({
      state: "Unreachable",
      error: { kind: "Transient", reason: "Unreachable", message: `cannot reach ${url}: connection refused` },
    });
    await server.start();
  });

  it("is told in a sentence: it does not accept us", async () => {
    answers(refuse(401, "Unauthorized"));
    answers(refuse(401, "Unauthorized"));
    expect(await ask()).toMatchObject({ state: "Unreachable", error: { kind: "Stalled", reason: "Unauthorized" } });
  });
});
