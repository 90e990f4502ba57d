/** Runs a command as a pod's container would: a root file system of its own, read-only, as a user without any right. Linux only. */
import { execFileSync, spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { ACCOUNT_FOLDER, DEVICES, type ImageRoot } from "./root.ts";

/** What runs where. */
export interface SandboxOptions {
  readonly root: ImageRoot;
  /** Folder that is mounted, read-only, where a pod finds its ServiceAccount. */
  readonly account: string;
  readonly command: readonly string[];
  /** All variables of the container beside PATH: none of this process's. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A process in its sandbox. Everything in it ends with `child`, and `child` with the process that started it, however that ends. */
export interface Sandboxed {
  /** The sandbox from outside; its exit code or signal is the command's. */
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  /** Number of the command's process as this machine counts; in its own namespace it is 1. */
  readonly pid: number;
}

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const ENTER = join(import.meta.dirname, "enter.sh");
const STARTED_MS = 10_000;

/** An ordinary user gets the rights that the mounts need in a user namespace, where the machine allows one. */
const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * Two pid namespaces: when the first process of the outer one is killed, the kernel ends all in both. The inner one's first process
 * changes its user, which makes the kernel forget whom it was to die with.
 */
const namespaces = (): string[] => {
  const user = isRoot() ? [] : ["--user", "--map-root-user"];
  return ["--pdeathsig", "KILL", "unshare", ...user, "--pid", "--fork", "--kill-child", "unshare", "--mount", "--pid", "--fork"];
};

/** Why this machine cannot run a sandbox, as a sentence; undefined when it can. */
export function whyNoSandbox(): string | undefined {
  if (process.platform !== "linux") return `a sandbox needs Linux, and this is ${process.platform}`;
  try {
    execFileSync("setpriv", [...namespaces(), "sh", "-c", "mount -t tmpfs tmpfs /tmp"], { env: { PATH }, stdio: "pipe" });
    return undefined;
  } catch (error) {
    const { message, stderr } = error as Error & { readonly stderr?: Buffer };
    const said = stderr?.toString().trim().split("\n")[0];
    return `this machine does not allow ${isRoot() ? "root" : "its users"} to make namespaces for a sandbox: ${said === undefined || said === "" ? message : said}`;
  }
}

/** Starts the command; resolves when its process is there. Output is piped. */
export async function startSandboxed({ root, account, command, env = {} }: SandboxOptions): Promise<Sandboxed> {
  const { folder, uid, gid } = root;
  const entering = [ENTER, folder, account, ACCOUNT_FOLDER, String(uid), String(gid), String(!isRoot()), DEVICES.join(" ")];
  const child = spawn("setpriv", [...namespaces(), ...entering, ...command], {
    cwd: "/",
    env: { PATH, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  await once(child, "spawn");
  const deadline = Date.now() + STARTED_MS;
  for (;;) {
    const pid = onlyChild(onlyChild(child.pid));
    if (pid !== undefined) return { child, pid };
    if (child.exitCode !== null || Date.now() > deadline) throw new Error("the sandbox ended before anything ran in it");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Children are looked for by their parents' numbers: not every kernel lists them. */
function onlyChild(parent: number | undefined): number | undefined {
  if (parent === undefined) return undefined;
  const pids = readdirSync("/proc").map(Number).filter(Number.isInteger);
  return pids.find((pid) => parentOf(pid) === parent);
}

function parentOf(pid: number): number | undefined {
  try {
    // "42 (a name (with anything)) S 41 …"
    return Number(/\) \S (\d+) /.exec(readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\)/s, ")"))?.[1]);
  } catch {
    return undefined;
  }
}
