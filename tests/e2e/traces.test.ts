import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { REQUEST_ATTRIBUTES } from "../../src/cluster/request-span.ts";
import { WRITE_ATTRIBUTES } from "../../src/cluster/write-span.ts";
import { TURN_ATTRIBUTES } from "../../src/operator/turn-span.ts";
import type { Span } from "../../tools/collector/spans.ts";
import { startCollector } from "../../tools/collector/start.ts";
import { addNodes } from "../../tools/control-plane/nodes.ts";
import type { OperatorProcess } from "../../tools/operator/process.ts";
import { eventually } from "../harness/eventually.ts";
import { useInstall } from "./install.ts";
import { declare, labelsOf, scopePath } from "./objects.ts";
import { ownPlace } from "./place.ts";
import { metric, PATIENCE, quiet } from "./readings.ts";

/** A real collector, to which the operator and the API server both send. */
const collector = await startCollector();
const folder = mkdtempSync(join(tmpdir(), "isms-scope-traces-"));
const tracingConfig = join(folder, "tracing.json");
writeFileSync(
  tracingConfig,
  JSON.stringify({
    apiVersion: "apiserver.config.k8s.io/v1",
    kind: "TracingConfiguration",
    endpoint: collector.grpc,
    samplingRatePerMillion: 1_000_000,
  }),
);
afterAll(async () => {
  await collector.stop();
  rmSync(folder, { recursive: true, force: true });
});

const place = ownPlace({ scheduler: false, flags: { "kube-apiserver": [`--tracing-config-file=${tracingConfig}`] } });
const installed = useInstall(place);
const SCOPE = "traced";

/** Where to send, and soon. */
const sending = (more: Readonly<Record<string, string>> = {}) => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: collector.http,
  OTEL_BSP_SCHEDULE_DELAY: "50",
  ...more,
});

/** Spans that a process sent, by the service that it says it is. */
const spansOf = (service: string): Span[] => collector.spans.filter(({ resource }) => resource["service.name"] === service);

/** Waits for a span of `service`, the newest first, that is as wanted. */
const spanOf = (service: string, wanted: (span: Span) => boolean): Promise<Span> =>
  eventually(() => spansOf(service).toReversed().find(wanted), PATIENCE);

const labelling = (namespace: string) => (span: Span) =>
  span.name === "write" &&
  span.attributes[WRITE_ATTRIBUTES.action] === "Labels" &&
  span.attributes[WRITE_ATTRIBUTES.namespace] === namespace;

const named =
  (name: string, parent: Span) =>
  (span: Span): boolean =>
    span.name === name && span.parentSpanId === parent.spanId;

