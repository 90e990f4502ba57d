import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { onTestFinished } from "vitest";

/** The folder of this project. */
export const ROOT = resolve(import.meta.dirname, "../..");

/**
 * A small project of its own in a temporary folder, with this project's packages and the named files of its root.
 * It is gone when the test ends.
 */
export function projectWith(files: Readonly<Record<string, string>>, fromRoot: readonly string[] = []): string {
  const project = mkdtempSync(join(tmpdir(), "isms-house-"));
  onTestFinished(() => rmSync(project, { recursive: true, force: true }));
  symlinkSync(join(ROOT, "node_modules"), join(project, "node_modules"));
  for (const name of fromRoot) write(project, name, undefined);
  for (const [name, text] of Object.entries(files)) write(project, name, `${text}\n`);
  return project;
}

function write(project: string, name: string, text: string | undefined): void {
  const target = join(project, name);
  mkdirSync(dirname(target), { recursive: true });
  if (text === undefined) copyFileSync(join(ROOT, name), target);
  else writeFileSync(target, text);
}

/** How a tool of node_modules/.bin answered. */
export interface Answer {
  readonly code: number;
  readonly stdout: string;
}

/** Runs a tool of this project in a folder, as `make` does, without colours. */
export const runTool = (cwd: string, tool: string, ...args: readonly string[]): Promise<Answer> =>
  new Promise((done, failed) => {
    const { FORCE_COLOR: _, ...env } = process.env;
    const options = { cwd, maxBuffer: 64 * 1024 * 1024, env: { ...env, NO_COLOR: "1" } };
    execFile(process.execPath, [join(ROOT, "node_modules/.bin", tool), ...args], options, (error, stdout) => {
      if (error === null) done({ code: 0, stdout });
      else if (typeof error.code === "number") done({ code: error.code, stdout });
      else failed(new Error(`${tool} did not run: ${error.message}`, { cause: error }));
    });
  });
