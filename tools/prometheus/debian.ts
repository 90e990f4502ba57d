/** Debian's packages, unpacked into our cache: nothing is installed, and no service starts. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { nothing, type Log, type Outcome } from "../control-plane/items.ts";
import type { Settings } from "./settings.ts";
import { lookIn, type Tool } from "./tools.ts";

const PACKAGES = ["prometheus", "prometheus-alertmanager"] as const;

/** No mirror gets the minutes that apt would wait by itself. */
const SOON = ["-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=15", "-o", "Acquire::https::Timeout=15"] as const;

/**
 * Debian's Alertmanager reads its templates from /usr/share and nowhere else. The launcher shows it the unpacked ones there,
 * in a mount namespace of its own: nobody else sees that. Who is not root needs a user namespace for it.
 */
const LAUNCHER = `#!/bin/sh
root=$(cd "$(dirname "$0")/.." && pwd)
[ "$(id -u)" = 0 ] || user=--map-root-user
exec unshare --mount $user sh -c 'mount --bind "$0/usr/share" /usr/share && exec "$0/usr/bin/prometheus-alertmanager" "$@"' "$root" "$@"
`;

/** Folders with what was unpacked, in the order in which to look. */
export function debianFolders(settings: Settings): string[] {
  const root = unpackedFolder(settings);
  return [join(root, "launch"), join(root, "usr", "bin")];
}

/** Downloads both packages, which apt verifies, and unpacks them. */
export async function fetchDebian(settings: Settings, missing: readonly Tool[], log: Log): Promise<Outcome<Tool>> {
  mkdirSync(settings.cache, { recursive: true });
  const work = mkdtempSync(join(settings.cache, "debian-"));
  try {
    await downloadInto(work, settings, log);
    const root = join(work, "root");
    for (const file of readdirSync(work).filter((name) => name.endsWith(".deb"))) await run(settings.dpkg, ["-x", file, root], work);
    mkdirSync(join(root, "launch"));
    writeFileSync(join(root, "launch", "alertmanager"), LAUNCHER, { mode: 0o755 });
    rmSync(unpackedFolder(settings), { recursive: true, force: true });
    renameSync(root, unpackedFolder(settings));
    return await checked(settings, missing);
  } catch (error) {
    return nothing(error instanceof Error ? error.message : String(error));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function unpackedFolder({ cache }: Settings): string {
  return join(cache, "debian");
}

async function checked(settings: Settings, missing: readonly Tool[]): Promise<Outcome<Tool>> {
  const outcome = await lookIn(debianFolders(settings), missing);
  if (outcome.found.size === missing.length) return outcome;
  return { ...outcome, note: `${outcome.note}; \`apt-get install ${PACKAGES.join(" ")}\` installs them whole` };
}

/** A machine whose lists of packages are missing or old finds nothing until they are updated, which only root may do. */
async function downloadInto(work: string, settings: Settings, log: Log): Promise<void> {
  log(`fetching Debian's packages ${PACKAGES.join(", ")} (30 MB)`);
  const download = () => run(settings.aptGet, [...SOON, "download", ...PACKAGES], work);
  try {
    await download();
  } catch (error) {
    if (!settings.root || (error as { absent?: boolean }).absent === true) throw error;
    log("updating the lists of packages, since one was not found");
    await run(settings.aptGet, [...SOON, "update"], work);
    await download();
  }
}

async function run(command: string, args: readonly string[], cwd: string): Promise<void> {
  try {
    await promisify(execFile)(command, args, { cwd, maxBuffer: 1 << 24 });
  } catch (error) {
    const { code, stderr = "" } = error as { code?: unknown; stderr?: string };
    if (code === "ENOENT") throw Object.assign(new Error(`${command} is not on this machine`, { cause: error }), { absent: true });
    const said = stderr.split("\n").find((line) => line.startsWith("E: ")) ?? stderr.trim().split("\n").at(-1);
    throw new Error(`${command} ${args.find((arg) => /^[a-z]/.test(arg)) ?? args[0]} ended with ${String(code)}: ${said}`, {
      cause: error,
    });
  }
}
