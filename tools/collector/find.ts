/** Finds the test collector in the cache, or builds it from the pinned Go module. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { buildModule, usableBuilds } from "../control-plane/go.ts";
import type { Log } from "../control-plane/items.ts";
import { withLock } from "../control-plane/lock.ts";
import { goSettings } from "../control-plane/settings.ts";

const BUILD = {
  packages: ["."],
  flags: ["-trimpath", "-buildvcs=false", "-ldflags", "-s -w"],
  takes: "about a minute and a half on 2 cores",
} as const;

/** Absolute path of the collector. Throws a sentence that says what to do when it cannot be built. */
export async function findCollector(log: Log = logToStderr): Promise<string> {
  const settings = goSettings(process.env, import.meta.dirname, "collector");
  const inCache = async (): Promise<string | undefined> =>
    (await usableBuilds(settings, BUILD.flags)).map(programIn).find((path) => existsSync(path));
  return (
    (await inCache()) ??
    withLock(join(settings.cache, "lock"), log, async () => (await inCache()) ?? programIn(await buildModule(settings, BUILD, log)))
  );
}

/** Go names a program after its module. */
const programIn = (folder: string): string => join(folder, "bin", "collector");

/** Progress belongs to stderr: stdout is for data. */
function logToStderr(line: string): void {
  process.stderr.write(`collector: ${line}\n`);
}