/** A namespace that the scope declares, so that the operator has something to write. */
const declared = async (name: string): Promise<string> => {
  await place.api.must("POST", "/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name } });
  await declare(place.api, SCOPE, { environments: [{ name: "production", namespaces: { names: [name] } }] });
  return name;
};

const untilLabelled = (name: string) => eventually(async () => (await labelsOf(place.api, name))["in-scope"] === "true", PATIENCE);

beforeAll(() => addNodes(place.api, 1));

describe("an operator that is told where to send traces", () => {
  const SERVICE = "isms-scope-operator";
  let operator: OperatorProcess;

  beforeAll(async () => {
    const env = sending({ POD_NAME: "operator-0", POD_NAMESPACE: "here", OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=test" });
    operator = await installed.run({ env, args: ["--log-level=debug"] });
  });
  afterAll(() => operator.stop());

  test("sends a turn with its phases, and each write that it planned, as one trace", async () => {
    await untilLabelled(await declared("traced-a"));
    const write = await spanOf(SERVICE, labelling("traced-a"));
    const turn = await spanOf(SERVICE, ({ spanId }) => spanId === write.parentSpanId);
    const assess = await spanOf(SERVICE, named("assess", turn));
    const plan = await spanOf(SERVICE, named("plan", turn));
    const request = await spanOf(SERVICE, named("PATCH", write));
    expect(turn).toMatchObject({ name: "turn", parentSpanId: "", failed: false });
    expect(new Set([turn, assess, plan, write, request].map(({ traceId }) => traceId)).size).toBe(1);
    expect(turn.start <= assess.start && assess.end <= plan.start && plan.end <= turn.end && turn.start < write.start).toBe(true);
    expect(turn.attributes).toMatchObject({
      [TURN_ATTRIBUTES.leading]: true,
      [TURN_ATTRIBUTES.scopes]: 1,
      [TURN_ATTRIBUTES.checkErrors]: 0,
    });
    expect(turn.attributes[TURN_ATTRIBUTES.assessed]).toBeGreaterThan(0);
    expect(turn.attributes[TURN_ATTRIBUTES.actions]).toBeGreaterThan(0);
    expect(Object.keys(turn.attributes).sort()).toEqual(Object.values(TURN_ATTRIBUTES).toSorted());
    expect(write.attributes).toEqual({
      [WRITE_ATTRIBUTES.action]: "Labels",
      [WRITE_ATTRIBUTES.attempt]: 1,
      [WRITE_ATTRIBUTES.result]: "written",
      [WRITE_ATTRIBUTES.scope]: SCOPE,
      [WRITE_ATTRIBUTES.namespace]: "traced-a",
      [WRITE_ATTRIBUTES.kind]: "Namespace",
      [WRITE_ATTRIBUTES.name]: "traced-a",
    });
    expect(request).toMatchObject({ kind: 3, failed: false });
    expect(request.attributes).toEqual({
      [REQUEST_ATTRIBUTES.method]: "PATCH",
      [REQUEST_ATTRIBUTES.host]: new URL(place.url).host,
      [REQUEST_ATTRIBUTES.path]: "/api/v1/namespaces/traced-a",
      [REQUEST_ATTRIBUTES.code]: 200,
    });
  });

  test("sends the write of a status, and of the events that it announces", async () => {
    const status = await spanOf(SERVICE, ({ attributes }) => attributes[WRITE_ATTRIBUTES.action] === "Status");
    expect(status.attributes).toMatchObject({
      [WRITE_ATTRIBUTES.kind]: "IsmsScope",
      [WRITE_ATTRIBUTES.name]: SCOPE,
      [WRITE_ATTRIBUTES.scope]: SCOPE,
      [WRITE_ATTRIBUTES.result]: "written",
    });
    const event = await spanOf(SERVICE, ({ attributes }) => attributes[WRITE_ATTRIBUTES.reason] === "NamespaceInScope");
    const labels = await spanOf(SERVICE, ({ spanId }) => spanId === event.parentSpanId);
    expect(labels.attributes[WRITE_ATTRIBUTES.action]).toBe("Labels");
    expect(event.attributes).toMatchObject({ [WRITE_ATTRIBUTES.kind]: "Namespace", [WRITE_ATTRIBUTES.namespace]: "traced-a" });
  });

  test("says which process it is", async () => {
    const { resource } = await spanOf(SERVICE, ({ name }) => name === "turn");
    expect(resource).toMatchObject({
      "service.name": SERVICE,
      "service.version": expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
      "service.instance.id": expect.stringMatching(/^operator-0/) as string,
      "k8s.pod.name": "operator-0",
      "k8s.namespace.name": "here",
      "deployment.environment.name": "test",
    });
  });

  test("is known to the API server: its span of the request is linked to ours, since it trusts no stranger's trace", async () => {
    const write = await spanOf(SERVICE, labelling("traced-a"));
    const request = await spanOf(SERVICE, named("PATCH", write));
    const { traceId, spanId } = request;
    const served = await spanOf("apiserver", ({ links }) => links.some((link) => link.spanId === spanId && link.traceId === traceId));
    expect(served).toMatchObject({ kind: 2, name: expect.stringMatching(/^PATCH \/api\/v1\/namespaces\//) as string });
    expect(served.traceId).not.toBe(traceId);
  });

  test("writes the trace's number into its log lines", async () => {
    const write = await spanOf(SERVICE, labelling("traced-a"));
    const line = operator.lines.map((text) => JSON.parse(text) as Record<string, unknown>).find(({ msg }) => msg === "labelled");
    expect(line).toMatchObject({ trace_id: write.traceId, span_id: write.spanId });
    const started = operator.lines.find((text) => text.includes('"msg":"started"'));
    expect(started).not.toContain("trace_id");
  });

  test("sends nothing of a turn that assessed nothing and planned nothing new", async () => {
    await quiet(operator);
    const turns = () => spansOf(SERVICE).filter(({ name }) => name === "turn").length;
    const [spans, evaluations] = [turns(), await metric(operator, "isms_evaluations_total")];
    await place.api.must("PATCH", scopePath(SCOPE), { metadata: { annotations: { touched: "yes" } } });
    await eventually(async () => (await metric(operator, "isms_evaluations_total")) > evaluations, PATIENCE);
    // What is worth a span comes after it, so a span of the idle turn would have come before.
    await untilLabelled(await declared("traced-b"));
    await spanOf(SERVICE, labelling("traced-b"));
    const last = spansOf(SERVICE)
      .filter(({ name }) => name === "turn")
      .slice(spans);
    expect(last.length).toBeGreaterThan(0);
    expect(
      last.filter(({ attributes }) => attributes[TURN_ATTRIBUTES.assessed] === 0 && attributes[TURN_ATTRIBUTES.actions] === 0),
    ).toEqual([]);
  });

  test("says on the span of a refused write that it failed, and why", async () => {
    await installed.grant(["patch namespaces"]);
    await declared("traced-c");
    const refused = await spanOf(SERVICE, (span) => labelling("traced-c")(span) && span.attributes[WRITE_ATTRIBUTES.result] === "failed");
    expect(refused).toMatchObject({ failed: true, events: ["exception"], message: expect.stringContaining("namespaces") as string });
    expect(refused.attributes["error.type"]).toBe("Forbidden");
    const request = await spanOf(SERVICE, named("PATCH", refused));
    expect(request).toMatchObject({ failed: true, attributes: { [REQUEST_ATTRIBUTES.code]: 403, "error.type": "403" } });
    await installed.grant();
    const mended = await spanOf(SERVICE, (span) => labelling("traced-c")(span) && span.attributes[WRITE_ATTRIBUTES.result] === "written");
    expect(mended.traceId).toBe(refused.traceId);
    expect(mended.attributes[WRITE_ATTRIBUTES.attempt]).toBeGreaterThan(1);
  });
});

describe.each(["grpc", "http/json"])("by %s", (protocol) => {
  test("the same spans arrive, and an API server that trusts the caller continues its trace", async () => {
    const service = `by ${protocol}`;
    const OTEL_EXPORTER_OTLP_ENDPOINT = protocol === "grpc" ? `http://${collector.grpc}` : collector.http;
    const env = sending({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL: protocol, OTEL_SERVICE_NAME: service });
    const operator = await installed.run({ env, kubeconfig: place.controlPlane.kubeconfig });
    const name = await declared(`traced-${protocol.replace("/", "-")}`);
    const write = await spanOf(service, labelling(name));
    const request = await spanOf(service, named("PATCH", write));
    expect(await spanOf(service, ({ spanId }) => spanId === write.parentSpanId)).toMatchObject({ name: "turn", traceId: write.traceId });
    expect(await spanOf("apiserver", ({ parentSpanId }) => parentSpanId === request.spanId)).toMatchObject({ traceId: write.traceId });
    expect(await operator.stop()).toBe(0);
  });
});

/** A server that takes connections and never says anything. */
const silent = async (): Promise<{ readonly url: string; connections(): number }> => {
  const sockets = new Set<{ destroy(): unknown }>();
  const server = createServer((socket) => void sockets.add(socket.on("error", () => undefined))).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, connections: () => sockets.size };
};

const linesWith = ({ lines }: OperatorProcess, sentence: string) => lines.filter((line) => line.includes(sentence));

describe("an operator does its whole job and ends in time", () => {
  test("when the receiver is down, and says so once", async () => {
    const operator = await installed.run({ env: sending({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1" }) });
    await untilLabelled(await declared("job-receiver-down"));
    await eventually(() => linesWith(operator, "traces are lost").length > 0, PATIENCE);
    await untilLabelled(await declared("job-receiver-still-down"));
    expect(linesWith(operator, "traces are lost")).toHaveLength(1);
    expect(operator.lines.filter((line) => !line.startsWith("{"))).toEqual([]);
    expect(await operator.stop()).toBe(0);
  });

  test("when the receiver takes what is sent and never answers", async () => {
    const receiver = await silent();
    const operator = await installed.run({ env: sending({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url }) });
    await untilLabelled(await declared("job-receiver-silent"));
    await eventually(() => receiver.connections() > 0, PATIENCE);
    // One that had to be cut off, because it still waited for the answer, ends with 1.
    expect(await operator.stop()).toBe(0);
  });

  test("when what it is told of traces makes no sense, and says so", async () => {
    const operator = await installed.run({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4318" } });
    expect(linesWith(operator, "no traces are sent")).toEqual([
      expect.stringContaining("OTEL_EXPORTER_OTLP_ENDPOINT: write http://HOST:PORT"),
    ]);
    await untilLabelled(await declared("job-without-sense"));
    expect(await operator.stop()).toBe(0);
  });
});

test("without any of the variables nothing is sent anywhere but to the API server", async () => {
  const tell =
    "import d from'node:diagnostics_channel';d.subscribe('net.client.socket',({socket:s})=>s.once('connect',()=>console.error('connected to '+s.remotePort)))";
  const nodeArgs = [`--import=data:text/javascript,${encodeURIComponent(tell)}`];
  const ports = ({ lines }: OperatorProcess) => new Set(lines.flatMap((line) => /^connected to (\d+)$/.exec(line)?.[1] ?? []));
  const ours = new URL(place.url).port;

  const off = await installed.run({ nodeArgs });
  await untilLabelled(await declared("unheard"));
  expect(await off.stop()).toBe(0);
  expect([...ports(off)]).toEqual([ours]);

  const on = await installed.run({ nodeArgs, env: sending() });
  await eventually(() => ports(on).has(new URL(collector.http).port), PATIENCE);
  expect(await on.stop()).toBe(0);
});
