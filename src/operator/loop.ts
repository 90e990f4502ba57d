/** Runs turns: soon after something changed, at the instant a deadline passes, every few minutes in any case, and never twice at once. */

export interface LoopOptions {
  /** One turn. Returns the next instant (epoch ms) at which a verdict changes by time alone. */
  readonly turn: (now: number) => number | undefined;
  /** A turn threw: what was dirty is still dirty, the turn is repeated after `retryMs`. */
  readonly onError: (error: unknown) => void;
  /** Wall clock, epoch ms: deadlines are calendar instants. */
  readonly now?: () => number;
  /** A turn waits for this long without a further change … */
  readonly quietMs?: number;
  /** … but never longer than this after the first one. */
  readonly ceilingMs?: number;
  readonly retryMs?: number;
  /** So long after a turn comes the next, though nothing changed: who watches the operator can tell a quiet cluster from a loop that hangs. */
  readonly heartbeatMs?: number;
}

export interface Loop {
  /** Something changed. Cheap; call it as often as you like. */
  nudge(): void;
  stop(): void;
}

export function createLoop(options: LoopOptions): Loop {
  const { quietMs = 5, ceilingMs = 40, retryMs = 1_000, heartbeatMs = 300_000, now = Date.now } = options;
  let firstNudge: number | undefined;
  let soon: NodeJS.Timeout | undefined;
  let later: NodeJS.Timeout | undefined;
  let stopped = false;

  const waitFor = (deadline: number | undefined): void => {
    clearTimeout(later);
    if (stopped) return;
    const wait = deadline === undefined ? heartbeatMs : Math.min(heartbeatMs, Math.max(0, deadline - now()));
    later = setTimeout(run, wait);
  };

  const run = (): void => {
    clearTimeout(soon);
    soon = undefined;
    firstNudge = undefined;
    try {
      waitFor(options.turn(now()));
    } catch (error) {
      options.onError(error);
      soon = setTimeout(run, retryMs);
    }
  };

  return {
    nudge() {
      if (stopped) return;
      const at = now();
      firstNudge ??= at;
      const wait = Math.min(quietMs, Math.max(0, firstNudge + ceilingMs - at));
      clearTimeout(soon);
      soon = setTimeout(run, wait);
    },
    stop() {
      stopped = true;
      clearTimeout(soon);
      clearTimeout(later);
    },
  };
}
