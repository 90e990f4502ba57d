import type { Span } from "@opentelemetry/api";
import type { Action, EventAction } from "../outputs/action.ts";
import { inSpan, originHere, type Origin } from "../telemetry/spans.ts";
import { handling } from "./errors.ts";
import { isRepeat, sameContent, settled, withoutContent, type WriteOutcome } from "./outcome.ts";
import { exponential, WorkQueue, type QueueObserver } from "./queue.ts";
import type { Transport, UnaryRequest } from "./transport.ts";
import { markOutcome, writeSpan } from "./write-span.ts";
import { writesOf } from "./writes.ts";

export interface WriterOptions {
  readonly transport: Pick<Transport, "request">;
  /** Name of this process, told in Events. */
  readonly instance: string;
  /** Asked before each write: is the lease still ours, by local time. */
  mayWrite(): boolean;
  /** Told of each action and of each event that one announces. */
  onOutcome?(action: Action, outcome: WriteOutcome): void;
  readonly workers?: number;
  readonly observer?: QueueObserver | undefined;
  readonly times?: Partial<WriterTimes> | undefined;
}

/** In ms. */
export interface WriterTimes {
  /** First and longest pause of a key after a failure that may pass by itself. */
  readonly backoff: number;
  readonly longest: number;
  /** The same after one that somebody must mend; short at first, since a starting API server forbids what it will allow. */
  readonly stalled: number;
  readonly stalledLongest: number;
  /** How long `stop` lets a write go on. */
  readonly parting: number;
}

const WRITER_TIMES: WriterTimes = { backoff: 250, longest: 30_000, stalled: 1000, stalledLongest: 600_000, parting: 2000 };

/** Actions remembered as done, so that planning them again from the same observation writes nothing. */
const REMEMBERED = 10_000;

/** An event that was refused so often, over about two minutes, is given up: new ones keep coming, and old ones become untrue. */
const EVENT_TRIES = 8;

interface Pending {
  readonly action: Action;
  /** Monotonic, ms. */
  readonly notBefore: number;
  /** The turn that planned it, for its trace. */
  readonly origin: Origin;
}

/** The fence: the lease may be somebody else's by now. */
class NoLongerLeader extends Error {}

/**
 * Carries out actions: of each key only the newest, never two at once, failed ones again after a pause of their own,
 * so that one forbidden namespace holds up no other. Writes nothing once `mayWrite` denies it.
 */
