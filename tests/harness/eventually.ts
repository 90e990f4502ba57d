/** Waiting for a live system to get there. */

/** How long to try, and how often. */
export interface EventuallyOptions {
  /** In milliseconds; default 10 s. */
  readonly timeout?: number;
  /** Pause between two tries, in milliseconds; default 25. */
  readonly interval?: number;
}

/**
 * Tries until `attempt` returns something other than false or undefined, and returns that.
 * Throws the last error, or that the time is over, when it never does.
 */
export async function eventually<T>(
  attempt: () => T | Promise<T>,
  { timeout = 10_000, interval = 25 }: EventuallyOptions = {},
): Promise<Exclude<T, false | undefined>> {
  const deadline = Date.now() + timeout;
  for (;;) {
    const { value, error } = await settle(attempt);
    if (error === undefined && value !== undefined && value !== false) return value as Exclude<T, false | undefined>;
    if (Date.now() >= deadline) throw error ?? new Error(`did not happen within ${timeout} ms`);
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
}

async function settle<T>(attempt: () => T | Promise<T>): Promise<{ readonly value?: T; readonly error?: Error }> {
  try {
    return { value: await attempt() };
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}
