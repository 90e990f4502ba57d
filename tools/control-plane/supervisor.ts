/**
 * The process that owns what runs, a control plane or a Prometheus: it starts the components, and ends them and removes their folder
 * when its parent goes away for whatever reason (also kill -9), or when it is asked to. Forked by `supervised.ts` with the folder as its argument.
 * It runs in a session of its own, so that a Ctrl-C in the parent's terminal reaches it only through the parent.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { identify, type ProcessIdentity } from "./process-identity.ts";
import { OWNER_FILE, type Owner } from "./stale.ts";

/** What the parent asks. Every request is answered once. */
export type Request =
  | { readonly id: number; readonly do: "spawn"; readonly name: string; readonly command: string; readonly args: readonly string[] }
  | { readonly id: number; readonly do: "end"; readonly name: string; readonly signal: NodeJS.Signals; readonly graceMs: number }
  /** From now on the parent may go: only a signal ends what runs. */
  | { readonly id: number; readonly do: "detach" };

/** What the supervisor tells. */
export type Message =
  | { readonly id: number; readonly pid?: number; readonly failure?: string }
  /** A component ended, asked or not. */
  | { readonly ended: string; readonly how: string };

const folder = process.argv[2];
if (folder === undefined) throw new Error("usage: supervisor.ts FOLDER");

const running = new Map<string, { readonly child: ChildProcess; readonly identity: ProcessIdentity }>();
const life = { detached: false, ending: false };

recordOwner(folder);
process.on("message", (request: Request) => void answer(folder, request));
process.on("disconnect", () => {
  if (!life.detached) void endAll(folder);
});
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => void endAll(folder));
process.on("uncaughtException", (error) => {
  process.stderr.write(`${error.stack ?? error.message}\n`);
  void endAll(folder);
});
tell({ id: 0, pid: process.pid });

async function answer(inFolder: string, request: Request): Promise<void> {
  try {
    if (request.do === "detach") life.detached = true;
    const pid = request.do === "spawn" ? await start(inFolder, request) : undefined;
    if (request.do === "end") await end(request.name, request.signal, request.graceMs);
    tell(pid === undefined ? { id: request.id } : { id: request.id, pid });
  } catch (error) {
    tell({ id: request.id, failure: error instanceof Error ? error.message : String(error) });
  }
}

async function start(inFolder: string, request: Request & { do: "spawn" }): Promise<number> {
  if (life.ending) throw new Error("all of it is ending");
  if (running.has(request.name)) throw new Error(`${request.name} runs already`);
  const log = openSync(join(inFolder, `${request.name}.log`), "a");
  const child = spawn(request.command, request.args, { cwd: inFolder, env: environment(), stdio: ["ignore", log, log] });
  closeSync(log);
  await once(child, "spawn");
  const pid = child.pid ?? 0;
  child.once("exit", (code, signal) => {
    running.delete(request.name);
    tell({ ended: request.name, how: signal === null ? `code ${code}` : signal });
  });
  running.set(request.name, { child, identity: identify(pid) ?? { pid, started: "" } });
  recordOwner(inFolder);
  return pid;
}

/** Components are told everything by flags: variables such as ETCD_NAME or KUBECONFIG must not reach them. */
function environment(): NodeJS.ProcessEnv {
  const kept = ["PATH", "HOME", "TMPDIR"].map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(kept.filter(([, value]) => value !== undefined));
}

async function end(name: string, signal: NodeJS.Signals, graceMs: number): Promise<void> {
  const child = running.get(name)?.child;
  if (child === undefined) return;
  const gone = once(child, "exit");
  child.kill(signal);
  const killer = setTimeout(() => child.kill("SIGKILL"), graceMs);
  await gone;
  clearTimeout(killer);
}

/** The data is thrown away: nothing needs a gentle end. */
async function endAll(inFolder: string): Promise<void> {
  if (life.ending) return;
  life.ending = true;
  await Promise.all([...running.keys()].map((name) => end(name, "SIGKILL", 1000)));
  rmSync(inFolder, { recursive: true, force: true });
  process.exit(0);
}

/** Tells later runs whose folder this is, should even this process be killed. */
function recordOwner(inFolder: string): void {
  const me = identify(process.pid);
  if (me === undefined) throw new Error("this process cannot be identified");
  const owner: Owner = { supervisor: me, components: [...running.values()].map(({ identity }) => identity) };
  const path = join(inFolder, OWNER_FILE);
  writeFileSync(`${path}.new`, JSON.stringify(owner));
  renameSync(`${path}.new`, path);
}

function tell(message: Message): void {
  if (process.connected) process.send?.(message, () => {});
}
