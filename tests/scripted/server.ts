import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { AddressInfo, Socket } from "node:net";

/** A request as it arrived. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  /** Parsed JSON, or undefined. */
  readonly body: unknown;
}

/** One request under way: how a script answers it. */
export interface Exchange {
  readonly request: Received;
  readonly socket: Socket;
  json(status: number, body: unknown, headers?: Record<string, string>): void;
  text(status: number, body: string): void;
  /** Starts a watch; headers are sent at once. */
  watch(): WatchScript;
}

/** A watch that the script feeds. */
export interface WatchScript {
  event(type: string, object: unknown): WatchScript;
  /** The bookmark that ends initial events, or an ordinary one. */
  bookmark(resourceVersion: string, end?: boolean): WatchScript;
  raw(bytes: string | Uint8Array): WatchScript;
  /** Ends in order, as a server does whose timeoutSeconds are over. */
  end(): void;
  /** Breaks the connection. */
  cut(): void;
  /** Whether the client is still there. */
  readonly open: boolean;
}

export type Answer = (exchange: Exchange) => void | Promise<void>;

/** A scripted API server: each route answers as told, in order; what no script expects is a failure. */
export interface ScriptedServer {
  readonly url: string;
  readonly port: number;
  /** All requests so far, in order of arrival. */
  readonly requests: readonly Received[];
  /** Connections accepted so far. */
  readonly connections: number;
  /** The next answers of "METHOD /path"; each serves one request. */
  on(route: string, ...answers: Answer[]): void;
  /** Answers all further requests of the route. */
  always(route: string, answer: Answer): void;
  /** Breaks all open connections and accepts no new ones until `start`. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Ends the server; throws when a request came that no script expected, or an expected one did not come. */
  close(): Promise<void>;
}

const read = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? undefined : (JSON.parse(text) as unknown);
};

const watchScript = (response: ServerResponse): WatchScript => {
  response.writeHead(200, { "content-type": "application/json" });
  response.flushHeaders();
  const script: WatchScript = {
    event: (type, object) => script.raw(`${JSON.stringify({ type, object })}\n`),
    bookmark(resourceVersion, end = false) {
      const annotations = end ? { annotations: { "k8s.io/initial-events-end": "true" } } : {};
      return script.event("BOOKMARK", { kind: "Pod", metadata: { resourceVersion, ...annotations } });
    },
    raw(bytes) {
      response.write(bytes);
      return script;
    },
    end: () => void response.end(),
    cut: () => void response.destroy(),
    get open() {
      return !response.destroyed && !response.writableEnded;
    },
  };
  return script;
};

const exchangeOf = (request: Received, socket: Socket, response: ServerResponse): Exchange => {
  const send = (status: number, type: string, body: string, headers: Record<string, string> = {}): void => {
    response.writeHead(status, { "content-type": type, ...headers });
    response.end(body);
  };
  return {
    request,
    socket,
    json: (status, body, headers) => send(status, "application/json", JSON.stringify(body), headers),
    text: (status, body) => send(status, "text/plain", body),
    watch: () => watchScript(response),
  };
};

interface Route {
  readonly answers: Answer[];
  always?: Answer;
}

class Script {
  readonly requests: Received[] = [];
  readonly problems: string[] = [];
  readonly #routes = new Map<string, Route>();

  route(name: string): Route {
    const route = this.#routes.get(name) ?? { answers: [] };
    this.#routes.set(name, route);
    return route;
  }

  /** Answers that were never asked for. */
  missing(): string[] {
    return [...this.#routes]
      .filter(([, { answers }]) => answers.length > 0)
      .map(([name, { answers }]) => `${answers.length} × ${name} did not come`);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://scripted");
    const method = request.method ?? "GET";
    const received: Received = { method, path: url.pathname, query: url.searchParams, headers: request.headers, body: await read(request) };
    this.requests.push(received);
    const route = this.#routes.get(`${method} ${url.pathname}`);
    const answer = route?.answers.shift() ?? route?.always;
    if (!answer) {
      this.problems.push(`unexpected ${method} ${request.url}`);
      response.writeHead(500).end();
      return;
    }
    try {
      await answer(exchangeOf(received, request.socket, response));
    } catch (error) {
      this.problems.push(`${method} ${url.pathname}: ${String(error)}`);
      response.destroy();
    }
  }
}

/** Starts a scripted server on a free port of the loopback address, with TLS when given certificates. */
export const scriptedServer = async (tls?: ServerOptions): Promise<ScriptedServer> => {
  const script = new Script();
  const sockets = new Set<Socket>();
  let connections = 0;
  let port = 0;
  let server: Server;
  const stop = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) {
      socket.destroy();
    }
    await closed;
  };
  const start = async (): Promise<void> => {
    const listener = (request: IncomingMessage, response: ServerResponse): void => void script.handle(request, response);
    server = tls ? createTlsServer(tls, listener) : createServer(listener);
    server.on(tls ? "secureConnection" : "connection", () => connections++);
    server.on("connection", (socket: Socket) => {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port;
  };
  await start();
  return {
    url: `${tls ? "https" : "http"}://127.0.0.1:${port}`,
    port,
    requests: script.requests,
    get connections() {
      return connections;
    },
    on: (route, ...answers) => void script.route(route).answers.push(...answers),
    always(route, answer) {
      script.route(route).always = answer;
    },
    stop,
    start,
    async close() {
      await stop();
      const problems = [...script.problems, ...script.missing()];
      if (problems.length > 0) {
        throw new Error(`scripted server: ${problems.join("; ")}`);
      }
    },
  };
};

/** A moment in which what must not happen had time to happen. */
export const moment = (ms = 40): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until something is so; a test that waits in vain says for what. */
export const until = async (what: string, isSo: () => boolean, patienceMs = 5000): Promise<void> => {
  const end = performance.now() + patienceMs;
  while (!isSo()) {
    if (performance.now() > end) {
      throw new Error(`waited in vain until ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
};
