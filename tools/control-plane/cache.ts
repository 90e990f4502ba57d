/**
 * The cache outside the checkout. It has a folder per way of getting the binaries:
 * `released-<key>` and `built-<key>-<go version>`, each with `bin/` and `stages.yaml`.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { nothing, STAGES, type Found, type Item, type Outcome } from "./items.ts";
import { readVersions, type GoSettings, type Settings } from "./settings.ts";

const KEY_LENGTH = 12;

/** Folder for the projects' own binaries: their versions and the platform decide it. */
export function releasedFolder(settings: Settings): string {
  const key = digest([JSON.stringify(readVersions(settings.module)), settings.os, settings.arch]);
  return join(settings.cache, `released-${key}`);
}

/** Folder for what Go builds: sources, pins, flags, platform and compiler decide it. */
export function builtFolder(settings: GoSettings, flags: readonly string[], goVersion: string): string {
  return join(settings.cache, `${builtPrefix(settings, flags)}${goVersion}`);
}

/** Finished builds of exactly these sources, by whichever compiler. */
export function builtFolders(settings: GoSettings, flags: readonly string[]): string[] {
  if (!existsSync(settings.cache)) return [];
  const prefix = builtPrefix(settings, flags);
  return readdirSync(settings.cache)
    .filter((name) => name.startsWith(prefix))
    .map((name) => join(settings.cache, name));
}

function builtPrefix(settings: GoSettings, flags: readonly string[]): string {
  const sources = readdirSync(settings.module)
    .filter((name) => name.endsWith(".go") || name === "go.mod" || name === "go.sum")
    .toSorted()
    .map((name) => `${name}\n${readFileSync(join(settings.module, name), "utf8")}`);
  return `built-${digest([...sources, ...flags, settings.os, settings.arch])}-`;
}

/** Where an item lies in a folder of the cache. */
export function itemPath(folder: string, item: Item): string {
  return item === STAGES ? join(folder, item) : join(folder, "bin", item);
}

/** The items that the folders of the cache hold; the first folder that has an item wins. */
export function lookIn(folders: readonly string[], missing: readonly Item[]): Outcome {
  const found = new Map<Item, string>();
  for (const item of missing) {
    const folder = folders.find((each) => existsSync(itemPath(each, item)));
    if (folder !== undefined) found.set(item, itemPath(folder, item));
  }
  if (found.size === 0) return nothing("nothing there yet");
  return {
    found,
    note: folders
      .filter((each) => usedBy(found, each))
      .map((each) => basename(each))
      .join(", "),
  };
}

function usedBy(found: Found, folder: string): boolean {
  return [...found.values()].some((path) => path.startsWith(`${folder}/`));
}

function digest(parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:${part}\n`);
  return hash.digest("hex").slice(0, KEY_LENGTH);
}
