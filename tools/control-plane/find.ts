/** Finds the binaries of the test control plane, source after source, and tells what it chose. */
import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { buildAll, buildFlags } from "./build.ts";
import { lookIn, releasedFolder } from "./cache.ts";
import { usableBuilds } from "./go.ts";
import { ITEMS, nothing, STAGES, TOOLS, type Found, type Item, type Log, type Outcome, type Source, type Tool } from "./items.ts";
import { withLock } from "./lock.ts";
import { fetchReleased } from "./released.ts";
import { Search } from "./search.ts";
import { readSettings, type Settings } from "./settings.ts";

/** Everything found. */
export interface Binaries {
  /** Absolute path of a binary; throws when it was not asked for. */
  path(tool: Tool): string;
  /** kwok's stages. */
  readonly stages: string;
  /** Folders with the binaries, joined as PATH wants it. */
  readonly searchPath: string;
}

/** What to find, and how. */
export interface FindOptions {
  readonly settings?: Settings;
  /** Only these; all by default. */
  readonly wanted?: readonly Item[];
  readonly log?: Log;
}

/** Finds all that is wanted, or throws the reasons of every source. May take 15 minutes, the first time on a machine. */
export async function findBinaries(options: FindOptions = {}): Promise<Binaries> {
  const settings = options.settings ?? readSettings();
  const log = options.log ?? logToStderr;
  const search = new Search(options.wanted ?? ITEMS, log);
  const [assets, cache, released, built] = sources(settings, log);
  log(`binaries are looked for in this order: ${[assets, cache, released, built].map((each) => each.name).join(", ")}`);
  await search.ask(assets);
  await search.ask(cache);
  if (!search.complete) {
    await withLock(join(settings.cache, "lock"), log, async () => {
      await search.ask(cache);
      await search.ask(released);
      await search.ask(built);
    });
  }
  return binariesOf(search.result("no test control plane"));
}

function binariesOf(found: Found): Binaries {
  const path = (item: Item): string => {
    const place = found.get(item);
    if (place === undefined) throw new Error(`${item} was not asked for`);
    return place;
  };
  const folders = TOOLS.flatMap((tool) => found.get(tool) ?? []).map(dirname);
  return {
    path,
    get stages() {
      return path(STAGES);
    },
    searchPath: [...new Set(folders)].join(delimiter),
  };
}

/** Progress belongs to stderr: stdout is for data. */
export function logToStderr(line: string): void {
  process.stderr.write(`control plane: ${line}\n`);
}

function sources(settings: Settings, log: Log): [Source, Source, Source, Source] {
  return [
    { name: "KUBEBUILDER_ASSETS", find: async (missing) => lookInAssets(settings.assets, missing) },
    { name: `cache ${settings.cache}`, find: (missing) => lookInCache(settings, missing) },
    { name: "releases", find: (missing) => fetchReleased(settings, releasedFolder(settings), missing, log) },
    {
      name: "go build",
      find: async (missing) => {
        const folder = await buildAll(settings, log);
        return lookIn([folder], missing);
      },
    },
  ];
}

function lookInAssets(folder: string | undefined, missing: readonly Item[]): Outcome {
  if (folder === undefined) return nothing("not set");
  const there = missing.filter((item) => item !== STAGES && existsSync(join(folder, item)));
  if (there.length === 0) return nothing(`${folder} holds none of them`);
  return { found: new Map(there.map((item) => [item, join(folder, item)])), note: folder };
}

async function lookInCache(settings: Settings, missing: readonly Item[]): Promise<Outcome> {
  return lookIn([releasedFolder(settings), ...(await usableBuilds(settings, buildFlags(settings)))], missing);
}
