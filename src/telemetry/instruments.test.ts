import { describe, expect, it } from "vitest";
import { createInstruments } from "./instruments.ts";
import { processReadings } from "./process-readings.ts";

const DEFINITIONS = [
  { name: "turns_total", type: "counter", help: "Turns.", labels: ["result"], start: [{ result: "error" }] },
  { name: "depth", type: "gauge", help: "Depth.", labels: [] },
  { name: "took_seconds", type: "histogram", help: "Time.", labels: [], buckets: [0.1, 1] },
] as const;

describe("instruments", () => {
  it("what is recorded is in the text", async () => {
    const { record, text } = createInstruments(DEFINITIONS);
    record.turns_total.add(1, { result: "success" });
    record.turns_total.add(2, { result: "success" });
    record.depth.set(7);
    record.took_seconds.observe(0.5);
    const lines = (await text()).split("\n");
    expect(lines).toContain('turns_total{result="success"} 3');
    expect(lines).toContain("depth 7");
    expect(lines).toContain('took_seconds_bucket{le="0.1"} 0');
    expect(lines).toContain('took_seconds_bucket{le="1"} 1');
    expect(lines).toContain("# TYPE took_seconds histogram");
  });

  it("a series that is defined to start is there before anything happens", async () => {
    const { text } = createInstruments(DEFINITIONS);
    expect(await text()).toContain('turns_total{result="error"} 0');
  });

  it("two sets share nothing", async () => {
    const [one, other] = [createInstruments(DEFINITIONS), createInstruments(DEFINITIONS)];
    one.record.depth.set(3);
    expect(await other.text()).toContain("depth 0");
  });

  it("a reading is taken at each scrape, for gauges and for counters", async () => {
    let value = 1;
    const set = createInstruments(
      [
        { name: "now", type: "gauge", help: "Now.", labels: [] },
        { name: "sum_total", type: "counter", help: "Sum.", labels: [] },
      ],
      { now: () => value, sum_total: () => value * 10 },
    );
    expect(await set.text()).toMatch(/now 1[^]*sum_total 10\n/);
    value = 2;
    expect(await set.text()).toMatch(/now 2[^]*sum_total 20\n/);
  });

  it("the readings of the process are numbers that make sense", () => {
    const read = processReadings();
    expect(Object.keys(read)).toHaveLength(5);
    expect(read["process_resident_memory_bytes"]?.()).toBeGreaterThan(1e6);
    expect(read["nodejs_heap_size_used_bytes"]?.()).toBeGreaterThan(1e5);
    expect(read["process_cpu_seconds_total"]?.()).toBeGreaterThan(0);
    expect(read["process_start_time_seconds"]?.()).toBeGreaterThan(1.6e9);
    for (const share of [read["nodejs_eventloop_utilization_ratio"]?.(), read["nodejs_eventloop_utilization_ratio"]?.()]) {
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(1);
    }
  });
});
