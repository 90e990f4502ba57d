import { setImmediate as turn } from "node:timers/promises";
import { fromRefusal } from "./answers.ts";
import type { Identified, WatchDecoder, WatchEvent } from "./codec.ts";
import { startDeadline } from "./deadline.ts";
import { Transient } from "./errors.ts";
import type { Reading } from "./reading.ts";
import type { Query } from "./transport.ts";

/** Told as a watch goes on. */
export interface WatchProgress {
  /** Headers have come. */
  opened(): void;
  /** The snapshot is whole. */
  committed(): void;
  /** The version up to which everything is known. */
  reached(resourceVersion: string): void;
  /** The server sends bookmarks. */
  bookmarked(): void;
}

export interface WatchStart {
  /** Resume from here; empty: with initial events, as a snapshot. */
  readonly resourceVersion: string;
  /** Silence is a fault, since this server sends bookmarks. */
  readonly expectBookmarks: boolean;
}

/** The event loop gets its turn after this many bytes. */
const TURN_BYTES = 256 * 1024;

const watchQuery = (resourceVersion: string, timeoutSeconds: number): Query => ({
  watch: true,
  allowWatchBookmarks: true,
  timeoutSeconds,
  ...(resourceVersion === "" ? { sendInitialEvents: true, resourceVersionMatch: "NotOlderThan" } : { resourceVersion }),
});

const INITIAL_EVENTS_END = "k8s.io/initial-events-end";

const checked = <R extends Identified>({ type, object }: WatchEvent<R>, path: string): Identified["metadata"] => {
  if (type === "ERROR") {
    throw fromRefusal({ what: `GET ${path}`, code: (object as { code?: number } | null)?.code ?? 500, body: object });
  }
  const { uid, resourceVersion } = object?.metadata ?? {};
  if (typeof resourceVersion !== "string" || (type !== "BOOKMARK" && typeof uid !== "string")) {
    throw new Transient("Undecodable", `the watch of ${path} sent an event that is no object`);
  }
  return object.metadata;
};

/** What one event means. Throws for an ERROR and for what no API server sends. */
const receive = <R extends Identified>(event: WatchEvent<R>, { intake, path }: Reading<R>, progress: WatchProgress): void => {
  const { resourceVersion, annotations } = checked(event, path);
  switch (event.type) {
    case "ADDED":
    case "MODIFIED":
      intake.put(event.object);
      break;
    case "DELETED":
      intake.remove(event.object);
      break;
    case "BOOKMARK":
      progress.bookmarked();
      if (intake.building && annotations?.[INITIAL_EVENTS_END] === "true") {
        intake.commit();
        progress.committed();
      }
      break;
    default:
      throw new Transient("Undecodable", `the watch of ${path} sent an event of the unknown type "${event.type.slice(0, 40)}"`);
  }
  // Initial events come in no order of versions: nothing is reached before they end.
  if (!intake.building) {
    progress.reached(resourceVersion);
  }
};

interface Ears<R extends Identified> {
  readonly decoder: WatchDecoder<R>;
  readonly signal: AbortSignal;
  onEvent(event: WatchEvent<R>): void;
  afterChunk(): void;
}

const consume = async <R extends Identified>(body: AsyncIterable<Uint8Array>, ears: Ears<R>): Promise<void> => {
  let sinceTurn = 0;
  for await (const chunk of body) {
    ears.signal.throwIfAborted();
    ears.decoder.push(chunk, (event) => ears.onEvent(event));
    ears.afterChunk();
    sinceTurn += chunk.length;
    if (sinceTurn >= TURN_BYTES) {
      sinceTurn = 0;
      await turn();
    }
  }
};

/**
 * One watch connection. Returns when the server ended it after at least some life, throws otherwise.
 * Without a version it brings the snapshot first, and commits it only at the bookmark that ends the initial events.
 */
export const watchOnce = async <R extends Identified>(reading: Reading<R>, start: WatchStart, progress: WatchProgress): Promise<void> => {
  const { transport, path, selection, codec, intake, times, signal } = reading;
  const length = times.watch * (1 + Math.random());
  const whole = startDeadline(length + times.grace, `the watch of ${path} outlived its time`, signal);
  const quiet = startDeadline(times.silence, `the watch of ${path} fell silent`, whole.signal);
  let bookmarks = start.expectBookmarks;
  let events = 0;
  const listen = (): void => {
    if (intake.building) {
      quiet.extend(times.silence);
    } else if (bookmarks) {
      quiet.extend(times.bookmark);
    } else {
      quiet.pause();
    }
  };
  const told: WatchProgress = {
    ...progress,
    bookmarked() {
      bookmarks = true;
      progress.bookmarked();
    },
  };
  const began = performance.now();
  try {
    const query = { ...selection, ...watchQuery(start.resourceVersion, Math.max(1, Math.round(length / 1000))) };
    const { body } = await transport.stream({ path, query, accept: codec.acceptWatch, signal: quiet.signal });
    if (start.resourceVersion === "") {
      intake.begin();
    }
    told.opened();
    listen();
    await consume(body, {
      decoder: codec.decoder(),
      signal: quiet.signal,
      onEvent(event) {
        events++;
        receive(event, reading, told);
      },
      afterChunk: listen,
    });
  } finally {
    quiet.clear();
    whole.clear();
  }
  if (intake.building) {
    throw new Transient("Interrupted", `the watch of ${path} ended inside its initial events`);
  }
  if (events === 0 && performance.now() - began < times.short) {
    throw new Transient("Interrupted", `the watch of ${path} ended at once`);
  }
};