export class Writer {
  readonly #options: WriterOptions;
  readonly #times: WriterTimes;
  readonly #queue: WorkQueue;
  readonly #desired = new Map<string, Pending>();
  readonly #running = new Map<string, Action>();
  readonly #done = new Map<string, Action>();
  readonly #stopping = new AbortController();
  /** Counts how often everything was dropped; a write from before puts nothing back. */
  #epoch = 0;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#times = { ...WRITER_TIMES, ...options.times };
    this.#queue = new WorkQueue({
      work: (key) => this.#work(key),
      backoff: (error, failures) => this.#pause(error, failures),
      ...(options.workers === undefined ? {} : { workers: options.workers }),
      observer: options.observer,
    });
  }

  /** Nothing waits and nothing is being written. */
  get idle(): boolean {
    return this.#queue.empty;
  }

  /** What should be written now. Repeats of what waits, runs or is done are ignored. */
  submit(actions: readonly Action[]): void {
    for (const action of actions) {
      this.#submit(action);
    }
  }

  /** These keys need no write any more: what waits for them is forgotten. */
  withdraw(keys: Iterable<string>): void {
    for (const key of keys) {
      this.#desired.delete(key);
    }
  }

  /** Forgets what waits and what was done: for whoever loses the lease, since others write now. */
  drop(): void {
    this.#epoch++;
    this.#queue.clear();
    const waiting = [...this.#desired.values()];
    this.#desired.clear();
    this.#done.clear();
    for (const { action } of waiting) {
      this.#tell(action, { result: "dropped" });
    }
  }

  /** Takes nothing more; resolves when the last write has ended, or was cut off. */
  async stop(): Promise<void> {
    const timer = setTimeout(() => this.#stopping.abort(), this.#times.parting);
    this.#epoch++;
    this.#desired.clear();
    await this.#queue.drain();
    clearTimeout(timer);
  }

  #submit(action: Action): void {
    const { key } = action;
    const pending = this.#desired.get(key);
    const running = this.#running.get(key);
    if (isRepeat(pending?.action ?? running ?? this.#done.get(key), action)) {
      return;
    }
    const now = performance.now();
    const delay = "delay" in action ? action.delay : 0;
    const notBefore = pending && sameContent(pending.action, action) ? pending.notBefore : now + delay;
    this.#desired.set(key, { action, notBefore, origin: originHere(pending) });
    if (running || this.#queue.failures(key) === 0) {
      this.#queue.add(key, Math.max(0, notBefore - now)); // a key that has failed is already due again
    }
  }

  async #work(key: string): Promise<number | undefined> {
    const pending = this.#desired.get(key);
    if (!pending) {
      return undefined;
    }
    const early = pending.notBefore - performance.now();
    if (early > 0) {
      return early;
    }
    const { action } = pending;
    this.#desired.delete(key);
    if (isRepeat(this.#done.get(key), action)) {
      return undefined;
    }
    this.#running.set(key, action);
    try {
      await inSpan({ ...writeSpan(action, this.#queue.failures(key) + 1), origin: pending.origin }, (span) => this.#attempt(pending, span));
    } finally {
      this.#running.delete(key);
    }
    return undefined;
  }

  async #attempt(pending: Pending, span: Span): Promise<void> {
    const { action } = pending;
    const epoch = this.#epoch;
    try {
      const outcome = await this.#perform(action);
      if (epoch === this.#epoch) {
        this.#remember(action);
      }
      this.#tell(action, outcome, span);
    } catch (error) {
      this.#failed(pending, error, { epoch, span });
    }
  }

  #failed(pending: Pending, error: unknown, { epoch, span }: { readonly epoch: number; readonly span: Span }): void {
    const { action } = pending;
    if (error instanceof NoLongerLeader) {
      this.#tell(action, { result: "dropped" }, span);
      this.drop();
      return;
    }
    if (epoch !== this.#epoch) {
      this.#tell(action, { result: "dropped" }, span);
      return;
    }
    const handled = handling(error);
    const again = action.type !== "Event" || handled.kind !== "Stalled" || this.#queue.failures(action.key) + 1 < EVENT_TRIES;
    this.#tell(action, { result: "failed", error: handled, again }, span);
    if (!again) {
      return;
    }
    if (!this.#desired.has(action.key)) {
      this.#desired.set(action.key, pending);
    }
    throw error;
  }

  async #perform(action: Action): Promise<WriteOutcome> {
    for (const event of action.type === "Event" ? [] : action.announce) {
      await this.#announce(event, action.key);
    }
    try {
      for (const write of writesOf(action, this.#options.instance)) {
        await this.#send(write);
      }
      return { result: "written" };
    } catch (error) {
      const end = settled(action, error);
      if (end) {
        return end;
      }
      throw error;
    }
  }

  /** An event that cannot be created at all, which is believed when it is said twice, does not hold up the write `key`. */
  async #announce(event: EventAction, key: string): Promise<void> {
    const tries = this.#queue.failures(key);
    await inSpan(writeSpan(event, tries + 1), async (span) => {
      try {
        this.#tell(event, await this.#perform(event), span);
      } catch (error) {
        if (handling(error).kind !== "Stalled" || tries === 0) {
          throw error;
        }
        this.#tell(event, { result: "failed", error: handling(error), again: false }, span);
      }
    });
  }

  async #send(write: UnaryRequest): Promise<void> {
    if (!this.#options.mayWrite()) {
      throw new NoLongerLeader();
    }
    await this.#options.transport.request({ ...write, signal: this.#stopping.signal });
  }

  #pause(error: unknown, failures: number): number {
    const { backoff, longest, stalled, stalledLongest } = this.#times;
    const { kind, retryAfterMs } = handling(error);
    if (kind === "Stalled") {
      return exponential(stalled, stalledLongest, failures);
    }
    return Math.max(retryAfterMs ?? 0, exponential(backoff, longest, failures));
  }

  #remember(action: Action): void {
    this.#done.delete(action.key);
    this.#done.set(action.key, withoutContent(action));
    if (this.#done.size > REMEMBERED) {
      const [oldest] = this.#done.keys();
      this.#done.delete(oldest as string);
    }
  }

  /** `span`: the one of the write, where it was begun. */
  #tell(action: Action, outcome: WriteOutcome, span?: Span): void {
    if (span) {
      markOutcome(span, outcome);
    }
    this.#options.onOutcome?.(action, outcome);
  }
}
