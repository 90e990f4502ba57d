import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventAction, labelsAction, reportAction, statusAction } from "../../tests/scripted/actions.ts";
import { refuse, status, transportTo } from "../../tests/scripted/rig.ts";
import { moment, scriptedServer, until, type Exchange, type ScriptedServer } from "../../tests/scripted/server.ts";
import type { Transport } from "./transport.ts";
import { Writer, type WriterOptions } from "./writer.ts";

const OK = ({ json }: Exchange): void => json(200, {});
const CREATED = ({ json }: Exchange): void => json(201, {});
const SHOP = "PATCH /api/v1/namespaces/shop";
const CRM = "PATCH /api/v1/namespaces/crm";
const EVENTS = "POST /apis/events.k8s.io/v1/namespaces/default/events";
const STATUS = "PATCH /apis/isms-scope.io/v1alpha1/ismsscopes/ecometricx/status";

let server: ScriptedServer;
let transport: Transport;
let writer: Writer;
let told: string[];
/** Of the outcomes that are failures: whether it is tried again. */
let again: boolean[];
let leading: boolean;

const make = (options: Partial<WriterOptions> = {}): Writer =>
  (writer = new Writer({
    transport,
    instance: "pod-1",
    mayWrite: () => leading,
    onOutcome: (action, outcome) => {
      told.push(`${action.key} ${outcome.result === "failed" ? outcome.error.reason : outcome.result}`);
      if (outcome.result === "failed") again.push(outcome.again);
    },
    times: { backoff: 1, longest: 5, stalled: 1, stalledLongest: 5, parting: 30 },
    ...options,
  }));

beforeEach(async () => {
  server = await scriptedServer();
  transport = transportTo(server.url);
  told = [];
  again = [];
  leading = true;
  make();
});

afterEach(async () => {
  await writer.stop();
  await transport.close();
  await server.close();
});

const idle = () => until("the writer is idle", () => writer.idle);
const labelsSent = () => server.requests.map(({ body }) => (body as { metadata: { labels: unknown } }).metadata.labels);

describe("an action", () => {
  it("is not written again when it is planned again from the same observation, but is from another one", async () => {
    server.on(SHOP, OK, OK, OK);
    const basis = {};
    writer.submit([labelsAction("shop", { basis })]);
    writer.submit([labelsAction("shop", { basis })]);
    await idle();
    writer.submit([labelsAction("shop", { basis })]);
    await idle();
    expect(server.requests).toHaveLength(1);
    writer.submit([labelsAction("shop", { basis: {} })]);
    await idle();
    writer.submit([labelsAction("shop", { basis, labels: { a: "b" } })]);
    await idle();
    expect(server.requests).toHaveLength(3);
    expect(told).toEqual(["labels/shop written", "labels/shop written", "labels/shop written"]);
  });

  it("is the same when it is planned again a moment later: while it waits, while it is written, and before its effect is seen", async () => {
    const held: Exchange[] = [];
    server.on(SHOP, (exchange) => void held.push(exchange));
    server.on(EVENTS, CREATED);
    const basis = {};
    const planned = (at: number, delay: number) => labelsAction("shop", { basis, delay, announce: [eventAction("one", { at })] });
    writer.submit([planned(1, 10)]);
    writer.submit([planned(2, 9)]);
    await until("the write came", () => held.length === 1);
    writer.submit([planned(3, 0)]);
    OK(held[0]!);
    await idle();
    writer.submit([planned(4, 0)]);
    await idle();
    expect(told).toEqual(["event/one written", "labels/shop written"]);
  });

  it("gives way to a newer one of its key, which is never written at the same time", async () => {
    const held: Exchange[] = [];
    server.on(SHOP, (exchange) => void held.push(exchange), OK);
    writer.submit([labelsAction("shop", { labels: { n: "1" } })]);
    await until("the first write came", () => held.length === 1);
    writer.submit([labelsAction("shop", { labels: { n: "2" } }), labelsAction("shop", { labels: { n: "3" } })]);
    OK(held[0]!);
    await idle();
    expect(labelsSent()).toEqual([{ n: "1" }, { n: "3" }]);
  });

  it("waits for its delay, which planning it again does not lengthen, and can be withdrawn", async () => {
    server.on(SHOP, OK);
    writer.submit([labelsAction("shop", { delay: 15, force: true })]);
    writer.submit([labelsAction("shop", { delay: 15, force: true, basis: { seen: "again" } })]);
    writer.submit([labelsAction("crm", { delay: 15 })]);
    writer.withdraw(["labels/crm"]);
    expect(server.requests).toHaveLength(0);
    await idle();
    expect(told).toEqual(["labels/shop written"]);
  });

  it("waits for its delay also where one without was waiting before", async () => {
    writer.submit([labelsAction("shop", { labels: { n: "1" } }), labelsAction("shop", { labels: { n: "2" }, delay: 60_000 })]);
    await moment();
    expect(server.requests).toHaveLength(0);
    expect(writer.idle).toBe(false);
  });

  it("is written at last, though it is planned again and again during its delay", async () => {
    server.always(SHOP, OK);
    for (let plan = 0; plan < 200 && told.length === 0; plan++) {
      writer.submit([labelsAction("shop", { delay: 50, basis: { plan } })]);
      await moment(5);
    }
    expect(told[0]).toBe("labels/shop written");
    writer.drop();
  });

  it("removes what others put there with a second request", async () => {
    server.on(SHOP, OK, OK);
    writer.submit([labelsAction("shop", { labels: {}, remove: ["isms-scope.io/scope"] })]);
    await idle();
    expect(server.requests.map(({ headers }) => headers["content-type"])).toEqual([
      "application/apply-patch+yaml",
      "application/merge-patch+json",
    ]);
  });
});

