import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { GeneratedFile, Generator } from "./generator.ts";

/** A file that is not what its generator makes. `content` is undefined where the file is one that no generator makes any more. */
export interface Drift {
  readonly path: string;
  readonly state: "missing" | "outdated" | "stale";
  readonly content: string | undefined;
}

/** Compares what a generator makes with what is there. */
export function compare(root: string, generator: Generator, files: readonly GeneratedFile[]): readonly Drift[] {
  const made = new Set(files.map(({ path }) => path));
  const changed = files.flatMap(({ path, content }): Drift[] => {
    const present = readIfThere(join(root, path));
    if (present === content) return [];
    return [{ path, content, state: present === undefined ? "missing" : "outdated" }];
  });
  const stale = globSync([...generator.owns], { cwd: root })
    .filter((path) => !made.has(path))
    .map((path): Drift => ({ path, state: "stale", content: undefined }));
  return [...changed, ...stale];
}

/** Writes what is missing or outdated, removes what is stale. */
export function mend(root: string, drifts: readonly Drift[]): void {
  for (const { path, content } of drifts) {
    const target = join(root, path);
    if (content === undefined) {
      rmSync(target);
      continue;
    }
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
