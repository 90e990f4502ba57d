import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** Runs the bundled operator as a process of its own: for the demo, the benchmark and the end-to-end tests. */

export interface OperatorOptions {
  readonly kubeconfig: string;
  /** Where it serves, on loopback; a free port by default. */
  readonly port?: number;
  /** Flags beyond kubeconfig and address. */
  readonly args?: readonly string[];
  /** Another bundle than this checkout's. */
  readonly bundle?: string;
  /** Variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Flags of Node itself, before the script. */
  readonly nodeArgs?: readonly string[];
  /** Called with each line that the operator logs. */
  readonly onLine?: (line: string) => void;
  /** It ends when this process does, however that ends: a kill -9 leaves nobody to send a signal. */
  readonly endsWithUs?: boolean;
}

export interface OperatorProcess {
  readonly pid: number;
  /** Base of /metrics, /healthz and /readyz. */
  readonly url: string;
  readonly lines: readonly string[];
  /** Body of a path of the operator's HTTP server, and its status. */
  get(path: string): Promise<{ status: number; text: string }>;
  /** Resolves when /readyz answers 200; rejects with the last log lines after `timeoutMs`, or when the process ends. */
  ready(timeoutMs?: number): Promise<void>;
  /** Resolves with the exit code (or signal name) once the process has ended. */
  readonly ended: Promise<number | string>;
  /** Sends the signal and resolves when the process has ended. */
  stop(signal?: NodeJS.Signals): Promise<number | string>;
}

/**
 * Flags of Node with which the operator is measured and tested. What it reads lives for a moment: a young generation that stays
 * small and an old one that at most doubles between two collections keep that from becoming resident memory. Growing by less
 * collects so often that the pauses show in the latency.
 */
export const NODE_FLAGS = ["--max-semi-space-size=4", "--heap-growing-percent=100"] as const;

/** Loaded before the bundle: our end closes the pipe that is its standard input. */
const END_WITH_PARENT = "--import=data:text/javascript,process.stdin.on('close',()=>process.kill(process.pid)).resume().unref()";

export const OPERATOR_BUNDLE = fileURLToPath(new URL("../../dist/operator.js", import.meta.url));

/** Starts the operator. `make build` must have made the bundle. */
export async function startOperator(options: OperatorOptions): Promise<OperatorProcess> {
  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const args = [`--kubeconfig=${options.kubeconfig}`, `--bind-address=127.0.0.1:${port}`, ...(options.args ?? [])];
  const { nodeArgs = [], endsWithUs = false, env = {}, bundle = OPERATOR_BUNDLE } = options;
  const nodeFlags = [...NODE_FLAGS, ...(endsWithUs ? [END_WITH_PARENT] : []), ...nodeArgs];
  const child = spawn(process.execPath, [...nodeFlags, bundle, ...args], {
    stdio: [endsWithUs ? "pipe" : "ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  return followOperator(child, url, options.onLine);
}

/** The operator in a process that was spawned with its output piped, and listens at `url`. */
export function followOperator(child: ChildProcess, url: string, onLine?: (line: string) => void): OperatorProcess {
  const lines = collectLines(child, onLine);
  const ended = once(child, "exit").then(([code, signal]) => (code ?? signal) as number | string);
  const get = async (path: string) => {
    const response = await fetch(url + path, { signal: AbortSignal.timeout(10_000) });
    return { status: response.status, text: await response.text() };
  };
  return {
    pid: child.pid ?? -1,
    url,
    lines,
    get,
    ended,
    ready: (timeoutMs = 60_000) => untilReady(get, ended, lines, timeoutMs),
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      return ended;
    },
  };
}

function collectLines(child: ChildProcess, onLine: ((line: string) => void) | undefined): string[] {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      const parts = (rest + chunk).split("\n");
      rest = parts.pop() ?? "";
      for (const line of parts) {
        lines.push(line);
        if (lines.length > 5_000) lines.shift();
        onLine?.(line);
      }
    });
  }
  return lines;
}

async function untilReady(
  get: OperatorProcess["get"],
  ended: Promise<number | string>,
  lines: readonly string[],
  timeoutMs: number,
): Promise<void> {
  const tail = () => lines.slice(-10).join("\n");
  let exit: number | string | undefined;
  void ended.then((code) => (exit = code));
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    if (exit !== undefined) throw new Error(`the operator ended with ${exit} before it was ready:\n${tail()}`);
    const answer = await get("/readyz").catch(() => undefined);
    if (answer?.status === 200) return;
    await sleep(20);
  }
  const last = await get("/readyz?verbose").catch(() => undefined);
  throw new Error(`the operator is not ready after ${timeoutMs} ms: ${last?.text ?? "no answer"}\n${tail()}`);
}

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
