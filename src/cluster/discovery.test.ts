import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { refuse, transportTo } from "../../tests/scripted/rig.ts";
import { moment, scriptedServer, until, type Exchange, type ScriptedServer } from "../../tests/scripted/server.ts";
import { Discovery } from "./discovery.ts";
import type { Transport } from "./transport.ts";

const ROUTES = "/apis/gateway.networking.k8s.io/v1/httproutes";
const GATEWAYS = "/apis/gateway.networking.k8s.io/v1/gateways";
const RULES = "/apis/monitoring.coreos.com/v1/prometheusrules";
const APIS = "GET /apis";

let server: ScriptedServer;
let transport: Transport;
let told: string[][];
let stopping: AbortController;
let running: Promise<void>;

beforeEach(async () => {
  server = await scriptedServer();
  transport = transportTo(server.url);
  told = [];
  stopping = new AbortController();
});

afterEach(async () => {
  stopping.abort();
  await running;
  await transport.close();
  await server.close();
});

const look = (wanted: readonly string[] = [ROUTES, GATEWAYS, RULES], pauseMs = 5): void => {
  const discovery = new Discovery({ wanted, transport, onServed: (paths) => told.push([...paths].sort()), pauseMs });
  running = discovery.run(stopping.signal);
};
const group = (name: string, version: string, ...resources: string[]) => ({
  metadata: { name },
  versions: [{ version, resources: resources.map((resource) => ({ resource })) }],
});
const groups = (...items: readonly object[]) => ({ kind: "APIGroupDiscoveryList", apiVersion: "apidiscovery.k8s.io/v2", items });
const answers =
  (body: object, headers: Record<string, string> = {}) =>
  ({ json }: Exchange): void =>
    json(200, body, headers);
const times = (count: number) => until(`${count} answers were told`, () => told.length >= count);

describe("what a server serves", () => {
  it("is told of the wanted resources, by group, version and resource, after each answer", async () => {
    server.on(
      APIS,
      answers(groups(group("gateway.networking.k8s.io", "v1beta1", "httproutes"), group("other", "v1", "prometheusrules"))),
      answers(groups(group("gateway.networking.k8s.io", "v1", "httproutes", "gateways", "gatewayclasses"))),
    );
    server.always(APIS, answers(groups()));
    look();
    await times(3);
    expect(told.slice(0, 3)).toEqual([[], [GATEWAYS, ROUTES], []]);
    expect(server.requests[0]?.headers.accept).toContain("as=APIGroupDiscoveryList,application/json");
  });

  it("is asked for with the ETag of the last answer, and told again when nothing changed", async () => {
    server.on(APIS, answers(groups(group("monitoring.coreos.com", "v1", "prometheusrules")), { etag: '"one"' }));
    server.always(APIS, ({ json }) => json(304, undefined));
    look();
    await times(3);
    expect(told.slice(0, 3)).toEqual([[RULES], [RULES], [RULES]]);
    expect(server.requests.slice(0, 3).map(({ headers }) => headers["if-none-match"])).toEqual([undefined, '"one"', '"one"']);
  });

  it("is asked version by version where the server does not tell it at once, and only where it does not", async () => {
    server.on(APIS, answers({ kind: "APIGroupList", groups: [] }));
    server.always("GET /apis/gateway.networking.k8s.io/v1", answers({ kind: "APIResourceList", resources: [{ name: "httproutes" }] }));
    server.always("GET /apis/monitoring.coreos.com/v1", ({ text }) => text(404, "404 page not found"));
    look();
    await times(2);
    expect(told.slice(0, 2)).toEqual([[ROUTES], [ROUTES]]);
    expect(server.requests.filter(({ path }) => path === "/apis")).toHaveLength(1);
  });

  it("is not told while nobody answers, or what answers makes no sense, and is asked again", async () => {
    server.on(
      APIS,
      refuse(503, "ServiceUnavailable"),
      refuse(403, "Forbidden"),
      ({ socket }) => void socket.destroy(),
      answers(groups(group("monitoring.coreos.com", "v1", "prometheusrules"), {})),
    );
    server.always(APIS, answers(groups()));
    look();
    await times(2);
    expect(told.slice(0, 2)).toEqual([[RULES], []]);
  });

  it("is not asked for when nothing is wanted", async () => {
    look([]);
    await running;
    await moment();
    expect(server.requests).toEqual([]);
  });
});
