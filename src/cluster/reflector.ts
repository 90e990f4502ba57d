import type { Coverage } from "../facts/facts.ts";
import { jsonCodec, metadataCodec, type Codec, type Identified, type RawObject } from "./codec.ts";
import { rest } from "./deadline.ts";
import { handling, isClusterError, type ErrorReason } from "./errors.ts";
import { listPages } from "./list.ts";
import { REFLECTOR_TIMES, type Reading, type ReflectorTimes } from "./reading.ts";
import { createIntake, type Sink } from "./sink.ts";
import type { Transport } from "./transport.ts";
import { watchOnce, type WatchProgress } from "./watch.ts";

/** One kind to be read whole and then followed. */
export interface KindSource<K extends string = string, F = unknown, R extends Identified = RawObject> {
  /** Name of the kind, for coverage and metrics. */
  readonly kind: K;
  /** Path of its list over all namespaces, for example /apis/apps/v1/deployments. */
  readonly path: string;
  /** Read as PartialObjectMetadata. */
  readonly metadataOnly: boolean;
  /** Of an API that a cluster need not have: where it is not served, and nothing of it was ever known, there are no objects of it. */
  readonly optional?: boolean;
  /** Only objects with these labels, as a selector; all without it. */
  readonly labelSelector?: string;
  /** Object → fact. One that throws sets its object aside and nothing else. */
  project(raw: R): F;
  readonly sink: Sink<F>;
  /** Wire format, where it is not JSON. */
  readonly codec?: Codec<R>;
}

/** Why a watch was begun again. `Closed` is the server's ordinary end of a watch. */
export interface WatchRestart {
  readonly reason: ErrorReason | "Closed" | "Resync";
  readonly message: string;
}

export interface ReflectorOptions<R extends Identified = RawObject> {
  readonly source: KindSource<string, unknown, R>;
  readonly transport: Pick<Transport, "stream">;
  /** Told on change only. */
  onState(state: Coverage): void;
  onRestart?(restart: WatchRestart): void;
  /** Waits for a turn to read the whole kind; the returned function gives the turn back. */
  enter?(signal: AbortSignal): Promise<() => void>;
  readonly times?: Partial<ReflectorTimes> | undefined;
}

const RECENT_MS = 120_000;

/**
 * Keeps a sink equal to a kind on the server: reads it whole, follows its changes, resumes where it was cut off,
 * and reads it whole again only when it cannot know what it missed. Never gives up while its signal lasts.
 */
export class Reflector<R extends Identified = RawObject> {
  readonly #options: ReflectorOptions<R>;
  readonly #times: ReflectorTimes;
  readonly #codec: Codec<R>;
  /** Everything up to here is known; empty when the state must be read whole. */
  #version = "";
  #state: Coverage = { state: "Syncing" };
  /** Some snapshot was committed. */
  #known = false;
  #answeredAt = Number.NEGATIVE_INFINITY;
  #bookmarks = false;
  #failures = 0;
  /** The server knows watch-list; false for good once it refused it. */
  #watchList = true;
  /** The next snapshot by pages: the last watch-list fell silent. */
  #pagesOnce = false;
  /** Asked to read everything again. */
  #resync = false;
  /** How often in a row the kind was refused in the same way. */
  #refused = { as: "", times: 0 };
  /** Ends the current connection or pause. */
  #round = new AbortController();

  constructor(options: ReflectorOptions<R>) {
    this.#options = options;
    this.#times = { ...REFLECTOR_TIMES, ...options.times };
    const { source } = options;
    // Both codecs read plain JSON, which is what R is when a source names no codec of its own.
    this.#codec = source.codec ?? ((source.metadataOnly ? metadataCodec : jsonCodec) as unknown as Codec<R>);
  }

