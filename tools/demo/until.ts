import { setTimeout as sleep } from "node:timers/promises";

/** How long the demo waits for something to show, and how often it looks; milliseconds. */
export interface Patience {
  readonly deadlineMs: number;
  readonly pauseMs: number;
}

export const PATIENCE: Patience = { deadlineMs: 30_000, pauseMs: 5 };

/** Looks until there is an answer, and returns it. After the deadline it throws a sentence with `what`, which says what should be there. */
export async function until<T>(what: string, look: () => Promise<T | undefined>, patience: Patience): Promise<T> {
  const deadline = performance.now() + patience.deadlineMs;
  for (;;) {
    const answer = await look();
    if (answer !== undefined) return answer;
    if (performance.now() >= deadline) throw new Error(`waited for ${patience.deadlineMs / 1000} s in vain: ${what}`);
    await sleep(patience.pauseMs);
  }
}
