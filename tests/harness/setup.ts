/** vitest's globalSetup for every suite that needs an API server: one control plane per test run, shared. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { openApi, type Api } from "../../tools/control-plane/api.ts";
import { findBinaries } from "../../tools/control-plane/find.ts";
import { readKubeconfig } from "../../tools/control-plane/kubeconfig.ts";
import { startControlPlane } from "../../tools/control-plane/start.ts";
import { kubectl } from "../../tools/control-plane/kubectl.ts";

/** What suites are given: plain values, since they run in other processes. */
export interface ClusterUnderTest {
  /** Path of an administrator's kubeconfig. */
  readonly kubeconfig: string;
  readonly url: string;
  /** PEM; undefined when the kubeconfig under test names none. */
  readonly ca: string | undefined;
  /** Put before PATH to find kubectl, and helm when the control plane is ours. */
  readonly searchPath: string;
  /** Ours has fake nodes, may be filled and left dirty; a foreign one has what it has. */
  readonly ours: boolean;
}

declare module "vitest" {
  interface ProvidedContext {
    cluster: ClusterUnderTest;
  }
}

const CRDS = join(import.meta.dirname, "..", "..", "crds");
const DEADLINE_MS = 60_000;

/** Starts a control plane, or takes the one that `KUBECONFIG_UNDER_TEST` names; installs our CRDs; returns what ends it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env["KUBECONFIG_UNDER_TEST"];
  const { cluster, stop } = given === undefined || given === "" ? await own() : await foreign(given);
  try {
    await installCrds(cluster);
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide("cluster", cluster);
  return stop;
}

interface Running {
  readonly cluster: ClusterUnderTest;
  readonly stop: () => Promise<void>;
}

async function own(): Promise<Running> {
  const started = await startControlPlane();
  const { kubeconfig, url, ca, binaries } = started;
  return { cluster: { kubeconfig, url, ca, searchPath: binaries.searchPath, ours: true }, stop: () => started.stop() };
}

async function foreign(kubeconfig: string): Promise<Running> {
  const access = readKubeconfig(kubeconfig);
  const { searchPath } = await findBinaries({ wanted: ["kubectl", "helm"] });
  return { cluster: { kubeconfig, url: access.url, ca: access.ca, searchPath, ours: false }, stop: async () => {} };
}

/** Applies what `crds/` holds and waits until each is served. */
async function installCrds(cluster: ClusterUnderTest): Promise<void> {
  const files = existsSync(CRDS) ? readdirSync(CRDS).filter((name) => name.endsWith(".yaml")) : [];
  if (files.length === 0) return;
  await kubectl(cluster, ["apply", "--server-side", "--force-conflicts", "-f", CRDS]);
  const api = openApi(cluster.kubeconfig);
  try {
    await untilServed(api);
  } finally {
    await api.close();
  }
}

interface CrdList {
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
  }[];
}

async function untilServed(api: Api): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    const { items } = await api.must<CrdList>("GET", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions");
    const waiting = items.filter(
      (crd) => !(crd.status?.conditions ?? []).some(({ type, status }) => type === "Established" && status === "True"),
    );
    if (waiting.length === 0) return;
    if (Date.now() > deadline) throw new Error(`not served: ${waiting.map((crd) => crd.metadata.name).join(", ")}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
