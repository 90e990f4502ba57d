/** The parent's side of the supervisor: start and end components, know who ended, let go. */
import { fork, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { hasEnded, identify, type ProcessIdentity } from "./process-identity.ts";
import type { Message, Request } from "./supervisor.ts";

const END_MS = 15_000;
const LAST_LINES = 20;

type Asked = Request extends infer R ? (R extends { id: number } ? Omit<R, "id"> : never) : never;

/** A forked supervisor and what it said. Lives as long as what it runs, or until detached. */
export class Supervised {
  readonly folder: string;
  /** The supervisor itself. */
  readonly identity: ProcessIdentity;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve: (pid: number | undefined) => void; reject: (error: Error) => void }>();
  readonly #ended = new Map<string, string>();
  readonly #pids = new Map<string, number>();
  #lastId = 0;

  private constructor(folder: string, child: ChildProcess, identity: ProcessIdentity) {
    this.folder = folder;
    this.identity = identity;
    this.#child = child;
    child.on("message", (message) => this.#hear(message as Message));
    child.once("exit", (code) => this.#lose(`the supervisor ended with code ${code}; ${lastLines(folder, "supervisor")}`));
    child.once("error", (error) => this.#lose(error.message));
  }

  /** Forks a supervisor for the folder; resolves when it listens. */
  static async start(folder: string): Promise<Supervised> {
    const log = openSync(join(folder, "supervisor.log"), "a");
    const { NODE_OPTIONS: _, ...env } = process.env;
    const child = fork(join(import.meta.dirname, "supervisor.ts"), [folder], {
      detached: true,
      execArgv: [],
      env,
      stdio: ["ignore", log, log, "ipc"],
    });
    closeSync(log);
    const identity = child.pid === undefined ? undefined : identify(child.pid);
    if (identity === undefined) throw new Error(`no supervisor for ${folder}; ${lastLines(folder, "supervisor")}`);
    const supervised = new Supervised(folder, child, identity);
    await new Promise((resolve, reject) => supervised.#waiting.set(0, { resolve, reject }));
    child.unref();
    child.channel?.unref();
    return supervised;
  }

  /** Process number of each component that was started and has not ended. */
  get pids(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#pids);
  }

  /** How a component ended; undefined while it runs. */
  ended(name: string): string | undefined {
    return this.#ended.get(name);
  }

  /** The first component that has ended, with the last lines of its log. */
  firstFailure(): string | undefined {
    for (const [name, how] of this.#ended) return `${name} ended with ${how}; ${lastLines(this.folder, name)}`;
    return undefined;
  }

  async spawn(name: string, command: string, args: readonly string[]): Promise<void> {
    this.#ended.delete(name);
    const pid = await this.#ask({ do: "spawn", name, command, args });
    if (pid !== undefined && !this.#ended.has(name)) this.#pids.set(name, pid);
  }

  async end(name: string, signal: NodeJS.Signals, graceMs: number): Promise<void> {
    await this.#ask({ do: "end", name, signal, graceMs });
    this.#ended.delete(name);
  }

  /** Leaves everything running after this process; only a signal to the supervisor ends it then. */
  async detach(): Promise<void> {
    await this.#ask({ do: "detach" });
    this.#child.disconnect();
    this.#child.unref();
  }

  /** Ends everything and removes the folder; resolves when no process is left. */
  async stop(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    else this.#child.kill("SIGTERM");
    if (!(await hasEnded(this.identity, END_MS))) throw new Error(`what runs in ${this.folder} does not end`);
  }

  #ask(asked: Asked): Promise<number | undefined> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      if (!this.#child.connected) return reject(new Error(`what ran in ${this.folder} has ended`));
      this.#waiting.set(id, { resolve, reject });
      this.#child.channel?.ref();
      this.#child.send({ ...asked, id });
    });
  }

  #hear(message: Message): void {
    if ("ended" in message) {
      this.#ended.set(message.ended, message.how);
      this.#pids.delete(message.ended);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    // what is idle keeps nobody alive: a script that ends takes it along
    if (this.#waiting.size === 0) this.#child.channel?.unref();
    if (message.failure === undefined) waiting?.resolve(message.pid);
    else waiting?.reject(new Error(message.failure));
  }

  #lose(why: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(why));
    this.#waiting.clear();
  }
}

/** The end of a component's log, for an error message. */
export function lastLines(folder: string, name: string): string {
  const path = join(folder, `${name}.log`);
  try {
    const lines = readFileSync(path, "utf8").trim().split("\n").slice(-LAST_LINES);
    return `last lines of its log:\n  ${lines.join("\n  ")}`;
  } catch {
    return `no log at ${path}`;
  }
}
