import type { ElectionClock } from "../../src/cluster/elector.ts";
import { Transient } from "../../src/cluster/errors.ts";
import type { Lease, LeaseApi, LeaseSpec } from "../../src/cluster/lease.ts";

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Time that passes only when told to. */
export interface VirtualTime {
  /** A clock that goes this much faster, and shows this much more, than the true one. */
  clock(rate?: number, ahead?: number): ElectionClock;
  /** Lets so many ms pass, step by step; after each step `look` may look. */
  pass(ms: number, look?: () => void): Promise<void>;
  readonly now: number;
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const virtualTime = (): VirtualTime => {
  let now = 0;
  const sleepers = new Set<Sleeper>();
  const next = (until: number): Sleeper | undefined =>
    [...sleepers]
      .filter(({ at }) => at <= until)
      .reduce<Sleeper | undefined>((first, each) => (first && first.at <= each.at ? first : each), undefined);
  return {
    get now() {
      return now;
    },
    clock: (rate = 1, ahead = 0) => ({
      now: () => now * rate + ahead,
      wall: () => Date.UTC(2026, 0, 1) + now * rate + ahead,
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          const wake = (): void => {
            sleepers.delete(sleeper);
            signal.removeEventListener("abort", wake);
            resolve();
          };
          const sleeper: Sleeper = { at: now + ms / rate, wake };
          sleepers.add(sleeper);
          signal.addEventListener("abort", wake);
          if (signal.aborted) {
            wake();
          }
        }),
    }),
    async pass(ms, look) {
      const until = now + ms;
      await settle();
      for (let sleeper = next(until); sleeper; sleeper = next(until)) {
        now = Math.max(now, sleeper.at);
        sleeper.wake();
        await settle();
        look?.();
      }
      now = until;
    },
  };
};

/** A lease on a server that some cannot reach. */
export interface LeaseServer {
  lease: Lease | undefined;
  writes: number;
  readonly unreachableFor: Set<string>;
  /** The lease as this candidate reaches it. */
  apiFor(identity: string, clock: ElectionClock): LeaseApi;
}

const conflict = (): Transient => new Transient("Conflict", "the lease has changed", { status: 409 });

export const leaseServer = (): LeaseServer => {
  let version = 0;
  const forever = new AbortController().signal;
  const store = (spec: LeaseSpec): Lease => {
    server.writes++;
    server.lease = { metadata: { name: "operator", namespace: "system", resourceVersion: String(++version) }, spec };
    return structuredClone(server.lease);
  };
  const server: LeaseServer = {
    lease: undefined,
    writes: 0,
    unreachableFor: new Set(),
    apiFor(identity, clock) {
      const travel = async (timeoutMs: number): Promise<void> => {
        await clock.sleep(server.unreachableFor.has(identity) ? timeoutMs : 3, forever);
        if (server.unreachableFor.has(identity)) {
          throw new Transient("Timeout", "no answer");
        }
      };
      return {
        async read(timeoutMs) {
          await travel(timeoutMs);
          return structuredClone(server.lease);
        },
        async create(spec, timeoutMs) {
          await travel(timeoutMs);
          if (server.lease) {
            throw conflict();
          }
          return store(spec);
        },
        async replace(lease, spec, timeoutMs) {
          await travel(timeoutMs);
          if (lease.metadata.resourceVersion !== server.lease?.metadata.resourceVersion) {
            throw conflict();
          }
          return store(spec);
        },
      };
    },
  };
  return server;
};
