import type { Codec, Identified } from "./codec.ts";
import type { Intake } from "./sink.ts";
import type { Query, Transport } from "./transport.ts";

/** Times of a reflector in ms. The defaults are those of the design; tests make them small. */
export interface ReflectorTimes {
  /** Shortest time that a watch is asked to last; the longest is twice that, so that reconnects spread. */
  readonly watch: number;
  /** How much longer than asked for a watch may last. */
  readonly grace: number;
  /** Until the headers of a watch, and between initial events. */
  readonly silence: number;
  /** Between events of a server that is known to send bookmarks (about one a minute). */
  readonly bookmark: number;
  /** For one page of a list. */
  readonly page: number;
  /** A watch that ends sooner and without an event counts as failed. */
  readonly short: number;
  /** First pause after a failure; doubles. */
  readonly backoff: number;
  /** Longest pause while the server answered within the last two minutes, and later. */
  readonly soonest: number;
  readonly longest: number;
  /** First pause after a kind was forbidden or not served; doubles. */
  readonly refused: number;
  /** The longest of them. */
  readonly stalled: number;
  /** First pause after an optional kind of which nothing is known was not served: the start waits for the second answer. */
  readonly missing: number;
  /** Pause of a kind that is absent; whoever sees it come does not wait for its end. */
  readonly absent: number;
}

export const REFLECTOR_TIMES: ReflectorTimes = {
  watch: 300_000,
  grace: 10_000,
  silence: 30_000,
  bookmark: 130_000,
  page: 60_000,
  short: 1000,
  backoff: 800,
  soonest: 5000,
  longest: 30_000,
  refused: 1000,
  stalled: 30_000,
  missing: 150,
  absent: 240_000,
};

/** What is read, and how. */
export interface Reading<R extends Identified> {
  readonly transport: Pick<Transport, "stream">;
  readonly path: string;
  /** Which objects of it: a labelSelector, or nothing for all. */
  readonly selection: Query;
  readonly codec: Codec<R>;
  readonly intake: Intake<R>;
  readonly times: ReflectorTimes;
  readonly signal: AbortSignal;
}
