/** Finds a real Prometheus and Alertmanager, source after source, and tells what it chose. */
import { delimiter, join } from "node:path";
import type { Log, Source } from "../control-plane/items.ts";
import { withLock } from "../control-plane/lock.ts";
import { Search } from "../control-plane/search.ts";
import { debianFolders, fetchDebian } from "./debian.ts";
import { fetchReleases, releasesFolder } from "./releases.ts";
import { readSettings, type Settings } from "./settings.ts";
import { lookIn, TOOLS, type Tool } from "./tools.ts";

/** Everything found. */
export interface PrometheusBinaries {
  /** Absolute path of a binary; throws when it was not asked for. */
  path(tool: Tool): string;
}

/** What to find, and how. */
export interface FindOptions {
  readonly settings?: Settings;
  /** Only these; all by default. */
  readonly wanted?: readonly Tool[];
  readonly log?: Log;
}

/** Finds all that is wanted, or throws the reasons of every source and what to install. Takes seconds, the first time on a machine. */
export async function findPrometheus(options: FindOptions = {}): Promise<PrometheusBinaries> {
  const { settings = readSettings(), wanted = TOOLS, log = logToStderr } = options;
  const search = new Search<Tool>(wanted, log);
  const [path, cache, released, debian] = sources(settings, log);
  log(`binaries are looked for in this order: ${[path, cache, released, debian].map((each) => each.name).join(", ")}`);
  await search.ask(path);
  await search.ask(cache);
  if (!search.complete) {
    await withLock(join(settings.cache, "lock"), log, async () => {
      await search.ask(cache);
      await search.ask(released);
      await search.ask(debian);
    });
  }
  const found = search.result(
    "no Prometheus to run: install it (`brew install prometheus alertmanager`, `apt-get install prometheus prometheus-alertmanager`)",
  );
  return {
    path(tool) {
      const place = found.get(tool);
      if (place === undefined) throw new Error(`${tool} was not asked for`);
      return place;
    },
  };
}

/** Progress belongs to stderr: stdout is for data. */
export function logToStderr(line: string): void {
  process.stderr.write(`prometheus: ${line}\n`);
}

function sources(settings: Settings, log: Log): [Source<Tool>, Source<Tool>, Source<Tool>, Source<Tool>] {
  const folders = settings.searchPath.split(delimiter).filter((folder) => folder !== "");
  return [
    { name: "PATH", find: (missing) => lookIn(folders, missing) },
    {
      name: `cache ${settings.cache}`,
      find: (missing) => lookIn([releasesFolder(settings), ...debianFolders(settings)], missing),
    },
    { name: "releases", find: (missing) => fetchReleases(settings, missing, log) },
    { name: "Debian's packages", find: (missing) => fetchDebian(settings, missing, log) },
  ];
}
