import { context, trace } from "@opentelemetry/api";
import { describe, expect, it } from "vitest";
import { outline, recordSpans } from "../../tests/builders/spans.ts";
import { createLogs } from "./log.ts";
import { inChildSpan, inPastSpan, inSpan, originHere, traceHeaders } from "./spans.ts";

const AT = Date.UTC(2026, 11, 1);
const PAST = { start: AT, now: () => AT + 3 };
const idOf = () => trace.getActiveSpan()?.spanContext().spanId;

describe("without an SDK", () => {
  it("work is done, nothing is active and no header is sent", async () => {
    const seen = await inSpan({ name: "work", attributes: {} }, async () => ({ headers: traceHeaders(), span: trace.getActiveSpan() }));
    expect(seen).toEqual({ headers: {}, span: undefined });
    expect(inPastSpan({ ...PAST, name: "past" }, [], () => "rest")).toBe("rest");
    expect(originHere().links).toEqual([]);
  });
});

describe("a span", () => {
  it("is the parent of what runs inside, also later, and is named to servers", async () => {
    const spans = await recordSpans();
    const headers = await inSpan({ name: "outer", attributes: { a: 1 } }, async (outer) => {
      await Promise.resolve();
      return inChildSpan({ name: "inner", attributes: {}, client: true }, async () => ({
        trace: outer.spanContext().traceId,
        sent: traceHeaders(),
      }));
    });
    expect(outline(spans)).toEqual([
      { name: "inner", parent: "outer", attributes: {} },
      { name: "outer", parent: undefined, attributes: { a: 1 } },
    ]);
    expect(headers.sent["traceparent"]).toBe(`00-${headers.trace}-${spans[0]?.spanContext().spanId}-01`);
  });

  it("that is only wanted inside another is not made where there is none", async () => {
    const spans = await recordSpans();
    expect(await inChildSpan({ name: "inner", attributes: {} }, async (span) => span)).toBeUndefined();
    expect(spans).toEqual([]);
  });

  it("tells what was thrown, and the thrower's caller still gets it", async () => {
    const spans = await recordSpans();
    const error = Object.assign(new Error("not allowed"), { reason: "Forbidden" });
    await expect(inSpan({ name: "work", attributes: {} }, () => Promise.reject(error))).rejects.toBe(error);
    expect(spans[0]).toMatchObject({ status: { code: 2, message: "not allowed" }, attributes: { "error.type": "Forbidden" } });
    expect(spans[0]?.events.map(({ name }) => name)).toEqual(["exception"]);
  });

  it("of work that is over has its parts and its times, and what is left to do runs inside", async () => {
    const spans = await recordSpans();
    const parts = [
      { name: "first", start: AT + 0.25, end: AT + 1 },
      { name: "second", start: AT + 1, end: AT + 2, error: new TypeError("broken") },
    ];
    const inside = inPastSpan({ ...PAST, name: "whole" }, parts, idOf);
    expect(outline(spans).map(({ name, parent }) => [name, parent])).toEqual([
      ["first", "whole"],
      ["second", "whole"],
      ["whole", undefined],
    ]);
    expect(spans[0]?.startTime).toEqual([AT / 1000, 250_000]);
    expect(spans[2]).toMatchObject({ startTime: [AT / 1000, 0], endTime: [AT / 1000, 3_000_000] });
    expect(spans[1]?.status.message).toBe("broken");
    expect(inside).toBe(spans[2]?.spanContext().spanId);
  });
});

describe("work that is done later", () => {
  const ask = (earlier?: Parameters<typeof originHere>[0]) =>
    inPastSpan({ ...PAST, name: "asked" }, [], () => ({ id: idOf(), origin: originHere(earlier) }));

  it("belongs to the span that asked for it last, and is linked to those that asked before", async () => {
    const spans = await recordSpans();
    const first = ask();
    const second = ask(first);
    const third = ask(second);
    await context.with(first.origin.context, () => inSpan({ name: "done", attributes: {}, origin: third.origin }, async () => undefined));
    const done = spans.at(-1);
    expect(done?.parentSpanContext?.spanId).toBe(third.id);
    expect(done?.links.map((link) => link.context.spanId)).toEqual([first.id, second.id]);
  });

  it("is not linked to the span that it belongs to, nor to more than eight", async () => {
    await recordSpans();
    const twice = inPastSpan({ ...PAST, name: "asked" }, [], () => originHere({ origin: originHere() }));
    expect(twice.links).toEqual([]);
    let last = ask();
    const ids = [last.id];
    for (let time = 0; time < 12; time++) ids.push((last = ask(last)).id);
    expect(last.origin.links.map((link) => link.context.spanId)).toEqual(ids.slice(-9, -1));
  });
});

describe("a log line", () => {
  const logged = () => {
    const lines: string[] = [];
    const log = createLogs({ level: "info", destination: { write: (line) => void lines.push(line) } })("writer");
    return { log, last: () => JSON.parse(lines.at(-1) ?? "{}") as Record<string, unknown> };
  };

  it("names the span in which it was written, and none elsewhere", async () => {
    await recordSpans();
    const { log, last } = logged();
    const span = await inSpan({ name: "work", attributes: {} }, async (own) => {
      log.info({ namespace: "prod" }, "labelled");
      return own.spanContext();
    });
    expect(last()).toMatchObject({ trace_id: span.traceId, span_id: span.spanId, namespace: "prod" });
    log.info("outside");
    expect(last()).not.toHaveProperty("trace_id");
  });
});