describe("a write that fails", () => {
  it("holds up no other: a forbidden namespace is told, and tried again", async () => {
    server.on(SHOP, refuse(403, "Forbidden"), refuse(403, "Forbidden"), OK);
    server.on(CRM, OK);
    writer.submit([labelsAction("shop"), labelsAction("crm")]);
    await idle();
    expect(told.filter((line) => line.startsWith("labels/shop"))).toEqual([
      "labels/shop Forbidden",
      "labels/shop Forbidden",
      "labels/shop written",
    ]);
    expect(told).toContain("labels/crm written");
  });

  it("is replaced by a newer wish, which keeps to the pause of its key", async () => {
    make({ times: { backoff: 60_000, longest: 60_000, parting: 30 } });
    server.on(SHOP, refuse(500, "InternalError"));
    writer.submit([labelsAction("shop", { labels: { n: "1" } })]);
    await until("the failure is told", () => told.length === 1);
    writer.submit([labelsAction("shop", { labels: { n: "2" } })]);
    await moment();
    expect(server.requests).toHaveLength(1);
    expect(writer.idle).toBe(false);
  });

  it("gives way to a wish that came while it was tried, whether it fails or succeeds at last", async () => {
    const held: Exchange[] = [];
    const hold = (exchange: Exchange): void => void held.push(exchange);
    server.on(SHOP, hold, hold, OK);
    writer.submit([labelsAction("shop", { labels: { n: "1" } })]);
    await until("the first try came", () => held.length === 1);
    writer.submit([labelsAction("shop", { labels: { n: "2" } })]);
    refuse(500, "InternalError")(held[0]!);
    await until("the second try came", () => held.length === 2);
    writer.submit([labelsAction("shop", { labels: { n: "3" } })]);
    OK(held[1]!);
    await idle();
    expect(labelsSent()).toEqual([{ n: "1" }, { n: "2" }, { n: "3" }]);
  });

  it("waits as long as the server says", async () => {
    server.on(STATUS, refuse(429, "TooManyRequests", "busy", { "retry-after": "0.02" }), OK);
    writer.submit([statusAction("ecometricx")]);
    await idle();
    expect(told).toEqual(["status/ecometricx TooManyRequests", "status/ecometricx written"]);
  });

  it("is not tried before that", async () => {
    server.on(STATUS, refuse(429, "TooManyRequests", "busy", { "retry-after": "3600" }));
    writer.submit([statusAction("ecometricx")]);
    await until("the refusal is told", () => told.length === 1);
    await moment();
    expect(server.requests).toHaveLength(1);
    expect(writer.idle).toBe(false);
  });

  it.each([
    ["its object is gone", 404, "NotFound", { name: "shop" }, "not found", "gone"],
    ["its kind is gone", 404, "NotFound", {}, "the server could not find the requested resource", "gone"],
    ["its namespace is another one now", 422, "Invalid", { causes: [{ field: "metadata.uid" }] }, "field is immutable", "gone"],
    ["its namespace would have to be made", 409, "Conflict", {}, "uid mismatch: no existing object was found", "gone"],
    ["its namespace is terminating", 403, "Forbidden", { causes: [{ reason: "NamespaceTerminating" }] }, "being terminated", "gone"],
    ["another manager holds it", 409, "Conflict", { causes: [{ reason: "FieldManagerConflict" }] }, "Apply failed", "conflict"],
  ])("ends when %s: what is seen next is planned anew", async (_, code, reason, details, message, result) => {
    server.on(SHOP, ({ json }) => json(code, status(code, reason, message, details)));
    writer.submit([labelsAction("shop")]);
    await idle();
    expect(told).toEqual([`labels/shop ${result}`]);
  });

  it("is tried again when the object changed under the server's hands", async () => {
    server.on(SHOP, refuse(409, "Conflict", "the object has been modified"), OK);
    writer.submit([labelsAction("shop")]);
    await idle();
    expect(told).toEqual(["labels/shop Conflict", "labels/shop written"]);
  });
});

