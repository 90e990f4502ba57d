/** What a work queue tells of itself: the workqueue_* metrics of controllers. Durations in seconds. */
export interface QueueObserver {
  /** How many keys wait. */
  depth(keys: number): void;
  added(): void;
  /** A key waited this long. */
  started(queuedSeconds: number): void;
  /** Its work took this long. */
  finished(workSeconds: number): void;
  retried(): void;
}

export interface QueueOptions {
  /** Does the work of a key. A number asks for the key again in so many ms; a throw is tried again later. */
  work(key: string): Promise<number | undefined>;
  /** How long (ms) a key that failed so often in a row (1, 2, …) waits. */
  backoff(error: unknown, failures: number): number;
  readonly workers?: number;
  readonly observer?: QueueObserver | undefined;
}

/** Doubles from `base` up to `cap`, in ms. */
export const exponential = (base: number, cap: number, failures: number): number => Math.min(cap, base * 2 ** (failures - 1));

const DEFAULT_WORKERS = 4;
const TRIM = 10_000;

interface Delayed {
  readonly timer: NodeJS.Timeout;
  readonly at: number;
}

/**
 * The work queue of client-go: a key waits at most once, is never worked on twice at the same time,
 * and is not lost when it is added while it is being worked on. First in, first out.
 */
export class WorkQueue {
  readonly #options: QueueOptions;
  /** Keys that wait, those that are being worked on included, with the time since when. */
  readonly #waiting = new Map<string, number>();
  /** The keys that wait and are free to be worked on, in order from `#head`. */
  #line: string[] = [];
  #head = 0;
  readonly #busy = new Set<string>();
  readonly #delayed = new Map<string, Delayed>();
  readonly #failures = new Map<string, number>();
  #closed = false;
  #idle: (() => void)[] = [];

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  /** Keys that wait for a worker. */
  get depth(): number {
    return this.#waiting.size;
  }

  /** Nothing waits, is delayed or worked on. */
  get empty(): boolean {
    return this.#waiting.size + this.#busy.size + this.#delayed.size === 0;
  }

  /** How often in a row the key has failed. */
  failures(key: string): number {
    return this.#failures.get(key) ?? 0;
  }

  /** Adds a key, after a delay (ms). An earlier time that it already has stands. */
  add(key: string, delay = 0): void {
    if (this.#closed || this.#waiting.has(key)) {
      return;
    }
    const at = performance.now() + delay;
    const delayed = this.#delayed.get(key);
    if (delayed && delayed.at <= at) {
      return;
    }
    clearTimeout(delayed?.timer);
    if (delay > 0) {
      const timer = setTimeout(() => this.#enqueue(key), delay);
      this.#delayed.set(key, { timer, at });
    } else {
      this.#enqueue(key);
    }
  }

  /** Forgets every key that waits or is delayed, and past failures. What is being worked on goes on. */
  clear(): void {
    for (const { timer } of this.#delayed.values()) {
      clearTimeout(timer);
    }
    this.#delayed.clear();
    this.#waiting.clear();
    this.#line = [];
    this.#head = 0;
    this.#failures.clear();
    this.#options.observer?.depth(0);
  }

  /** Takes nothing more, forgets what waits, and resolves when the last work has ended. */
  async drain(): Promise<void> {
    this.#closed = true;
    this.clear();
    if (this.#busy.size > 0) {
      await new Promise<void>((resolve) => this.#idle.push(resolve));
    }
  }

  #enqueue(key: string): void {
    this.#delayed.delete(key);
    this.#waiting.set(key, performance.now());
    this.#options.observer?.added();
    this.#options.observer?.depth(this.#waiting.size);
    if (!this.#busy.has(key)) {
      this.#line.push(key);
      queueMicrotask(() => this.#dispatch());
    }
  }

  /** The key that has waited longest; its place is given back now and then, not at every step. */
  #shift(): string | undefined {
    const key = this.#line[this.#head++];
    if (this.#head >= this.#line.length) {
      this.#line = [];
      this.#head = 0;
    } else if (this.#head > TRIM) {
      this.#line.splice(0, this.#head);
      this.#head = 0;
    }
    return key;
  }

  #dispatch(): void {
    const workers = this.#options.workers ?? DEFAULT_WORKERS;
    while (this.#busy.size < workers) {
      const key = this.#shift();
      if (key === undefined) {
        return;
      }
      const since = this.#waiting.get(key) ?? performance.now();
      this.#waiting.delete(key);
      this.#busy.add(key);
      this.#options.observer?.depth(this.#waiting.size);
      this.#options.observer?.started((performance.now() - since) / 1000);
      void this.#run(key);
    }
  }

  async #run(key: string): Promise<void> {
    const started = performance.now();
    let again: number | undefined;
    try {
      again = await this.#options.work(key);
      this.#failures.delete(key);
    } catch (error) {
      again = this.#failed(key, error);
    }
    this.#busy.delete(key);
    this.#options.observer?.finished((performance.now() - started) / 1000);
    if (this.#waiting.has(key)) {
      this.#line.push(key);
    } else if (again !== undefined) {
      this.add(key, again);
    }
    this.#dispatch();
    if (this.#busy.size === 0) {
      for (const resolve of this.#idle.splice(0)) {
        resolve();
      }
    }
  }

  /** A key that was added while its work failed waits like any other that failed. */
  #failed(key: string, error: unknown): number | undefined {
    if (this.#closed) {
      return undefined;
    }
    this.#waiting.delete(key);
    const failures = this.failures(key) + 1;
    this.#failures.set(key, failures);
    this.#options.observer?.retried();
    return this.#options.backoff(error, failures);
  }
}
