/** Builds programs from a pinned Go module into a folder of the cache, and tells how far it is. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { builtFolder, builtFolders } from "./cache.ts";
import type { Log } from "./items.ts";
import type { GoSettings } from "./settings.ts";

const LAST_LINES = 15;

/** What is built of a module, and how. */
export interface Build {
  readonly packages: readonly string[];
  /** Part of the cache's key. */
  readonly flags: readonly string[];
  /** For people: how long it takes, the first time. */
  readonly takes: string;
  /** Adds what belongs beside `bin/`. */
  finish?(folder: string): Promise<void>;
}

/** The compiler's version, e.g. `go1.26.8`. Throws a sentence that says what to do when there is none, or one too old. */
async function goVersion(settings: GoSettings): Promise<string> {
  const wanted = /^go (\S+)/m.exec(readFileSync(join(settings.module, "go.mod"), "utf8"))?.[1] ?? "";
  const mend = `install Go ${wanted} or newer (https://go.dev/dl)${settings.instead}`;
  try {
    return (await go(settings, ["env", "GOVERSION"])).trim();
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    const why = missing ? "Go is not installed" : "Go is too old or does not work here";
    const said = missing || !(error instanceof Error) ? "" : `\n${error.message}`;
    throw new Error(`${why}: ${mend}${said}`, { cause: error });
  }
}

/** Finished builds of exactly these sources. One by another compiler is not taken, unless there is no compiler here to say which. */
export async function usableBuilds(settings: GoSettings, flags: readonly string[]): Promise<string[]> {
  const built = builtFolders(settings, flags);
  if (built.length === 0) return [];
  const version = await goVersion(settings).catch(() => undefined);
  return version === undefined ? built : [builtFolder(settings, flags, version)];
}

/** Builds everything into `bin/` of a folder in the cache, which appears only when whole, and returns the folder. */
export async function buildModule(settings: GoSettings, build: Build, log: Log): Promise<string> {
  const version = await goVersion(settings);
  const to = builtFolder(settings, build.flags, version);
  mkdirSync(settings.cache, { recursive: true });
  removeUnfinished(settings);
  const work = mkdtempSync(join(settings.cache, "building-"));
  try {
    log(`building with ${version}: ${build.takes}, once`);
    await compile(settings, join(work, "bin"), build, log);
    await build.finish?.(work);
    rmSync(to, { recursive: true, force: true });
    renameSync(work, to);
    return to;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Called under the lock: whoever left such a folder is no longer at it. */
function removeUnfinished(settings: GoSettings): void {
  for (const name of readdirSync(settings.cache)) {
    if (name.startsWith("building-")) rmSync(join(settings.cache, name), { recursive: true, force: true });
  }
}

async function compile(settings: GoSettings, bin: string, { packages, flags }: Build, log: Log): Promise<void> {
  mkdirSync(bin);
  const progress = { started: Date.now(), modules: 0, packages: 0, total: 0 };
  const count = (line: string): void => {
    if (line.startsWith("go: downloading ")) progress.modules += 1;
    else if (/^[\w.-]+(\/[\w.~-]+)*$/.test(line)) progress.packages += 1;
  };
  const tick = setInterval(() => log(progressLine(progress)), settings.progressMs);
  try {
    progress.total = (await go(settings, ["list", "-deps", ...packages], count)).trim().split("\n").length;
    await go(settings, ["build", "-v", ...flags, "-o", `${bin}/`, ...packages], count);
  } finally {
    clearInterval(tick);
  }
  log(`built in ${elapsed(progress.started)}`);
}

interface Progress {
  readonly started: number;
  modules: number;
  packages: number;
  total: number;
}

function progressLine(progress: Progress): string {
  const modules = progress.modules > 0 ? `, ${progress.modules} modules downloaded` : "";
  const packages = progress.total > 0 ? `, ${progress.packages} of at most ${progress.total} packages compiled` : "";
  return `building: ${elapsed(progress.started)}${modules}${packages}`;
}

function elapsed(since: number): string {
  const seconds = Math.round((Date.now() - since) / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Runs Go in the module and returns what it prints; each line of its progress goes to `onLine`. */
export function go(settings: GoSettings, args: readonly string[], onLine: (line: string) => void = () => {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(settings.go, args, {
      cwd: settings.module,
      env: { ...process.env, GOWORK: "off", GOFLAGS: "-mod=readonly" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const last: string[] = [];
    let rest = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) onLine(line);
      last.push(...lines);
      last.splice(0, last.length - LAST_LINES);
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`go ${args[0]} ended with ${code}:\n${[...last, rest].join("\n").trim()}`));
    });
  });
}
