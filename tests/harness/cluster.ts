/** What a suite against a live API server works with: names of its own, and everything gone when it is done. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, inject } from "vitest";
import { openApi, type Api } from "../../tools/control-plane/api.ts";
import { createAccount, type Account, type Rule } from "../../tools/control-plane/account.ts";
import { eventually } from "./eventually.ts";
import { kubectl } from "../../tools/control-plane/kubectl.ts";
import type { ClusterUnderTest } from "./setup.ts";

/** The cluster, seen by one suite. */
export interface Suite {
  readonly cluster: ClusterUnderTest;
  /** The administrator's client. */
  readonly api: Api;
  /** Unique to this suite and run: start the name of every object outside namespaces with it. */
  readonly prefix: string;
  /** A folder that is removed at the end. */
  readonly folder: string;
  /** Creates the namespace `<prefix>-<name>` and returns its whole name. */
  namespace(name: string, metadata?: NamespaceMetadata): Promise<string>;
  /** Runs kubectl as administrator; returns its stdout, throws its stderr. */
  kubectl(args: readonly string[], options?: { readonly input?: string }): Promise<string>;
  /** Applies by server-side apply, and deletes the same objects at the end. */
  applyYaml(yaml: string, options?: { readonly namespace?: string }): Promise<void>;
  /** A service account `<prefix>-<name>` with a kubeconfig, and cluster-wide rules if any are given. */
  account(namespace: string, name: string, rules?: readonly Rule[]): Promise<Account & { readonly api: Api }>;
  /** Runs at the end, before what was registered earlier. */
  onCleanup(work: () => unknown): void;
}

/** Labels and annotations of a namespace. */
export interface NamespaceMetadata {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

const GONE_MS = 60_000;

/** Opens the shared cluster for the suite (a file or a describe block) that calls it. `name`: short, lower case, unique among suites. */
export function suite(name: string): Suite {
  const cluster = inject("cluster");
  const api = openApi(cluster.kubeconfig);
  const prefix = `${name}-${Math.random().toString(36).slice(2, 7)}`;
  const folder = mkdtempSync(join(tmpdir(), `isms-scope-suite-${name}-`));
  const cleanups: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true }), () => api.close()];
  const onCleanup = (work: () => unknown): void => void cleanups.push(work);
  afterAll(() => runAll(cleanups));
  const remove = (path: string): void => onCleanup(() => deleteAndWait(api, path));
  return {
    cluster,
    api,
    prefix,
    folder,
    onCleanup,
    namespace: async (own, metadata = {}) => {
      const whole = `${prefix}-${own}`;
      await api.must("POST", "/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: whole, ...metadata } });
      remove(`/api/v1/namespaces/${whole}`);
      return whole;
    },
    kubectl: (args, options) => kubectl(cluster, args, options),
    applyYaml: async (yaml, { namespace } = {}) => {
      const where = namespace === undefined ? [] : ["--namespace", namespace];
      onCleanup(() => kubectl(cluster, ["delete", "--ignore-not-found", "--wait=false", ...where, "-f", "-"], { input: yaml }));
      await kubectl(cluster, ["apply", "--server-side", "--force-conflicts", ...where, "-f", "-"], { input: yaml });
    },
    account: async (namespace, own, rules) => {
      const whole = `${prefix}-${own}`;
      const kubeconfig = join(folder, `${whole}.kubeconfig`);
      const account = await createAccount(api, {
        namespace,
        name: whole,
        kubeconfig,
        ca: cluster.ca,
        ...(rules === undefined ? {} : { rules }),
      });
      for (const path of account.created) remove(path);
      const theirs = openApi(account.kubeconfig);
      onCleanup(() => theirs.close());
      return { ...account, api: theirs };
    },
  };
}

/** Runs every cleanup, the last registered first, and throws the first failure only after all have run. */
async function runAll(cleanups: readonly (() => unknown)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const work of cleanups.toReversed()) {
    try {
      await work();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** Namespaces take a moment to empty themselves; the next suite shall not find them. */
async function deleteAndWait(api: Api, path: string): Promise<void> {
  await api.request("DELETE", path, { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy: "Background" });
  await eventually(async () => (await api.request("GET", path)).status === 404, { timeout: GONE_MS, interval: 100 });
}
