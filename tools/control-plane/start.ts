/** Starts a control plane: the file to read first. */
import type { Api } from "./api.ts";
import { bringUp, run, untilReady, type Parts } from "./bring-up.ts";
import type { Component } from "./components.ts";
import { findBinaries, logToStderr, type Binaries } from "./find.ts";
import type { Log } from "./items.ts";
import { layOut } from "./layout.ts";
import type { ProcessIdentity } from "./process-identity.ts";
import { readSettings, type Settings } from "./settings.ts";
import { makeFolder, sweepStale } from "./stale.ts";
import { Supervised } from "./supervised.ts";

/** What a control plane shall have. Everything is on by default but the audit. */
export interface StartOptions {
  readonly controllerManager?: boolean;
  readonly scheduler?: boolean;
  readonly kwok?: boolean;
  /** Writes one JSON line per request to `auditLog`. */
  readonly audit?: boolean;
  /** Flags added after ours, per component. */
  readonly flags?: Partial<Readonly<Record<Component, readonly string[]>>>;
  /** Deadline for all to be ready, in milliseconds; default two minutes. */
  readonly readyMs?: number;
  /** Found already; otherwise they are looked for. */
  readonly binaries?: Binaries;
  /** Read from the environment by default. */
  readonly settings?: Settings;
  readonly log?: Log;
}

/** How to end the API server. SIGTERM lets it finish requests; SIGKILL is a crash. */
export interface StopOptions {
  readonly signal?: "SIGTERM" | "SIGKILL";
}

/** A running control plane. It ends with `stop()`, or with the process that started it, however that ends. */
export interface ControlPlane {
  /** Path of the administrator's kubeconfig; TLS is verified. */
  readonly kubeconfig: string;
  readonly url: string;
  readonly adminToken: string;
  /** PEM of the certificate authority. */
  readonly ca: string;
  /** Data, certificates and `<component>.log`. */
  readonly folder: string;
  /** Present with `audit: true`. */
  readonly auditLog: string | undefined;
  readonly binaries: Binaries;
  /** The administrator's client; closed by `stop()`. */
  readonly api: Api;
  /** The process that ends all others when it gets SIGTERM. */
  readonly supervisor: ProcessIdentity;
  /** Process number of each running component. */
  pids(): Readonly<Record<string, number>>;
  stopApiServer(options?: StopOptions): Promise<void>;
  /** Starts it on the same port with the same data; resolves when ready. */
  startApiServer(): Promise<void>;
  restartApiServer(options?: StopOptions): Promise<void>;
  /** Lets it run on when this process ends. */
  detach(): Promise<void>;
  /** Ends every process and removes the folder. */
  stop(): Promise<void>;
}

const ATTEMPTS = 3;
const READY_MS = 120_000;
const STOP_GRACE_MS = 20_000;

/** Finds or builds the binaries, starts the components and resolves when a pod could be created. */
export async function startControlPlane(options: StartOptions = {}): Promise<ControlPlane> {
  const log = options.log ?? logToStderr;
  const settings = options.settings ?? readSettings();
  const binaries = options.binaries ?? (await findBinaries({ settings, log }));
  for (const folder of sweepStale(settings.temporary)) log(`removed what a killed run left: ${folder}`);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startIn(makeFolder(settings.temporary), binaries, options);
    } catch (error) {
      if (attempt === ATTEMPTS || !isPortTaken(error)) throw error;
      log("a port was taken meanwhile: trying others");
    }
  }
}

function isPortTaken(error: unknown): boolean {
  return error instanceof Error && error.message.includes("address already in use");
}

async function startIn(folder: string, binaries: Binaries, options: StartOptions): Promise<ControlPlane> {
  const supervised = await Supervised.start(folder);
  try {
    const clients = clientsOf(options);
    const serviceAccounts = clients.includes("kube-controller-manager");
    const layout = await layOut(folder, { stages: binaries.stages, serviceAccounts, audit: options.audit ?? false });
    const parts: Parts = { supervised, layout, binaries, clients, flags: options.flags ?? {}, readyMs: options.readyMs ?? READY_MS };
    return await handle(parts);
  } catch (error) {
    await supervised.stop();
    throw error;
  }
}

function clientsOf(options: StartOptions): Component[] {
  return [
    ...((options.controllerManager ?? true) ? (["kube-controller-manager"] as const) : []),
    ...((options.scheduler ?? true) ? (["kube-scheduler"] as const) : []),
    ...((options.kwok ?? true) ? (["kwok"] as const) : []),
  ];
}

async function handle(parts: Parts): Promise<ControlPlane> {
  const { supervised, layout, binaries } = parts;
  const { api, ca } = await bringUp(parts);
  const stopApiServer = ({ signal = "SIGTERM" }: StopOptions = {}): Promise<void> =>
    supervised.end("kube-apiserver", signal, STOP_GRACE_MS);
  const startApiServer = async (): Promise<void> => {
    await run(parts, "kube-apiserver");
    await untilReady(parts, api);
  };
  return {
    kubeconfig: layout.kubeconfig,
    url: layout.url,
    adminToken: layout.tokens.admin,
    ca,
    folder: supervised.folder,
    auditLog: layout.place.auditLog,
    binaries,
    api,
    supervisor: supervised.identity,
    pids: () => supervised.pids,
    stopApiServer,
    startApiServer,
    restartApiServer: async (how) => {
      await stopApiServer(how);
      await startApiServer();
    },
    detach: () => supervised.detach(),
    stop: async () => {
      await supervised.stop();
      await api.close();
    },
  };
}
