/** The commands of the toolbox (kubectl, helm), run as a person would. */
import { spawn } from "node:child_process";
import { delimiter } from "node:path";
import { text } from "node:stream/consumers";

/** What a command printed. */
export interface Printed {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** Where a command finds itself and its cluster. */
export interface CommandContext {
  readonly kubeconfig: string;
  readonly searchPath: string;
}

/** Runs a command against the cluster and returns what it printed, whatever its exit code. */
export async function runCommand(context: CommandContext, command: string, args: readonly string[], input = ""): Promise<Printed> {
  const child = spawn(command, args, {
    env: { ...process.env, KUBECONFIG: context.kubeconfig, PATH: `${context.searchPath}${delimiter}${process.env["PATH"] ?? ""}` },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const code = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (ended) => resolve(ended ?? -1));
  });
  child.stdin.on("error", () => {}); // a command that ends early does not read it all
  child.stdin.end(input);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { stdout, stderr, code: await code };
}

/** Runs kubectl and returns its stdout; throws what it said when it fails. */
export async function kubectl(
  context: CommandContext,
  args: readonly string[],
  options: { readonly input?: string } = {},
): Promise<string> {
  const { stdout, stderr, code } = await runCommand(context, "kubectl", args, options.input);
  if (code !== 0) throw new Error(`kubectl ${args.join(" ")} ended with ${code}: ${stderr.trim()}`);
  return stdout;
}
