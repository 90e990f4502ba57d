import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One thing that health depends on. */
export interface HealthCheck {
  /** Short, for example `pods`. */
  readonly name: string;
  readonly ok: boolean;
  /** Why not, or what it waits for. */
  readonly detail?: string;
}

export interface ServeOptions {
  /** Empty: all addresses. */
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Text exposition format 0.0.4. */
  readonly metrics: () => string | Promise<string>;
  /** Whether the process works at all; a failure asks for a restart. */
  readonly healthy: () => readonly HealthCheck[];
  /** Whether its answers are complete. */
  readonly ready: () => readonly HealthCheck[];
  /** A handler threw; the client got status 500. */
  readonly onError?: (error: unknown) => void;
}

/** A server that listens. */
export interface HttpServer {
  readonly port: number;
  /** Answers what has begun, for a second at most, and stops. */
  close(): Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
}

type Handler = (query: URLSearchParams) => Reply | Promise<Reply>;

const PLAIN = "text/plain; charset=utf-8";
const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** No scrape takes this long, and nobody may hold a connection open for longer. */
const REQUEST_MS = 10_000;
const KEEP_ALIVE_MS = 65_000;
const CLOSE_MS = 1_000;
/** A handful of scrapers and probes; a flood must not cost the operator its file descriptors. */
const MAX_CONNECTIONS = 128;

const MESSAGES: Readonly<Record<string, string>> = {
  EADDRINUSE: "the address is in use by another process: stop it or choose another port",
  EACCES: "permission denied: choose a port from 1024 on",
  EADDRNOTAVAIL: "this machine does not have the address",
};

const line = ({ name, ok, detail }: HealthCheck): string =>
  `[${ok ? "+" : "-"}]${name} ${ok ? "ok" : "failed"}${detail === undefined ? "" : `: ${detail}`}\n`;

/** As Kubernetes' own components answer: `ok`, or the list of checks when one fails or when `?verbose` asks for it. */
const health =
  (path: string, checks: () => readonly HealthCheck[]): Handler =>
  (query) => {
    const all = checks();
    const ok = all.every((check) => check.ok);
    if (ok && !query.has("verbose")) return { status: 200, body: "ok" };
    return { status: ok ? 200 : 503, body: `${all.map(line).join("")}${path} check ${ok ? "passed" : "failed"}\n` };
  };

const routes = ({ metrics, healthy, ready }: ServeOptions): ReadonlyMap<string, Handler> =>
  new Map<string, Handler>([
    ["/metrics", async () => ({ status: 200, body: await metrics(), type: METRICS_TYPE })],
    ["/healthz", health("healthz", healthy)],
    ["/readyz", health("readyz", ready)],
  ]);

const send = (response: ServerResponse, { status, body, type = PLAIN }: Reply, headers: Readonly<Record<string, string>> = {}): void => {
  response.writeHead(status, {
    "content-type": type,
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...headers,
  });
  // Node leaves the body of an answer to HEAD out.
  response.end(body);
};

const answer = async (request: IncomingMessage, response: ServerResponse, table: ReadonlyMap<string, Handler>): Promise<void> => {
  const [path = "", query] = (request.url ?? "").split("?", 2);
  const handler = table.get(path);
  if (!handler) return send(response, { status: 404, body: `not found; there are ${[...table.keys()].join(", ")}\n` });
  if (request.method !== "GET" && request.method !== "HEAD") {
    return send(response, { status: 405, body: "only GET and HEAD are answered\n" }, { allow: "GET, HEAD" });
  }
  return send(response, await handler(new URLSearchParams(query)));
};

const listen = (server: Server, { host, port }: ServeOptions): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(new Error(`cannot listen on ${host}:${port}: ${MESSAGES[error.code ?? ""] ?? error.message}`, { cause: error }));
    });
    server.listen({ port, ...(host !== "" && { host }) }, resolve);
  });

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });

/** Serves /metrics, /healthz and /readyz. Rejects with a sentence when it cannot listen. */
export const serve = async (options: ServeOptions): Promise<HttpServer> => {
  const table = routes(options);
  const server = createServer({
    requestTimeout: REQUEST_MS,
    headersTimeout: REQUEST_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: 5_000,
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.on("request", (request, response) => {
    // A body that nobody asked for is not kept.
    request.resume();
    // A connection that is kept alive would keep a closing server open.
    response.once("finish", () => {
      if (!server.listening) request.socket.end();
    });
    answer(request, response, table).catch((error: unknown) => {
      options.onError?.(error);
      if (response.headersSent) response.destroy();
      else send(response, { status: 500, body: "internal error; see the operator's log\n" });
    });
  });
  await listen(server, options);
  server.on("error", (error) => options.onError?.(error));
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
};