  /** Runs until the signal aborts; never throws. */
  async run(signal: AbortSignal): Promise<void> {
    this.#options.onState(this.#state);
    const stop = (): void => this.#round.abort();
    signal.addEventListener("abort", stop);
    while (!signal.aborted) {
      this.#round = new AbortController();
      if (this.#resync) {
        this.#resync = false;
        this.#version = "";
      }
      try {
        await this.#follow(this.#round.signal);
        this.#restarted("Closed", "the server ended the watch");
      } catch (error) {
        if (!this.#round.signal.aborted) {
          await rest(this.#failed(error), this.#round.signal);
        }
      }
    }
    signal.removeEventListener("abort", stop);
  }

  /** Reads the kind whole again, for example because its projection keeps more now. What is known stays until then. */
  resync(): void {
    this.#resync = true;
    this.#restarted("Resync", "asked to read the kind again");
    this.#round.abort();
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { source, transport } = this.#options;
    const intake = createIntake(source.sink, (object: R) => source.project(object));
    const { path, labelSelector } = source;
    const selection = labelSelector === undefined ? {} : { labelSelector };
    const reading: Reading<R> = { transport, path, selection, codec: this.#codec, intake, times: this.#times, signal };
    if (this.#version !== "") {
      await this.#watch(reading, () => undefined);
      return;
    }
    const leave = (await this.#options.enter?.(signal)) ?? (() => undefined);
    try {
      signal.throwIfAborted();
      if (this.#watchList && !this.#pagesOnce) {
        await this.#watch(reading, leave);
        return;
      }
      this.#pagesOnce = false;
      this.#reached(await listPages(reading));
      this.#committed();
    } finally {
      leave();
    }
    await this.#watch(reading, () => undefined);
  }

  async #watch(reading: Reading<R>, leave: () => void): Promise<void> {
    const progress: WatchProgress = {
      opened: () => {
        if (this.#known && !reading.intake.building) {
          this.#refused.times = 0;
          this.#become({ state: "Synced" });
        }
      },
      committed: () => {
        leave();
        this.#committed();
      },
      reached: (version) => this.#reached(version),
      bookmarked: () => {
        this.#bookmarks = true;
      },
    };
    await watchOnce(reading, { resourceVersion: this.#version, expectBookmarks: this.#bookmarks }, progress);
    this.#failures = 0;
  }

  #reached(version: string): void {
    this.#version = version;
    this.#answeredAt = performance.now();
    this.#failures = 0;
    this.#refused.times = 0;
  }

  #committed(): void {
    this.#known = true;
    this.#become({ state: "Synced" });
  }

  /** Takes note of a failure; returns how long to pause. */
  #failed(error: unknown): number {
    if (this.#refusesWatchList(error)) {
      this.#watchList = false;
      return 0;
    }
    const { reason, message, kind, retryAfterMs } = handling(error);
    this.#pagesOnce = this.#version === "" && reason === "Timeout";
    if (reason === "Expired") {
      this.#version = "";
    }
    this.#restarted(reason, message);
    if (reason === "Forbidden" || reason === "NotServed") {
      return this.#unreadable(reason, message);
    }
    if (kind === "Stalled" && reason !== "Unauthorized") {
      return this.#times.stalled * (1 + Math.random());
    }
    return Math.max(retryAfterMs ?? 0, this.#backoff());
  }

  /** A server that does not know watch-list calls its parameters invalid: by pages from now on. */
  #refusesWatchList(error: unknown): boolean {
    const asked = this.#version === "" && this.#watchList;
    return asked && isClusterError(error) && (error.status === 400 || error.status === 422);
  }

  #backoff(): number {
    const { backoff, soonest, longest } = this.#times;
    const cap = performance.now() - this.#answeredAt < RECENT_MS ? soonest : longest;
    return Math.min(backoff * 2 ** this.#failures++, cap) * (1 + Math.random());
  }

  /**
   * A starting API server refuses for a moment what it does not know yet, rights and kinds alike: what it says twice is believed,
   * and asked again soon at first. A kind that is forbidden keeps the objects that were last seen. One that is not served has none,
   * which is concluded only when it has lasted until the longest pause. Returns how long to pause.
   */
  #unreadable(state: "Forbidden" | "NotServed", message: string): number {
    const times = this.#refused.as === state ? this.#refused.times + 1 : 1;
    this.#refused = { as: state, times };
    const pause = Math.min(this.#times.refused * 2 ** (times - 1), this.#times.stalled);
    if (state === "NotServed") {
      this.#version = "";
      if (pause === this.#times.stalled) {
        this.#empty();
      }
      if (this.#options.source.optional && !this.#known) {
        return this.#missing(times);
      }
    }
    if (times > 1) {
      this.#become({ state, message });
    }
    return pause * (1 + Math.random());
  }

  /** An optional kind of which nothing is known is not served. Nothing waits for it longer than needed; returns how long to pause. */
  #missing(times: number): number {
    if (times === 1) {
      return this.#times.missing;
    }
    this.#become({ state: "Absent" });
    return this.#times.absent * (1 + Math.random());
  }

  #empty(): void {
    if (this.#known) {
      this.#options.source.sink.begin();
      this.#options.source.sink.commit();
      this.#known = false;
    }
  }

  #become(next: Coverage): void {
    if (JSON.stringify(next) !== JSON.stringify(this.#state)) {
      this.#state = next;
      this.#options.onState(next);
    }
  }

  #restarted(reason: WatchRestart["reason"], message: string): void {
    this.#options.onRestart?.({ reason, message });
  }
}
