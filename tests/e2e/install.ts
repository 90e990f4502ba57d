/** The operator as it is installed: the account and the rights of k8s/rbac.yaml, and its bundle as a process of its own. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dump, loadAll } from "js-yaml";
import { afterAll, afterEach, beforeAll } from "vitest";
import { openApi, type Api } from "../../tools/control-plane/api.ts";
import { startOperator, type OperatorOptions, type OperatorProcess } from "../../tools/operator/process.ts";
import { createAccount, type Rule } from "../../tools/control-plane/account.ts";
import type { Place } from "./place.ts";

const RBAC = join(import.meta.dirname, "..", "..", "k8s", "rbac.yaml");
const CRDS = join(import.meta.dirname, "..", "..", "crds");

/** The names under which k8s/rbac.yaml installs the operator. */
export const INSTALLED = { namespace: "isms-scope-system", name: "isms-scope-operator" } as const;

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly rules?: readonly Rule[];
}

/**
 * The install, under other names where a suite needs its own, and without some rights where it shows what then happens:
 * "cronjobs" is all that is granted on them, "patch namespaces" one verb.
 */
export function rbacManifests(names: { readonly namespace: string; readonly name: string } = INSTALLED, without: readonly string[] = []) {
  const text = readFileSync(RBAC, "utf8").replaceAll(INSTALLED.namespace, names.namespace).replaceAll(INSTALLED.name, names.name);
  return (loadAll(text) as Manifest[]).map(({ rules, ...manifest }) =>
    rules === undefined ? manifest : { ...manifest, rules: rules.flatMap((rule) => lessened(rule, without)) },
  );
}

function lessened(rule: Rule, without: readonly string[]): Rule[] {
  const taken = (resource: string) => without.includes(resource) || rule.verbs.some((verb) => without.includes(`${verb} ${resource}`));
  const resources = (rule.resources ?? []).filter((resource) => !taken(resource));
  return resources.length === 0 ? [] : [{ ...rule, resources }];
}

/** How one process of the operator is to run. */
export interface RunOptions extends Pick<OperatorOptions, "onLine" | "nodeArgs" | "env"> {
  readonly args?: readonly string[];
  /** Another kubeconfig than the installed account's. */
  readonly kubeconfig?: string;
  /** False: do not wait until /readyz answers 200. */
  readonly ready?: boolean;
}

/** An installed operator: who it is, and how to run it. */
export interface Install {
  readonly namespace: string;
  readonly name: string;
  /** As RBAC and the audit log call it. */
  readonly user: string;
  readonly kubeconfig: string;
  /** A client with no more rights than the operator. */
  readonly api: Api;
  /** Starts a process; it ends with the suite at the latest. */
  run(options?: RunOptions): Promise<OperatorProcess>;
  /** Puts the rights of k8s/rbac.yaml in force again, without these: see rbacManifests. */
  grant(without?: readonly string[]): Promise<void>;
}

const READY_MS = 90_000;

export interface InstallOptions {
  /** Unique to the suite on the shared cluster; without it the names are those of k8s/rbac.yaml. */
  readonly prefix?: string;
  /** False: the CustomResourceDefinitions are not installed. They are on the shared cluster. */
  readonly crds?: boolean;
}

/** Call it while the file is collected: it installs before the suite, and ends every process after it. */
export function useInstall(place: Place, { prefix, crds = true }: InstallOptions = {}): Install {
  const names = prefix === undefined ? INSTALLED : { namespace: `${prefix}-system`, name: `${prefix}-operator` };
  const kubeconfig = () => join(place.folder, `${names.name}.kubeconfig`);
  const running: OperatorProcess[] = [];
  const applied: string[] = [];
  const live: { api?: Api } = {};
  const grant = async (without: readonly string[] = []) => {
    const yaml = rbacManifests(names, without)
      .map((manifest) => dump(manifest))
      .join("---\n");
    applied.push(yaml);
    await place.kubectl(["apply", "--server-side", "--force-conflicts", "-f", "-"], { input: yaml });
  };
  beforeAll(async () => {
    if (crds) await installCrds(place);
    await grant();
    await createAccount(place.api, { ...names, kubeconfig: kubeconfig(), ca: place.ca });
    live.api = openApi(kubeconfig());
  });
  afterEach(({ task }) => {
    if (task.result?.state !== "fail") return;
    for (const { pid, lines } of running) process.stderr.write(`operator ${pid}:\n  ${lines.slice(-40).join("\n  ")}\n`);
  });
  afterAll(async () => {
    await Promise.all(running.map((operator) => operator.stop("SIGKILL")));
    await live.api?.close();
    const last = applied.at(-1);
    if (prefix === undefined || last === undefined) return;
    await place.kubectl(["delete", "--ignore-not-found", "--wait=false", "-f", "-"], { input: last });
    await leaveNamespaces(place.api, prefix);
  });
  return {
    ...names,
    user: `system:serviceaccount:${names.namespace}:${names.name}`,
    get kubeconfig() {
      return kubeconfig();
    },
    get api() {
      if (live.api === undefined) throw new Error("the operator is not installed yet");
      return live.api;
    },
    grant,
    run: async ({ args = [], ready = true, ...options } = {}) => {
      const operator = await startOperator({ kubeconfig: kubeconfig(), ...options, args: [...flags(names), ...args] });
      running.push(operator);
      if (ready) await operator.ready(READY_MS);
      return operator;
    },
  };
}

const flags = ({ namespace, name }: { readonly namespace: string; readonly name: string }): string[] => [
  `--lease-namespace=${namespace}`,
  `--lease-name=${name}`,
  `--system-namespaces=kube-*,${namespace}`,
];

/** Lets all namespaces of a suite go at once; the suite then waits for each. */
async function leaveNamespaces(api: Api, prefix: string): Promise<void> {
  const { items } = await api.must<{ readonly items: readonly Manifest[] }>("GET", "/api/v1/namespaces");
  const ours = items.map(({ metadata }) => metadata.name).filter((name) => name.startsWith(`${prefix}-`));
  await Promise.all(ours.map((name) => api.request("DELETE", `/api/v1/namespaces/${name}`)));
}

/** Installs one of our CustomResourceDefinitions, or all, and waits until they are served. */
export async function installCrds(place: Pick<Place, "kubectl">, file = ""): Promise<void> {
  const path = join(CRDS, file);
  await place.kubectl(["apply", "--server-side", "--force-conflicts", "-f", path]);
  await place.kubectl(["wait", "--for=condition=Established", "--timeout=60s", "-f", path]);
}
