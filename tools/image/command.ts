/** Commands that people would type: their output is shown as it comes. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";

/** Where and with what a command runs. */
export interface CommandOptions {
  readonly cwd: string;
  /** Variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Whether the PATH has it. */
export const isThere = (command: string): boolean =>
  spawnSync("sh", ["-c", 'command -v "$1"', "sh", command], { stdio: "ignore" }).status === 0;

/** Runs it to its end; resolves to its exit code, 1 when a signal ended it. */
export async function runToEnd(command: string, args: readonly string[], { cwd, env = {} }: CommandOptions): Promise<number> {
  process.stderr.write(`$ ${[command, ...args].join(" ")}\n`);
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: "inherit" });
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? 1;
}

/** The same, for a command without which nothing goes on: throws when it fails. */
export async function mustRun(command: string, args: readonly string[], options: CommandOptions): Promise<void> {
  const code = await runToEnd(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args[0] ?? ""} ended with ${code}`);
}
