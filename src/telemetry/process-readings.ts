import { performance, type EventLoopUtilization } from "node:perf_hooks";
import type { Readings } from "./instruments.ts";

const MICROSECONDS = 1e6;

/** What the runtime knows of this process, by metric name. Each is a cheap call: no timer samples in between scrapes. */
export const processReadings = (): Readings => {
  const startedAt = Date.now() / 1000 - process.uptime();
  let last: EventLoopUtilization | undefined;
  return {
    process_cpu_seconds_total: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / MICROSECONDS;
    },
    process_resident_memory_bytes: () => process.memoryUsage.rss(),
    process_start_time_seconds: () => startedAt,
    nodejs_heap_size_used_bytes: () => process.memoryUsage().heapUsed,
    nodejs_eventloop_utilization_ratio: () => {
      const now = performance.eventLoopUtilization();
      const { utilization } = last ? performance.eventLoopUtilization(now, last) : now;
      last = now;
      return utilization;
    },
  };
};
