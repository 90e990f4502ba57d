/** Folders of what runs under a supervisor, and what is left of those whose owner was killed. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { isAlive, signalProcess, type ProcessIdentity } from "./process-identity.ts";

/** In each folder: who owns it. */
export const OWNER_FILE = "owner.json";

/** Content of the owner file. */
export interface Owner {
  readonly supervisor: ProcessIdentity;
  readonly components: readonly ProcessIdentity[];
}

/** What a folder is for; part of its name. */
export type Purpose = "control-plane" | "prometheus" | "alertmanager";

const PREFIX = "isms-scope-";
const NAME = new RegExp(`^${PREFIX}(control-plane|prometheus|alertmanager)-`);
/** A folder without an owner is just being made, or was left by a run killed in that instant. */
const YOUNG_MS = 10 * 60_000;

/** A new folder for one run. */
export function makeFolder(temporary: string, purpose: Purpose = "control-plane"): string {
  return mkdtempSync(join(temporary, `${PREFIX}${purpose}-`));
}

/** Who owns a folder; undefined when it does not say. */
export function readOwner(folder: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, OWNER_FILE), "utf8")) as Owner;
  } catch {
    return undefined;
  }
}

/** Ends what dead owners left running, each by its own identity, and removes their folders; returns those removed. */
export function sweepStale(temporary: string): string[] {
  const folders = readdirSync(temporary)
    .filter((name) => NAME.test(name))
    .map((name) => join(temporary, name));
  return folders.filter((folder) => {
    if (!isStale(folder)) return false;
    for (const component of readOwner(folder)?.components ?? []) signalProcess(component, "SIGKILL");
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    return true;
  });
}

function isStale(folder: string): boolean {
  const owner = readOwner(folder);
  if (owner !== undefined) return !isAlive(owner.supervisor);
  try {
    return Date.now() - statSync(folder).mtimeMs > YOUNG_MS;
  } catch {
    return false;
  }
}
