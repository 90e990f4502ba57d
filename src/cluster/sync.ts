import type { Coverage } from "../facts/facts.ts";
import type { ReflectorTimes } from "./reading.ts";
import { Reflector, type KindSource, type WatchRestart } from "./reflector.ts";
import type { Transport } from "./transport.ts";

export interface SyncOptions<K extends string> {
  /** In the order in which to read them whole: what is large comes last. */
  readonly sources: readonly KindSource<K>[];
  readonly transport: Pick<Transport, "stream">;
  /** Told on change only, and once for every kind at the start. */
  onState(kind: K, state: Coverage): void;
  onRestart?(kind: K, restart: WatchRestart): void;
  readonly times?: Partial<ReflectorTimes> | undefined;
}

/** The kinds of a cluster, kept equal to the server. */
export interface Sync<K extends string> {
  /** Runs until the signal aborts; never throws. */
  run(signal: AbortSignal): Promise<void>;
  /** Reads one kind, or all, whole again; what is known stays until then. */
  resync(kind?: K): void;
}

/** Reading a kind whole costs memory and the server's time: two at once are quick enough. */
const AT_ONCE = 2;

/** Lets so many in at a time; of those that wait, the one with the lowest rank goes first. */
export const createGate = (places: number) => {
  const waiting = new Map<() => void, number>();
  let free = places;
  const admit = (): void => {
    while (free > 0 && waiting.size > 0) {
      const [next] = [...waiting].reduce((best, other) => (other[1] < best[1] ? other : best));
      waiting.delete(next);
      free--;
      next();
    }
  };
  const place = (): (() => void) => {
    let held = true;
    return () => {
      if (held) {
        held = false;
        free++;
        admit();
      }
    };
  };
  /** Waits for a place and returns what gives it back. An aborted signal waits no more, and holds none. */
  return (rank: number, signal: AbortSignal): Promise<() => void> =>
    new Promise((resolve) => {
      const leaveEarly = (): void => {
        waiting.delete(enter);
        resolve(() => undefined);
      };
      const enter = (): void => {
        signal.removeEventListener("abort", leaveEarly);
        resolve(place());
      };
      if (signal.aborted) {
        resolve(() => undefined);
        return;
      }
      signal.addEventListener("abort", leaveEarly, { once: true });
      waiting.set(enter, rank);
      queueMicrotask(admit); // all kinds that start together line up first
    });
};

/** Reflectors of all sources: at most two read their kind whole at the same time, in the order given. */
export const createSync = <K extends string>(options: SyncOptions<K>): Sync<K> => {
  const gate = createGate(AT_ONCE);
  const reflectors = options.sources.map((source, rank) => ({
    kind: source.kind,
    reflector: new Reflector({
      source,
      transport: options.transport,
      onState: (state) => options.onState(source.kind, state),
      onRestart: (restart) => options.onRestart?.(source.kind, restart),
      enter: (signal) => gate(rank, signal),
      times: options.times,
    }),
  }));
  return {
    async run(signal) {
      await Promise.all(reflectors.map(({ reflector }) => reflector.run(signal)));
    },
    resync(kind) {
      for (const each of reflectors) {
        if (kind === undefined || each.kind === kind) {
          each.reflector.resync();
        }
      }
    },
  };
};
