/** Downloads that are either whole and verified, or not there. */
import { createHash } from "node:crypto";
import { createWriteStream, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** One file to fetch. */
export interface Download {
  readonly url: string;
  /** SHA-256 of the file, in lower-case hex. */
  readonly sha256: string;
  /** Where it shall be; written beside and renamed, so it is never there in part. */
  readonly to: string;
  readonly firstByteMs: number;
  /** How long the server may stay silent between two pieces, in milliseconds. */
  readonly stallMs?: number;
}

const STALL_MS = 20_000;

/** Fetches the file and returns its size in bytes. Throws, leaving nothing behind, when it is late, cut short or not the published one. */
export async function download(file: Download): Promise<number> {
  const partial = `${file.to}.partial-${process.pid}`;
  mkdirSync(dirname(file.to), { recursive: true });
  const silence = new Silence(file.url);
  try {
    const response = await open(file.url, file.firstByteMs, silence);
    const hash = createHash("sha256");
    let size = 0;
    const body = Readable.fromWeb(response.body ?? new Blob([]).stream());
    await pipeline(
      body,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          silence.expect(file.stallMs ?? STALL_MS);
          hash.update(chunk);
          size += chunk.length;
          yield chunk;
        }
      },
      createWriteStream(partial),
    );
    const actual = hash.digest("hex");
    if (actual !== file.sha256) throw new Error(`refused ${file.url}: its SHA-256 is ${actual}, published is ${file.sha256}`);
    renameSync(partial, file.to);
    return size;
  } finally {
    silence.end();
    rmSync(partial, { force: true });
  }
}

/** Fetches a small text; throws when the server is late or does not answer 200. */
export async function fetchText(url: string, firstByteMs: number): Promise<string> {
  const silence = new Silence(url);
  try {
    return await (await open(url, firstByteMs, silence)).text();
  } finally {
    silence.end();
  }
}

async function open(url: string, firstByteMs: number, silence: Silence): Promise<Response> {
  silence.expect(firstByteMs);
  const response = await fetch(url, { signal: silence.signal, redirect: "follow" }).catch((error: unknown) => {
    throw silence.signal.aborted ? silence.signal.reason : new Error(`${url}: ${causeOf(error)}`);
  });
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  silence.expect(STALL_MS);
  return response;
}

/** fetch says only "fetch failed"; why is in its cause. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/** Aborts a transfer that says nothing for too long. Lives as long as the transfer. */
class Silence {
  readonly #url: string;
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  expect(withinMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#controller.abort(new Error(`${this.#url}: no answer within ${withinMs} ms`)), withinMs);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}
