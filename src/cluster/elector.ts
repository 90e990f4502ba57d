import { randomUUID } from "node:crypto";
import { rest } from "./deadline.ts";
import { handling, isClusterError } from "./errors.ts";
import { claim, released, type Lease, type LeaseApi } from "./lease.ts";

/** Clocks of an election. Only `now`, which is monotonic and local, decides anything. */
export interface ElectionClock {
  /** Monotonic, ms. */
  now(): number;
  /** Epoch ms, written into the lease for people. */
  wall(): number;
  /** Resolves after so many ms or when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export interface ElectorOptions {
  readonly lease: LeaseApi;
  /** Unique for this process: see processIdentity. */
  readonly identity: string;
  /** How long others wait after they saw the last renewal; 15 s. */
  readonly leaseMs?: number;
  /** How long a leader keeps trying to renew before it gives up; 10 s. */
  readonly renewMs?: number;
  /** Between tries; 2 s. */
  readonly retryMs?: number;
  onElected?(): void;
  /** Leadership ended: `lost` by failing to renew, or `released` on stop. Writes must already have ceased: see isLeader. */
  onEnded?(how: "lost" | "released"): void;
  /** A different process was seen to lead. */
  onLeader?(identity: string): void;
  /** A try failed; it is repeated by itself. */
  onTrouble?(message: string): void;
  readonly clock?: ElectionClock;
}

const systemClock: ElectionClock = { now: () => performance.now(), wall: () => Date.now(), sleep: rest };

/** An identity that no other process has, not even the next one in the same pod. */
export const processIdentity = (host: string): string => `${host}_${randomUUID()}`;

/**
 * Leader election as client-go does it: a lease is free when it has not changed for its duration by our own clock,
 * however the clocks of others go; a leader that cannot renew gives up before others may take over.
 */
export class Elector {
  readonly #options: ElectorOptions;
  readonly #clock: ElectionClock;
  readonly #leaseMs: number;
  readonly #renewMs: number;
  readonly #retryMs: number;
  #seen: Lease | undefined;
  #seenText = "";
  #seenAt = Number.NEGATIVE_INFINITY;
  /** Start of the last renewal that succeeded; undefined while we do not lead. */
  #renewedAt: number | undefined;
  #known = "";

  constructor(options: ElectorOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#leaseMs = options.leaseMs ?? 15_000;
    this.#renewMs = options.renewMs ?? 10_000;
    this.#retryMs = options.retryMs ?? 2000;
    if (!(this.#leaseMs > this.#renewMs && this.#renewMs > this.#retryMs * 1.2)) {
      throw new RangeError("an election needs leaseMs > renewMs > 1.2 × retryMs");
    }
  }

  /** Whether we lead, by local time: false as soon as the renewal is overdue, whatever the network does. */
  isLeader(): boolean {
    return this.#clock.now() < this.holdsUntil();
  }

  /** Until when (monotonic, ms) we lead without a further renewal; -Infinity when we do not. */
  holdsUntil(): number {
    return this.#renewedAt === undefined ? Number.NEGATIVE_INFINITY : this.#renewedAt + this.#renewMs;
  }

  /** Takes part until the signal aborts, then releases the lease if it is ours. Never throws. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (await this.#attempt(this.#renewMs / 2)) {
        this.#options.onElected?.();
        await this.#lead(signal);
      } else {
        await this.#clock.sleep(this.#retryMs * (1 + 0.2 * Math.random()), signal);
      }
    }
  }

  async #lead(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.isLeader()) {
      await this.#clock.sleep(this.#retryMs, signal);
      const left = this.holdsUntil() - this.#clock.now();
      if (signal.aborted || left <= 0) {
        break;
      }
      await this.#attempt(Math.min(left, this.#renewMs / 2));
    }
    const lost = !this.isLeader();
    this.#renewedAt = undefined;
    this.#options.onEnded?.(lost ? "lost" : "released");
    if (!lost) {
      await this.#release();
    }
    this.#seen = undefined;
  }

  async #attempt(timeoutMs: number): Promise<boolean> {
    try {
      const held = await this.#renew(timeoutMs);
      return held || (await this.#acquire(timeoutMs));
    } catch (error) {
      this.#options.onTrouble?.(handling(error).message);
      this.#seen = undefined;
      return false;
    }
  }

  /** The leader's quick way: replace what it wrote last. False when it must look first. */
  async #renew(timeoutMs: number): Promise<boolean> {
    const seen = this.#seen;
    if (!seen || seen.spec?.holderIdentity !== this.#options.identity || !this.#fresh()) {
      return false;
    }
    try {
      await this.#take(seen, timeoutMs);
      return true;
    } catch (error) {
      if (isClusterError(error) && error.reason === "Conflict") {
        return false; // somebody touched it: read again before judging
      }
      throw error;
    }
  }

  async #acquire(timeoutMs: number): Promise<boolean> {
    const { lease, identity } = this.#options;
    const current = await lease.read(timeoutMs);
    if (!current) {
      const at = this.#clock.now();
      this.#observe(await lease.create(claim({}, identity, this.#leaseMs, this.#clock.wall()), timeoutMs));
      this.#holds(at);
      return true;
    }
    this.#observe(current);
    const holder = current.spec?.holderIdentity;
    if (holder && holder !== identity && this.#fresh()) {
      this.#renewedAt = undefined; // if we led, we do so no more
      this.#tellLeader(holder);
      return false;
    }
    await this.#take(current, timeoutMs);
    return true;
  }

  /** The server refuses it if the lease has changed since. */
  async #take(current: Lease, timeoutMs: number): Promise<void> {
    const { lease, identity } = this.#options;
    const at = this.#clock.now();
    this.#observe(await lease.replace(current, claim(current.spec ?? {}, identity, this.#leaseMs, this.#clock.wall()), timeoutMs));
    this.#holds(at);
  }

  /** Counted from before the request was sent: others may have seen its effect that early. */
  #holds(at: number): void {
    this.#renewedAt = at;
    this.#known = this.#options.identity;
  }

  #observe(lease: Lease): void {
    const text = JSON.stringify(lease.spec ?? {});
    if (text !== this.#seenText) {
      this.#seenText = text;
      this.#seenAt = this.#clock.now();
    }
    this.#seen = lease;
  }

  /** Whether the lease, as last seen, still binds, counted from when we first saw it so. */
  #fresh(): boolean {
    const seconds = this.#seen?.spec?.leaseDurationSeconds ?? this.#leaseMs / 1000;
    return this.#clock.now() < this.#seenAt + seconds * 1000;
  }

  #tellLeader(holder: string): void {
    if (holder !== this.#known) {
      this.#known = holder;
      this.#options.onLeader?.(holder);
    }
  }

  async #release(): Promise<void> {
    const { lease, identity } = this.#options;
    const timeoutMs = Math.min(2000, this.#renewMs / 2);
    try {
      const current = await lease.read(timeoutMs);
      if (current?.spec?.holderIdentity === identity) {
        await lease.replace(current, released(current.spec, this.#clock.wall()), timeoutMs);
      }
    } catch (error) {
      this.#options.onTrouble?.(handling(error).message);
    }
  }
}
