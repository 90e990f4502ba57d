/** One server of the two: its folder, its supervisor, and waiting until it is ready. */
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { dump } from "js-yaml";
import { makeFolder, sweepStale, type Purpose } from "../control-plane/stale.ts";
import { lastLines, Supervised } from "../control-plane/supervised.ts";

/** A server that runs. It ends with `stop()`, or with the process that started it, however that ends. */
export interface Server {
  readonly url: string;
  /** Process number of the server itself. */
  readonly pid: number;
  /** Its configuration, its data and `<name>.log`. */
  readonly folder: string;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
  /** Reads its files again, which have been written anew. */
  reload(): Promise<void>;
}

/** What to run. */
export interface ServerOptions {
  readonly name: Purpose;
  readonly command: string;
  readonly port: number;
  /** Files by name, as text or as a value that becomes YAML. */
  readonly files: Files;
  /** Checks the files that are in the folder; throws when they are wrong. */
  readonly check: (folder: string) => Promise<void>;
  /** Flags beside the address; paths are relative to the folder. */
  readonly args: readonly string[];
}

/** Files of a folder by their names. */
export type Files = Readonly<Record<string, string | object>>;

const READY_MS = 60_000;

/** Starts it on loopback and resolves when it answers that it is ready. */
export async function startServer({ name, command, port, files, check, args }: ServerOptions): Promise<Server> {
  sweepStale(tmpdir());
  const supervised = await Supervised.start(makeFolder(tmpdir(), name));
  const { folder } = supervised;
  const url = `http://127.0.0.1:${port}`;
  try {
    writeFiles(folder, files);
    await check(folder);
    await supervised.spawn(name, command, [`--web.listen-address=127.0.0.1:${port}`, ...args]);
    await untilReady(url, supervised, name);
  } catch (error) {
    await supervised.stop();
    throw error;
  }
  return {
    url,
    pid: supervised.pids[name] ?? -1,
    folder,
    stop: () => supervised.stop(),
    reload: async () => {
      await check(folder);
      const answer = await fetch(`${url}/-/reload`, { method: "POST" });
      if (!answer.ok) throw new Error(`${name} does not take its new configuration: ${await answer.text()}`);
    },
  };
}

/** Writes files into the folder of a server. */
export function writeFiles(folder: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), typeof content === "string" ? content : dump(content, { noRefs: true }));
  }
}

/** Runs a checker of the project on files of the folder; throws what it says when it is not content. */
export async function runChecker(command: string, args: readonly string[], folder: string): Promise<void> {
  try {
    await promisify(execFile)(command, args, { cwd: folder });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`the configuration is refused:\n${stdout}${stderr}`, { cause: error });
  }
}

async function untilReady(url: string, supervised: Supervised, name: string): Promise<void> {
  const deadline = Date.now() + READY_MS;
  while (Date.now() < deadline) {
    const failure = supervised.firstFailure();
    if (failure !== undefined) throw new Error(failure);
    const answer = await fetch(`${url}/-/ready`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    if (answer?.ok === true) return;
    await sleep(20);
  }
  throw new Error(`${name} is not ready after ${READY_MS} ms; ${lastLines(supervised.folder, name)}`);
}
