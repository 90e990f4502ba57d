/** The binaries, where a folder of binaries may have them, and which of them can be used. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { nothing, type Outcome } from "../control-plane/items.ts";

/** The binaries, by the name that their projects give them. */
export const TOOLS = ["prometheus", "promtool", "alertmanager", "amtool"] as const;

/** One binary. */
export type Tool = (typeof TOOLS)[number];

/** Debian's names, where they differ. */
const OTHER_NAMES: Partial<Readonly<Record<Tool, string>>> = { alertmanager: "prometheus-alertmanager" };

/** Older ones were never tried: rules need `keep_firing_for`, which came with Prometheus 2.42. */
const MINIMUM: Readonly<Record<Tool, readonly [major: number, minor: number]>> = {
  prometheus: [2, 42],
  promtool: [2, 42],
  alertmanager: [0, 25],
  amtool: [0, 25],
};

const VERSION_TIMEOUT_MS = 20_000;

/** Which of `wanted` lie in the folders and can be used; the first folder that has one wins. `note` says where, and what is wrong with the others. */
export async function lookIn(folders: readonly string[], wanted: readonly Tool[]): Promise<Outcome<Tool>> {
  const there = wanted.flatMap((tool) => placeOf(tool, folders) ?? []);
  const tried = await Promise.all(there.map(async (each) => ({ ...each, ...(await tryOut(each.tool, each.path)) })));
  const found = new Map(tried.filter(({ flaw }) => flaw === undefined).map(({ tool, path }) => [tool, path]));
  const flaws = tried.flatMap(({ flaw }) => flaw ?? []);
  if (found.size === 0) return nothing(flaws.length === 0 ? "none of them there" : flaws.join("; "));
  const places = [...new Set(tried.filter(({ flaw }) => flaw === undefined).map(({ folder }) => folder))];
  const versions = tried.flatMap(({ version }) => version ?? []);
  return { found, note: [`${places.join(", ")} (${[...new Set(versions)].join(", ")})`, ...flaws].join("; ") };
}

interface Place {
  readonly tool: Tool;
  readonly folder: string;
  readonly path: string;
}

function placeOf(tool: Tool, folders: readonly string[]): Place | undefined {
  for (const folder of folders) {
    for (const name of [tool, OTHER_NAMES[tool]]) {
      if (name === undefined) continue;
      const path = join(folder, name);
      if (existsSync(path)) return { tool, folder, path };
    }
  }
  return undefined;
}

/** A binary that is there may still be another program, too old, for another machine, or without the libraries it needs. */
async function tryOut(tool: Tool, path: string): Promise<{ readonly version?: string; readonly flaw?: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(path, ["--version"], { timeout: VERSION_TIMEOUT_MS });
    const version = new RegExp(`^${tool}, version (\\d+)\\.(\\d+)\\.[^ ]+`, "m").exec(stdout + stderr);
    if (version === null) return { flaw: `${path} is not ${tool}: it does not answer --version as ${tool} does` };
    const [text, major, minor] = [version[0].replace(", version", ""), Number(version[1]), Number(version[2])];
    const [leastMajor, leastMinor] = MINIMUM[tool];
    const enough = major > leastMajor || (major === leastMajor && minor >= leastMinor);
    return enough ? { version: text } : { flaw: `${text} is too old: ${leastMajor}.${leastMinor} or newer is needed` };
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim().split("\n")[0];
    return { flaw: `${path} does not run here: ${said === undefined || said === "" ? messageOf(error) : said}` };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
