/** The chart on the shared cluster, under its default names, and its operator: in a real pod where the image is loaded, else in a sandbox. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { helm, installChart } from "../../tools/operator/helm.ts";
import type { DeploymentManifest } from "../../tools/operator/deployed.ts";
import type { OperatorProcess } from "../../tools/operator/process.ts";
import { layOutRoot, type ImageRoot } from "../../tools/sandbox/root.ts";
import { whyNoSandbox } from "../../tools/sandbox/sandbox.ts";
import type { Suite } from "../harness/cluster.ts";
import { eventually } from "../harness/eventually.ts";
import { INSTALLED } from "./install.ts";
import { startPod } from "./pod.ts";
import { PATIENCE } from "./readings.ts";

/** The image that the nodes of the cluster under test have; undefined where there is none. */
export const LOADED_IMAGE = process.env["ISMS_SCOPE_IMAGE"];

/** Where the operator's own objects are. */
export const INSTALLED_PATH = `/api/v1/namespaces/${INSTALLED.namespace}`;
/** A kubelet starts a container, and probes it now and then. */
const KUBELET_PATIENCE = { timeout: 120_000, interval: 200 };

/**
 * Installs the chart for the suite. Without `image` no pod of it ever runs: the image that it then names is nowhere.
 * The suite's cluster has the CRDs already, and not from Helm.
 */
export async function installForSuite({ cluster, api, onCleanup }: Suite, image?: string): Promise<DeploymentManifest> {
  const [repository, tag] = (image ?? "registry.example/none:1").split(/:(?=[^/:]+$)/);
  onCleanup(async () => {
    await helm(cluster, ["uninstall", INSTALLED.name, "--namespace", INSTALLED.namespace, "--ignore-not-found"]);
    await api.request("DELETE", INSTALLED_PATH);
    await eventually(async () => (await api.request("GET", INSTALLED_PATH)).status === 404, PATIENCE);
  });
  const values = { crds: { enabled: false }, image: { repository, tag, pullPolicy: "Never" } };
  return await installChart(cluster, { values });
}

/** The image's root file system, laid out for the suite. Throws a sentence where this machine has no sandbox to use it in. */
export function rootForSuite({ folder }: Suite): ImageRoot {
  const why = whyNoSandbox();
  if (why !== undefined) throw new Error(why);
  mkdirSync(join(folder, "root"));
  return layOutRoot(join(folder, "root"), join(import.meta.dirname, "../.."));
}

/** A token of the installed account that is good for as long as a Secret of this name, which is made for it, is there. */
export async function tokenFor({ api }: Suite, secret: string): Promise<string> {
  const { metadata } = await api.must("POST", `${INSTALLED_PATH}/secrets`, {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: secret },
  });
  const boundObjectRef = { apiVersion: "v1", kind: "Secret", name: secret, uid: metadata?.uid };
  const request = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: { expirationSeconds: 3600, boundObjectRef } };
  const path = `${INSTALLED_PATH}/serviceaccounts/${INSTALLED.name}/token`;
  return (await api.must<{ readonly status: { readonly token: string } }>("POST", path, request)).status.token;
}

/** Who holds the operator's Lease; empty when nobody does. */
export async function leaseHolder({ api }: Suite): Promise<string> {
  const path = `/apis/coordination.k8s.io/v1/namespaces/${INSTALLED.namespace}/leases/${INSTALLED.name}`;
  const { spec } = await api.must<{ readonly spec: { readonly holderIdentity?: string } }>("GET", path);
  return spec.holderIdentity ?? "";
}

/** One pod's operator. */
export interface Running extends Pick<OperatorProcess, "get"> {
  /** Name of the pod. */
  readonly pod: string;
  /** Ends the pod and resolves when the next one is ready, which it returns. */
  replace(): Promise<Running>;
}

/** Starts the operator of an installed Deployment and waits until it is ready. */
export async function startInstalled(suite: Suite, deployment: DeploymentManifest): Promise<Running> {
  return LOADED_IMAGE === undefined ? await startInSandbox(suite, deployment, rootForSuite(suite), 1) : await readyPod(suite);
}

async function startInSandbox(suite: Suite, deployment: DeploymentManifest, root: ImageRoot, count: number): Promise<Running> {
  const { cluster, folder, onCleanup } = suite;
  const name = `pod-${count}`;
  const account = { token: await tokenFor(suite, name), ca: cluster.ca ?? "" };
  const pod = await startPod({ root, deployment, name, url: cluster.url, account, folder });
  onCleanup(() => pod.stop("SIGKILL"));
  await pod.ready();
  const replace = async (): Promise<Running> => {
    await pod.stop();
    return startInSandbox(suite, deployment, root, count + 1);
  };
  return { pod: name, get: (path) => pod.get(path), replace };
}

interface PodList {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
    readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
  }[];
}

/** The pod that a kubelet runs; it is reached through the API server. */
async function readyPod(suite: Suite): Promise<Running> {
  const { api } = suite;
  const pods = `${INSTALLED_PATH}/pods`;
  const pod = await eventually(async () => {
    const { items } = await api.must<PodList>("GET", `${pods}?labelSelector=app.kubernetes.io/name=${INSTALLED.name}`);
    const [only, ...others] = items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    const ready = only?.status.conditions?.some(({ type, status }) => type === "Ready" && status === "True");
    return ready && others.length === 0 ? only?.metadata.name : undefined;
  }, KUBELET_PATIENCE);
  const get = async (path: string) => {
    const { status, body } = await api.request<unknown>("GET", `${pods}/${pod}:8080/proxy${path}`);
    return { status, text: typeof body === "string" ? body : JSON.stringify(body) };
  };
  const replace = async (): Promise<Running> => {
    await api.must("DELETE", `${pods}/${pod}`);
    return readyPod(suite);
  };
  return { pod, get, replace };
}