describe("a report", () => {
  const REPORT = "/apis/openreports.io/v1alpha1/namespaces/shop/reports/isms-scope-acme";

  it("is the same write as long as its hash is", async () => {
    server.on(`PATCH ${REPORT}`, OK, OK);
    const basis = {};
    const planned = (hash: string) =>
      reportAction("shop", { basis, write: { verb: "apply", hash, render: () => ({ at: Math.random() }) } });
    writer.submit([planned("abc")]);
    await idle();
    writer.submit([planned("abc")]);
    await idle();
    expect(server.requests).toHaveLength(1);
    writer.submit([planned("def")]);
    await idle();
    expect(server.requests).toHaveLength(2);
  });

  it("that is another one now, or gone, is not removed, and that is not tried again", async () => {
    const message = "Precondition failed: UID in precondition: u1, UID in object meta: u2";
    server.on(`DELETE ${REPORT}`, refuse(409, "Conflict", message), ({ json }) =>
      json(404, status(404, "NotFound", "gone", { name: "x" })),
    );
    for (const uid of ["u1", "u3"]) {
      writer.submit([reportAction("shop", { write: { verb: "delete", uid } })]);
      await idle();
    }
    expect(told).toEqual(["report/shop gone", "report/shop gone"]);
  });
});

describe("announced events", () => {
  const announce = [eventAction("one"), eventAction("two")];

  it("are created before the write that ends their transition", async () => {
    server.on(EVENTS, CREATED, CREATED);
    server.on(STATUS, OK);
    writer.submit([statusAction("ecometricx", { announce })]);
    await idle();
    expect(server.requests.map(({ method }) => method)).toEqual(["POST", "POST", "PATCH"]);
    expect(told).toEqual(["event/one written", "event/two written", "status/ecometricx written"]);
  });

  it("that exist already are done: a crash in between neither loses nor repeats them", async () => {
    server.on(EVENTS, refuse(409, "AlreadyExists"), CREATED);
    server.on(STATUS, OK);
    writer.submit([statusAction("ecometricx", { announce })]);
    await idle();
    expect(told).toEqual(["event/one exists", "event/two written", "status/ecometricx written"]);
  });

  it("hold back the write while the server may yet take them", async () => {
    server.on(EVENTS, CREATED, refuse(500, "InternalError"), refuse(409, "AlreadyExists"), CREATED);
    server.on(STATUS, OK);
    writer.submit([statusAction("ecometricx", { announce })]);
    await idle();
    expect(server.requests.map(({ method }) => method)).toEqual(["POST", "POST", "POST", "POST", "PATCH"]);
  });

  it("that are forbidden are told, and hold up the write only once: a starting server forbids for a moment what it will allow", async () => {
    server.on(EVENTS, refuse(403, "Forbidden"), refuse(403, "Forbidden"), refuse(403, "Forbidden"));
    server.on(STATUS, OK);
    writer.submit([statusAction("ecometricx", { announce })]);
    await idle();
    expect(told).toEqual(["status/ecometricx Forbidden", "event/one Forbidden", "event/two Forbidden", "status/ecometricx written"]);
  });

  it("that are forbidden for a moment are not lost", async () => {
    server.on(EVENTS, refuse(403, "Forbidden"), CREATED, CREATED);
    server.on(STATUS, OK);
    writer.submit([statusAction("ecometricx", { announce })]);
    await idle();
    expect(told).toEqual(["status/ecometricx Forbidden", "event/one written", "event/two written", "status/ecometricx written"]);
  });

  it("that stand alone and are refused again and again are given up, lest they pile up where nobody may create events", async () => {
    server.always(EVENTS, refuse(403, "Forbidden"));
    writer.submit([eventAction("one")]);
    await idle();
    expect(told).toEqual(Array.from({ length: 8 }, () => "event/one Forbidden"));
    expect(again).toEqual([...Array.from({ length: 7 }, () => true), false]);
  });

  it("may also stand alone", async () => {
    server.on(EVENTS, CREATED);
    writer.submit([eventAction("one")]);
    await idle();
    expect(told).toEqual(["event/one written"]);
  });
});

