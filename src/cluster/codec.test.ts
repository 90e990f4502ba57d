import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonCodec, jsonLines } from "./codec.ts";

const decode = (chunks: readonly Uint8Array[]): unknown[] => {
  const decoder = jsonLines();
  const events: unknown[] = [];
  for (const chunk of chunks) {
    decoder.push(chunk, (event) => events.push(event));
  }
  return events;
};

const cut = (bytes: Buffer, at: readonly number[]): Buffer[] => {
  const places = [...new Set([0, ...at.map((place) => place % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
  return places.slice(1).map((place, index) => bytes.subarray(places[index], place));
};

describe("a watch in JSON lines", () => {
  it("is the same wherever it is split, also inside a character", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 30 });
    const event = fc.record({ type: fc.constant("ADDED"), object: fc.record({ name: text, note: text }) });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 5 }), fc.array(fc.nat(), { maxLength: 40 }), (events, at) => {
        const bytes = Buffer.from(events.map((each) => `${JSON.stringify(each)}\n`).join(""));
        expect(decode(cut(bytes, at))).toEqual(events);
      }),
    );
  });

  it("holds a line at the API server's size limit, in small pieces, and copies it once", () => {
    const event = { type: "ADDED", object: { data: "ä€😀".repeat(300_000) } };
    const bytes = Buffer.from(`${JSON.stringify(event)}\n${JSON.stringify(event)}\n`);
    const chunks = Array.from({ length: Math.ceil(bytes.length / 1000) }, (_, index) => bytes.subarray(index * 1000, (index + 1) * 1000));
    expect(decode(chunks)).toEqual([event, event]);
  });

  it("skips empty lines, keeps the rest of a line for later, and says nothing of a line without end", () => {
    expect(decode([Buffer.from('\n\n{"a":1}\n\n{"b"'), Buffer.from(":2}\n{")])).toEqual([{ a: 1 }, { b: 2 }]);
  });

  it("throws at a line that is not JSON, after the events before it", () => {
    const decoder = jsonLines();
    const events: unknown[] = [];
    expect(() => decoder.push(Buffer.from('{"a":1}\n{"b":\n{"c":3}\n'), (event) => events.push(event))).toThrow("not JSON");
    expect(events).toEqual([{ a: 1 }]);
  });
});

describe("a list page in JSON", () => {
  it("has its items, its version and the token of the next page", () => {
    const page = jsonCodec.page(Buffer.from('{"metadata":{"resourceVersion":"7","continue":"more"},"items":null}'));
    expect(page).toEqual({ resourceVersion: "7", next: "more", items: [] });
  });

  it("is refused when it is broken or has no version", () => {
    expect(() => jsonCodec.page(Buffer.from('{"metadata":{"resour'))).toThrow("not JSON");
    expect(() => jsonCodec.page(Buffer.from('{"items":[]}'))).toThrow("not JSON");
  });
});
