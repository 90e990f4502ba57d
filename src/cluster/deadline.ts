import { Transient } from "./errors.ts";

/** A time limit whose timer is cleared, never left to fire: such objects would pile up on hot paths. */
export interface Deadline {
  /** Aborts when the time is up or when the parent aborts; the reason is the error to throw. */
  readonly signal: AbortSignal;
  /** Starts the time anew. */
  extend(ms: number): void;
  /** Waits no more; the parent still aborts. */
  pause(): void;
  /** Lets go of timer and parent. */
  clear(): void;
}

/** A deadline in `ms`, whose passing is told as `message`. */
export const startDeadline = (ms: number, message: string, parent?: AbortSignal): Deadline => {
  const controller = new AbortController();
  const expire = (): void => controller.abort(new Transient("Timeout", message));
  const follow = (): void => controller.abort(parent?.reason);
  let length = ms;
  let timer: NodeJS.Timeout | undefined = setTimeout(expire, ms);
  const pause = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };
  const clear = (): void => {
    pause();
    parent?.removeEventListener("abort", follow);
  };
  if (parent?.aborted) {
    follow();
    clear();
  } else {
    parent?.addEventListener("abort", follow, { once: true });
  }
  return {
    signal: controller.signal,
    extend(next) {
      if (controller.signal.aborted) {
        return;
      }
      if (timer && next === length) {
        timer.refresh();
        return;
      }
      pause();
      length = next;
      timer = setTimeout(expire, next);
    },
    pause,
    clear,
  };
};

/** Sleeps until the time has passed or the signal aborts; never throws. */
export const rest = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end, { once: true });
  });
