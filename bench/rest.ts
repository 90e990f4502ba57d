import { setTimeout as sleep } from "node:timers/promises";
import { sumOf, type Sample } from "../tools/operator/exposition.ts";
import type { OperatorProcess } from "../tools/operator/process.ts";
import { samplesOf } from "./cold.ts";
import { cpuSeconds } from "./process-stats.ts";

/** What the operator does while nothing changes but what nodes say of themselves. */
export interface Rest {
  readonly cpuPercent: number;
  readonly requestsPerMinute: number;
  readonly leaseWritesPerMinute: number;
  readonly otherWrites: number;
}

const QUIET_MS = 10_000;

const requests = (samples: readonly Sample[], method?: string): number =>
  sumOf(samples, "rest_client_requests_total", method === undefined ? {} : { method }) ?? 0;

/** Returns after ten seconds without a write. */
async function untilSettled(operator: OperatorProcess): Promise<void> {
  let before = -1;
  for (;;) {
    const samples = await samplesOf(operator);
    const writes = requests(samples, "PATCH") + requests(samples, "POST");
    if (writes === before) return;
    before = writes;
    await sleep(QUIET_MS);
  }
}

export async function atRest(operator: OperatorProcess, idleSeconds: number): Promise<Rest> {
  await untilSettled(operator);
  const before = await samplesOf(operator);
  const [cpuBefore, began] = [cpuSeconds(operator.pid), performance.now()];
  await sleep(idleSeconds * 1000);
  const [cpuAfter, seconds] = [cpuSeconds(operator.pid), (performance.now() - began) / 1000];
  const after = await samplesOf(operator);
  const during = (method?: string) => requests(after, method) - requests(before, method);
  return {
    cpuPercent: ((cpuAfter - cpuBefore) / seconds) * 100,
    requestsPerMinute: (during() / seconds) * 60,
    leaseWritesPerMinute: (during("PUT") / seconds) * 60,
    otherWrites: during("PATCH") + during("POST") + during("DELETE"),
  };
}
