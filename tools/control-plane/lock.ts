/** A lock between processes: a file that names its holder. A holder that died holds nothing. */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "./items.ts";
import { identify, isAlive, type ProcessIdentity } from "./process-identity.ts";

const POLL_MS = 200;

/** Runs `work` while this process alone holds the lock at `path`; waits as long as a living process holds it. */
export async function withLock<T>(path: string, log: Log, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  const me = identify(process.pid);
  if (me === undefined) throw new Error("this process cannot be identified");
  const own = JSON.stringify({ ...me, nonce: Math.random() });
  await acquire(path, own, log);
  try {
    return await work();
  } finally {
    if (read(path) === own) rmSync(path, { force: true });
  }
}

async function acquire(path: string, own: string, log: Log): Promise<void> {
  let told = false;
  while (!take(path, own)) {
    const held = read(path);
    if (held === undefined) continue;
    const holder = parse(held);
    if (holder === undefined || !isAlive(holder)) {
      breakLock(path, held);
      continue;
    }
    if (!told) log(`process ${holder.pid} is at the same work: waiting for it`);
    told = true;
    await sleep(POLL_MS);
  }
}

/** Written aside and linked into place, so that nobody ever reads half a lock. */
function take(path: string, own: string): boolean {
  const aside = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  writeFileSync(aside, own);
  try {
    linkSync(aside, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Two may break the same dead lock at once: who finds that it moved a living one puts it back. */
function breakLock(path: string, dead: string): void {
  const aside = `${path}.broken.${process.pid}.${Math.random().toString(36).slice(2)}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  try {
    if (read(aside) !== dead) linkSync(aside, path);
  } catch {
    // a third took it meanwhile; the one we moved finds at its end that the lock is no longer its own
  } finally {
    rmSync(aside, { force: true });
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function parse(text: string): ProcessIdentity | undefined {
  try {
    const value = JSON.parse(text) as Partial<ProcessIdentity>;
    return typeof value.pid === "number" && typeof value.started === "string" ? { pid: value.pid, started: value.started } : undefined;
  } catch {
    return undefined;
  }
}
