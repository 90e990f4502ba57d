/**
 * `cluster.ts up|down|path`: a control plane that stays, for people. One per cache folder.
 * stdout is what a shell may evaluate, stderr is for reading.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { findBinaries, logToStderr } from "./find.ts";
import { writeKubeconfig } from "./kubeconfig.ts";
import { withLock } from "./lock.ts";
import { addNodes } from "./nodes.ts";
import { hasEnded, isAlive, signalProcess, type ProcessIdentity } from "./process-identity.ts";
import { readSettings, type Settings } from "./settings.ts";
import { sweepStale } from "./stale.ts";
import { startControlPlane } from "./start.ts";

const NODES = 3;
const END_MS = 20_000;

/** What is known of the running one. */
interface State {
  readonly supervisor: ProcessIdentity;
  readonly searchPath: string;
}

/** Starts one if none runs, and prints the two lines that make kubectl and helm use it. */
async function up(settings: Settings): Promise<void> {
  const running = readState(settings) ?? (await start(settings));
  logToStderr(`running; it stays until "make cluster-down" (kubeconfig: ${kubeconfigPath(settings)})`);
  print(`export KUBECONFIG=${quote(kubeconfigPath(settings))}`);
  print(`export PATH=${quote(running.searchPath)}:"$PATH"`);
}

async function start(settings: Settings): Promise<State> {
  const controlPlane = await startControlPlane({ log: logToStderr });
  try {
    await addNodes(controlPlane.api, NODES);
    // a path that stays the same keeps exported variables right when the cluster is made anew
    mkdirSync(stateFolder(settings), { recursive: true });
    writeKubeconfig(kubeconfigPath(settings), { url: controlPlane.url, ca: controlPlane.ca, token: controlPlane.adminToken });
    const state: State = { supervisor: controlPlane.supervisor, searchPath: controlPlane.binaries.searchPath };
    writeFileSync(`${statePath(settings)}.new`, JSON.stringify(state));
    renameSync(`${statePath(settings)}.new`, statePath(settings));
    await controlPlane.detach();
    await controlPlane.api.close();
    return state;
  } catch (error) {
    await controlPlane.stop();
    throw error;
  }
}

/** Ends the one that `up` left, and no other. */
async function down(settings: Settings): Promise<void> {
  const state = readState(settings);
  rmSync(statePath(settings), { force: true });
  rmSync(kubeconfigPath(settings), { force: true });
  sweepStale(settings.temporary);
  if (state === undefined) return logToStderr("none is running");
  signalProcess(state.supervisor, "SIGTERM");
  if (!(await hasEnded(state.supervisor, END_MS))) throw new Error(`process ${state.supervisor.pid} does not end`);
  logToStderr("ended");
}

/** Prints the folders with the binaries, finding or building them first. */
async function path(settings: Settings): Promise<void> {
  print((await findBinaries({ settings })).searchPath);
}

function readState(settings: Settings): State | undefined {
  try {
    const state = JSON.parse(readFileSync(statePath(settings), "utf8")) as State;
    return isAlive(state.supervisor) ? state : undefined;
  } catch {
    return undefined;
  }
}

function stateFolder(settings: Settings): string {
  return join(dirname(settings.cache), "cluster");
}

function statePath(settings: Settings): string {
  return join(stateFolder(settings), "state.json");
}

function kubeconfigPath(settings: Settings): string {
  return join(stateFolder(settings), "kubeconfig");
}

/** For a POSIX shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

const COMMANDS: Readonly<Record<string, (settings: Settings) => Promise<void>>> = { up, down, path };

const command = COMMANDS[process.argv[2] ?? ""];
if (command === undefined) {
  process.stderr.write(`usage: cluster.ts ${Object.keys(COMMANDS).join("|")}\n`);
  process.exitCode = 2;
} else {
  const settings = readSettings();
  const work = (): Promise<void> => command(settings);
  try {
    await (command === path ? work() : withLock(join(stateFolder(settings), "lock"), logToStderr, work));
  } catch (error) {
    logToStderr(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
