/** Brings the components up in order and waits until each is of use, or tells why not with the log that knows. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openApi, type Api } from "./api.ts";
import { FILES, FLAGS, type Component } from "./components.ts";
import type { Binaries } from "./find.ts";
import { writeClients, type Layout } from "./layout.ts";
import { lastLines, type Supervised } from "./supervised.ts";

/** What a start works with. */
export interface Parts {
  readonly supervised: Supervised;
  readonly layout: Layout;
  readonly binaries: Binaries;
  /** Components beside etcd and kube-apiserver. */
  readonly clients: readonly Component[];
  /** Flags added after ours. */
  readonly flags: Partial<Readonly<Record<Component, readonly string[]>>>;
  /** Deadline for the start of all, or the restart of one, in milliseconds. */
  readonly readyMs: number;
}

/** The administrator's client and the certificate authority, as PEM. */
export interface Up {
  readonly api: Api;
  readonly ca: string;
}

const POLL_MS = 40;
/** Without it no pod is admitted; the controller manager creates it. */
const DEFAULT_ACCOUNT = "/api/v1/namespaces/default/serviceaccounts/default";

/** Starts everything; resolves when a pod could be created. */
export async function bringUp(parts: Parts): Promise<Up> {
  const { layout, clients } = parts;
  await Promise.all([run(parts, "etcd"), run(parts, "kube-apiserver")]);
  const ca = await until(parts, "kube-apiserver has made its certificate", () => certificate(layout));
  writeClients(layout, ca);
  const api = openApi(layout.kubeconfig);
  try {
    // not earlier: kube-controller-manager gives up when the API server answers but has not granted its role yet
    await untilReady(parts, api);
    await Promise.all(clients.map((name) => run(parts, name)));
    if (clients.includes("kube-controller-manager")) {
      await until(parts, "kube-controller-manager has made the default service account", () => answers(api, DEFAULT_ACCOUNT));
    }
    return { api, ca };
  } catch (error) {
    await api.close();
    throw error;
  }
}

/** Starts a component, without waiting for it. */
export async function run({ supervised, layout, binaries, flags }: Parts, name: Component): Promise<void> {
  await supervised.spawn(name, binaries.path(name), [...FLAGS[name](layout.place), ...(flags[name] ?? [])]);
}

/** Resolves when kube-apiserver says that it is ready. */
export async function untilReady(parts: Parts, api: Api): Promise<void> {
  await until(parts, "kube-apiserver is ready", () => answers(api, "/readyz"));
}

async function answers(api: Api, path: string): Promise<true | undefined> {
  const answer = await api.request("GET", path).catch(() => undefined);
  return answer?.status === 200 ? true : undefined;
}

/** kube-apiserver writes the key after the certificate: when both are there, both are whole. */
function certificate({ place }: Layout): string | undefined {
  const folder = join(place.folder, FILES.certificates);
  if (!existsSync(join(folder, "apiserver.key"))) return undefined;
  const pem = readFileSync(join(folder, "apiserver.crt"), "utf8");
  return pem.endsWith("-----END CERTIFICATE-----\n") ? pem : undefined;
}

async function until<T>({ supervised, readyMs }: Parts, what: string, ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + readyMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    const failure = supervised.firstFailure();
    if (failure !== undefined) throw new Error(`the control plane does not start: ${failure}`);
    if (Date.now() > deadline) {
      const component = what.split(" ")[0] ?? "";
      throw new Error(`waited ${readyMs / 1000} s until ${what}; ${lastLines(supervised.folder, component)}`);
    }
    await sleep(POLL_MS);
  }
}
