import { afterEach, beforeEach, expect, it } from "vitest";
import { outline, recordSpans } from "../../tests/builders/spans.ts";
import { eventAction, labelsAction, reportAction, statusAction } from "../../tests/scripted/actions.ts";
import { refuse, transportTo } from "../../tests/scripted/rig.ts";
import { scriptedServer, until, type Exchange, type ScriptedServer } from "../../tests/scripted/server.ts";
import { inSpan } from "../telemetry/spans.ts";
import type { Transport } from "./transport.ts";
import { Writer } from "./writer.ts";

const SHOP = "PATCH /api/v1/namespaces/shop";
const EVENTS = "POST /apis/events.k8s.io/v1/namespaces/default/events";
const OK = ({ json }: Exchange): void => json(200, {});

let server: ScriptedServer;
let transport: Transport;
let writer: Writer;

beforeEach(async () => {
  server = await scriptedServer();
  transport = transportTo(server.url);
  writer = new Writer({
    transport,
    instance: "pod-1",
    mayWrite: () => true,
    times: { backoff: 1, longest: 5, stalled: 1, stalledLongest: 5 },
  });
});
afterEach(async () => {
  await writer.stop();
  await transport.close();
  await server.close();
});

const idle = () => until("the writer is idle", () => writer.idle);
/** Submits as a turn does. */
const turn = (name: string, ...actions: Parameters<Writer["submit"]>[0]) =>
  inSpan({ name, attributes: {} }, async () => writer.submit(actions));

it("a write belongs to the turn that planned it, and what it announces to the write", async () => {
  const spans = await recordSpans();
  server.on(SHOP, OK);
  server.on(EVENTS, ({ json }) => json(201, {}));
  await turn("turn", labelsAction("shop", { announce: [eventAction("one")] }));
  await idle();
  const tree = outline(spans).map(({ name, parent, attributes }) => [name, parent, attributes["isms.scope.action"]]);
  expect(tree).toEqual([
    ["turn", undefined, undefined],
    ["POST", "write", undefined],
    ["write", "write", "Event"],
    ["PATCH", "write", undefined],
    ["write", "turn", "Labels"],
  ]);
});

it("a report is told by kind, name, namespace and scope; a removal has no scope", async () => {
  const spans = await recordSpans();
  const path = "/apis/openreports.io/v1alpha1/namespaces/shop/reports/isms-scope-acme";
  server.on(`PATCH ${path}`, OK);
  server.on(`DELETE ${path}`, OK);
  await turn("turn", reportAction("shop"));
  await idle();
  await turn("turn", reportAction("shop", { scope: undefined, write: { verb: "delete", uid: "u1" } }));
  await idle();
  const written = outline(spans).filter(({ name }) => name === "write");
  const object = {
    "isms.scope.action": "Report",
    "k8s.object.kind": "Report",
    "k8s.object.name": "isms-scope-acme",
    "k8s.namespace.name": "shop",
  };
  expect(written).toMatchObject([{ attributes: { ...object, "isms.scope.name": "acme" } }, { attributes: object }]);
  expect(written[1]?.attributes).not.toHaveProperty("isms.scope.name");
});

it("a request names the span of the request to the server", async () => {
  const spans = await recordSpans();
  server.on(SHOP, OK);
  await turn("turn", labelsAction("shop"));
  await idle();
  const request = spans.find(({ name }) => name === "PATCH")?.spanContext();
  expect(server.requests[0]?.headers["traceparent"]).toBe(`00-${request?.traceId}-${request?.spanId}-01`);
});

it("without an SDK no header is added", async () => {
  server.on(SHOP, OK);
  await turn("turn", labelsAction("shop"));
  await idle();
  expect(server.requests[0]?.headers).not.toHaveProperty("traceparent");
});

it("a write that several turns wanted belongs to the last and is linked to the others", async () => {
  const spans = await recordSpans();
  server.on(SHOP, OK);
  for (const [index, name] of ["first", "second", "third"].entries()) {
    await turn(name, labelsAction("shop", { delay: 20, labels: { a: String(index) } }));
  }
  await idle();
  const write = spans.find(({ name }) => name === "write");
  const nameOf = (id: string | undefined) => spans.find((span) => span.spanContext().spanId === id)?.name;
  expect(nameOf(write?.parentSpanContext?.spanId)).toBe("third");
  expect(write?.links.map(({ context }) => nameOf(context.spanId))).toEqual(["first", "second"]);
});

it("each try of a write that fails has a span that says why, the last one that it was written", async () => {
  const spans = await recordSpans();
  server.on(SHOP, refuse(403, "Forbidden", "not allowed"), OK);
  await turn("turn", labelsAction("shop"));
  await idle();
  const tries = spans.filter(({ name }) => name === "write");
  expect(tries.map(({ attributes, status }) => [attributes["isms.scope.attempt"], attributes["isms.scope.result"], status.code])).toEqual([
    [1, "failed", 2],
    [2, "written", 0],
  ]);
  expect(tries[0]?.attributes["error.type"]).toBe("Forbidden");
  expect(new Set(tries.map((span) => span.spanContext().traceId)).size).toBe(1);
});

it("neither labels nor status nor notes are in a span", async () => {
  const spans = await recordSpans();
  server.on(SHOP, OK);
  server.on(EVENTS, ({ json }) => json(201, {}));
  server.on("PATCH /apis/isms-scope.io/v1alpha1/ismsscopes/ecometricx/status", OK);
  const announce = [eventAction("one", { note: "s3cret" })];
  await turn("turn", labelsAction("shop", { labels: { team: "s3cret" }, announce }), statusAction("ecometricx"));
  await idle();
  expect(spans.filter(({ name }) => name === "write")).toHaveLength(3);
  const told = spans.map(({ name, attributes, events, status }) => ({ name, attributes, events, status }));
  expect(JSON.stringify(told)).not.toContain("s3cret");
});
