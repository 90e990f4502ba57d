import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./project.ts";

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly inBundle?: boolean;
  readonly hasInstallScript?: boolean;
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const read = <T>(file: string): T => JSON.parse(readFileSync(join(ROOT, file), "utf8")) as T;
const manifest = read<Record<"dependencies" | "devDependencies", Record<string, string>> & { allowScripts: Record<string, boolean> }>(
  "package.json",
);
const { packages } = read<{ packages: Record<string, Locked> }>("package-lock.json");
const locked = Object.entries(packages).filter(([path]) => path !== "");
const nameOf = (path: string): string => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);

describe("the packages of a fresh machine", () => {
  it("are named by exact versions", () => {
    const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(versions.filter((version) => !/^(npm:[@a-z/-]+@)?[0-9]+\.[0-9]+\.[0-9]+$/.test(version))).toEqual([]);
  });

  it("are locked with a digest and without a download address", () => {
    expect(locked.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
    expect(locked.filter(([, { integrity, inBundle }]) => integrity === undefined && inBundle !== true).map(([path]) => path)).toEqual([]);
  });

  it("are locked for every platform, or `npm ci` refuses the lockfile where one is missing", () => {
    const names = new Set(locked.map(([path]) => nameOf(path)));
    const missing = locked.flatMap(([, { optionalDependencies }]) =>
      Object.keys(optionalDependencies ?? {}).filter((name) => !names.has(name)),
    );
    expect(missing).toEqual([]);
  });

  it("may run their install scripts where they have one that this platform needs", () => {
    const scripted = locked.filter(([, { hasInstallScript, optional }]) => hasInstallScript === true && optional !== true);
    expect(Object.keys(manifest.allowScripts).sort()).toEqual(scripted.map(([path]) => nameOf(path)).sort());
  });
});
