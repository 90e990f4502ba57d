import { request as send, type Dispatcher } from "undici";
import { fromNetwork, fromRefusal } from "./answers.ts";
import type { Credentials, Material } from "./credentials.ts";
import { startDeadline } from "./deadline.ts";
import { isClusterError, Transient, type AnyClusterError } from "./errors.ts";
import { dispatchersOf, openLanes, sameMaterial, type Lane, type Lanes } from "./lanes.ts";
import { inRequestSpan } from "./request-span.ts";

/** Names and values as they appear in the address; numbers and booleans are written out. */
export type Query = Readonly<Record<string, string | number | boolean>>;

export interface UnaryRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Begins with a slash. */
  readonly path: string;
  readonly query?: Query;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** `application/json` by default; a server-side apply is `application/apply-patch+yaml`. */
  readonly contentType?: string;
  /** `application/json` by default. */
  readonly accept?: string;
  /** ETag of the answer that is known; the server answers 304, without a body, when it is still the same. */
  readonly ifNoneMatch?: string;
  readonly signal?: AbortSignal;
  /** 30 s by default, body included. */
  readonly timeoutMs?: number;
  /** Has a connection of its own, so that no slow write delays it: the lease. */
  readonly urgent?: boolean;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed where the server says it is JSON, else text. */
  readonly body: unknown;
}

export interface StreamRequest {
  readonly path: string;
  readonly query?: Query;
  readonly accept?: string;
  /** Ends the stream; the caller sets its own time limits with it. */
  readonly signal: AbortSignal;
}

export interface Stream {
  readonly body: AsyncIterable<Uint8Array>;
}

/** One finished request, for the metric rest_client_requests_total. `code` is the HTTP status or "<error>". */
export interface RequestRecord {
  readonly method: string;
  readonly host: string;
  readonly code: string;
  readonly seconds: number;
}

/** The way to the API server. What is not answered with 2xx, or with the 304 that was asked for, throws an error of errors.ts. */
export interface Transport {
  /** Address of the API server. */
  readonly server: string;
  request(request: UnaryRequest): Promise<Reply>;
  /** A GET whose body is read as it comes: watches and pages of lists. */
  stream(request: StreamRequest): Promise<Stream>;
  close(): Promise<void>;
}

export interface TransportOptions {
  readonly credentials: Credentials;
  readonly userAgent: string;
  readonly onRequest?: ((record: RequestRecord) => void) | undefined;
}

interface Outgoing {
  readonly method: UnaryRequest["method"];
  readonly path: string;
  readonly query?: Query | undefined;
  readonly lane: Lane;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

const UNARY_TIMEOUT_MS = 30_000;

const searchOf = (query: Query | undefined): string => {
  const search = new URLSearchParams(Object.entries(query ?? {}).map(([name, value]): [string, string] => [name, String(value)]));
  return search.size > 0 ? `?${search.toString()}` : "";
};

const parseBody = (headers: Reply["headers"], text: string): unknown => {
  if (!String(headers["content-type"] ?? "").includes("json") || text === "") {
    return text;
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Transient("Undecodable", "the API server answered with broken JSON", { cause: error });
  }
};

const headersOf = ({ accept = "application/json", ifNoneMatch, body, contentType = "application/json" }: UnaryRequest) => ({
  accept,
  ...(ifNoneMatch === undefined ? {} : { "if-none-match": ifNoneMatch }),
  ...(body === undefined ? {} : { "content-type": contentType }),
});

const NOT_MODIFIED = 304;

/** Bodies of refusals are small; one that is broken or cut is still a refusal. */
const readRefusal = async (response: Dispatcher.ResponseData): Promise<unknown> => {
  try {
    return parseBody(response.headers, await response.body.text());
  } catch {
    return "";
  }
};

class HttpTransport implements Transport {
  readonly server: string;
  readonly #options: TransportOptions;
  readonly #host: string;
  #lanes: Lanes | undefined;

  constructor(options: TransportOptions) {
    this.server = options.credentials.server;
    this.#host = URL.parse(this.server)?.host ?? this.server;
    this.#options = options;
  }

