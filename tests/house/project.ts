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
  runNode(cwd, join(ROOT, "node_modules/.bin", tool), ...args);

/** Runs a script in a folder; nothing in its environment says that it is run by a test. */
export const runNode = (cwd: string, script: string, ...args: readonly string[]): Promise<Answer> =>
  new Promise((done, failed) => {
    const inherited = Object.entries(process.env).filter(([name]) => name !== "FORCE_COLOR" && !name.startsWith("VITEST"));
    const env = { ...Object.fromEntries(inherited), NO_COLOR: "1" };
    execFile(process.execPath, [script, ...args], { cwd, maxBuffer: 64 * 1024 * 1024, env }, (error, stdout) => {
      if (error === null) done({ code: 0, stdout });
      else if (typeof error.code === "number") done({ code: error.code, stdout });
      else failed(new Error(`${script} did not run: ${error.message}`, { cause: error }));
    });
  });