describe("a writer that is no longer the leader", () => {
  it("writes nothing and forgets what waited", async () => {
    leading = false;
    writer.submit([labelsAction("shop"), labelsAction("crm", { delay: 60_000 })]);
    await idle();
    expect(server.requests).toHaveLength(0);
    expect(told).toEqual(["labels/shop dropped", "labels/crm dropped"]);
  });

  it("stops between an event and its write, and writes again when it leads again", async () => {
    server.on(EVENTS, (exchange) => {
      leading = false;
      CREATED(exchange);
    });
    const basis = {};
    const action = statusAction("ecometricx", { announce: [eventAction("one")], basis });
    writer.submit([action]);
    await idle();
    expect(told).toEqual(["event/one written", "status/ecometricx dropped"]);
    leading = true;
    server.on(EVENTS, refuse(409, "AlreadyExists"));
    server.on(STATUS, OK);
    writer.submit([action]);
    await idle();
    expect(told.at(-1)).toBe("status/ecometricx written");
  });

  it("repeats what it once did, since others may have written in between", async () => {
    server.on(SHOP, OK, OK);
    const action = labelsAction("shop");
    writer.submit([action]);
    await idle();
    writer.drop();
    writer.submit([action]);
    await idle();
    expect(server.requests).toHaveLength(2);
  });

  it("repeats what was under way when it lost the lease, for the same reason", async () => {
    const lost = (exchange: Exchange): void => {
      writer.drop();
      OK(exchange);
    };
    server.on(SHOP, lost, OK);
    const action = labelsAction("shop");
    writer.submit([action]);
    await idle();
    writer.submit([action]);
    await idle();
    expect(server.requests).toHaveLength(2);
  });
});

describe("stopping", () => {
  it("lets the write under way end, cuts one that takes too long, and takes nothing more", async () => {
    server.on(SHOP, () => undefined);
    writer.submit([labelsAction("shop"), labelsAction("crm", { delay: 60_000 })]);
    await until("the write came", () => server.requests.length === 1);
    await writer.stop();
    writer.submit([labelsAction("other")]);
    expect(server.requests).toHaveLength(1);
    expect(told).toEqual(["labels/shop dropped"]);
  });
});