  async request(request: UnaryRequest): Promise<Reply> {
    const { method, path, query, body, timeoutMs = UNARY_TIMEOUT_MS } = request;
    const late = `no answer from ${this.server} to ${method} ${path} within ${Number((timeoutMs / 1000).toFixed(2))} s`;
    const deadline = startDeadline(timeoutMs, late, request.signal);
    try {
      const response = await this.#exchange({
        method,
        path,
        query,
        lane: request.urgent ? "urgent" : "unary",
        headers: headersOf(request),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: deadline.signal,
      });
      const { statusCode: status, headers } = response;
      return { status, headers, body: parseBody(headers, await response.body.text()) };
    } catch (error) {
      throw this.#explain(error, deadline.signal);
    } finally {
      deadline.clear();
    }
  }

  async stream({ path, query, accept = "application/json", signal }: StreamRequest): Promise<Stream> {
    try {
      const response = await this.#exchange({ method: "GET", path, query, lane: "streams", headers: { accept }, signal });
      return { body: this.#explained(response.body, signal) };
    } catch (error) {
      throw this.#explain(error, signal);
    }
  }

  async close(): Promise<void> {
    const lanes = this.#lanes;
    this.#lanes = undefined;
    await Promise.all(lanes ? dispatchersOf(lanes).map((lane) => lane.destroy()) : []);
  }

  async *#explained(body: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncIterable<Uint8Array> {
    try {
      yield* body;
    } catch (error) {
      throw this.#explain(error, signal);
    }
  }

  /** Sends once, and once more with fresh credentials when they are refused. */
  async #exchange(outgoing: Outgoing): Promise<Dispatcher.ResponseData> {
    const { credentials } = this.#options;
    let response = await this.#send(outgoing, await credentials.current());
    if (response.statusCode === 401) {
      await response.body.dump();
      response = await this.#send(outgoing, await credentials.current(true));
    }
    const { statusCode: code, headers } = response;
    if ((code >= 200 && code < 300) || code === NOT_MODIFIED) {
      return response;
    }
    const retryAfter = headers["retry-after"];
    throw fromRefusal({
      what: `${outgoing.method} ${outgoing.path}`,
      code,
      body: await readRefusal(response),
      retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
    });
  }

  async #send(outgoing: Outgoing, material: Material): Promise<Dispatcher.ResponseData> {
    const { method, path, query, headers, body, signal } = outgoing;
    const search = searchOf(query);
    const started = performance.now();
    let code = "<error>";
    const own = { "user-agent": this.#options.userAgent, "accept-encoding": "identity", ...headers, ...material.headers };
    try {
      const dispatcher = this.#lanesFor(material)[outgoing.lane];
      const response = await inRequestSpan({ method, host: this.#host, path }, (tracing) =>
        send(`${this.server}${path}${search}`, { dispatcher, method, headers: { ...own, ...tracing }, body: body ?? null, signal }),
      );
      code = String(response.statusCode);
      return response;
    } finally {
      this.#options.onRequest?.({ method, host: this.#host, code, seconds: (performance.now() - started) / 1000 });
    }
  }

  /** New connections for a rotated certificate; old ones end with the requests that use them. */
  #lanesFor({ tls }: Material): Lanes {
    const old = this.#lanes;
    if (old && sameMaterial(old.tls, tls)) {
      return old;
    }
    for (const lane of old ? dispatchersOf(old) : []) {
      lane.close().catch(() => undefined);
    }
    this.#lanes = openLanes(tls, this.#options.credentials.proxy);
    return this.#lanes;
  }

  #explain(error: unknown, signal: AbortSignal): AnyClusterError {
    if (isClusterError(error)) {
      return error;
    }
    if (signal.aborted) {
      return isClusterError(signal.reason)
        ? signal.reason
        : new Transient("Interrupted", `stopped asking ${this.server}`, { cause: error });
    }
    return fromNetwork(this.server, error);
  }
}

/** A transport over shared connections: HTTP/1.1, no compression, at most two connections for all unary calls. */
export const createTransport = (options: TransportOptions): Transport => new HttpTransport(options);
