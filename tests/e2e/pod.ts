/** A pod of a Deployment, without a kubelet: the container of the image in a sandbox, with what the pod would be given. */
import { mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { readContainer, type DeploymentManifest } from "../../tools/operator/deployed.ts";
import { followOperator, freePort, type OperatorProcess } from "../../tools/operator/process.ts";
import { makeAccountVolume, type AccountFiles, type AccountVolume } from "../../tools/sandbox/account-volume.ts";
import type { ImageRoot } from "../../tools/sandbox/root.ts";
import { startSandboxed } from "../../tools/sandbox/sandbox.ts";

/** The operator in its container. `pid` is the operator's own, as this machine counts. */
export interface Pod extends OperatorProcess {
  /** What it finds where its ServiceAccount is mounted. */
  readonly account: AccountVolume;
}

/** What decides how a pod runs. */
export interface PodOptions {
  readonly root: ImageRoot;
  readonly deployment: DeploymentManifest;
  /** Name of the pod. */
  readonly name: string;
  /** Address of the API server. */
  readonly url: string;
  readonly account: Omit<AccountFiles, "namespace">;
  /** A folder for the volume of the account. */
  readonly folder: string;
}

/**
 * Starts the ENTRYPOINT with the arguments and variables of the Deployment, configured as in a cluster. It shares the machine's
 * network, so it listens on a free loopback port: the one thing in which it differs from the pod.
 */
export async function startPod({ root, deployment, name, url, account, folder }: PodOptions): Promise<Pod> {
  const { namespace, args, env } = readContainer(deployment, name);
  const mounted = join(folder, `${name}-account`);
  mkdirSync(mounted);
  const volume = makeAccountVolume(mounted, { ...account, namespace });
  const server = new URL(url);
  const port = await freePort();
  const elsewhere = args.filter((arg) => !arg.startsWith("--bind-address="));
  const { child, pid } = await startSandboxed({
    root,
    account: mounted,
    command: [...root.entrypoint, ...elsewhere, `--bind-address=127.0.0.1:${port}`],
    env: { HOSTNAME: name, KUBERNETES_SERVICE_HOST: server.hostname, KUBERNETES_SERVICE_PORT: server.port || "443", ...env },
  });
  const operator = followOperator(child, `http://127.0.0.1:${port}`);
  const stop = async (signal: NodeJS.Signals = "SIGTERM"): Promise<number | string> => {
    if (child.exitCode === null && child.signalCode === null) process.kill(pid, signal);
    return operator.ended;
  };
  return { ...operator, pid, stop, account: volume };
}

/** Every file below a folder with size and time of its last change, to see that nothing was written. */
export function stateOf(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    const { size, mtimeMs, ctimeMs } = statSync(path);
    return [path, size, mtimeMs, ctimeMs].join(" ");
  });
}
