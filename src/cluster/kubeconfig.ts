import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
// The package root would load every generated client; this file is all we use of it.
import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import { load } from "js-yaml";
import { Stalled } from "./errors.ts";

const SERVICE_ACCOUNT_TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount/token";

/** Where to find the cluster. */
export interface KubeconfigSource {
  /** One path, or several as in the variable KUBECONFIG; without it the pod's service account, else ~/.kube/config. */
  readonly kubeconfig?: string | undefined;
  /** Name of a context; the current one by default. */
  readonly context?: string | undefined;
}

/** A kubeconfig with one context chosen. */
export interface Kubeconfig {
  readonly config: KubeConfig;
  /** Where it came from, for messages. */
  readonly origin: string;
  /** File that holds the bearer token, read again as it rotates. */
  readonly tokenFile: string | undefined;
}

const wrong = (message: string, cause?: unknown): Stalled => new Stalled("Configuration", message, { cause });

/** Why a file could not be read, in words. */
export const fileProblem = (error: unknown): string => {
  const code = (error as NodeJS.ErrnoException).code;
  const words: Readonly<Record<string, string>> = { ENOENT: "no such file", EACCES: "permission denied", EISDIR: "it is a directory" };
  return words[code ?? ""] ?? (error instanceof Error ? error.message : String(error));
};

const readText = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw wrong(`cannot read kubeconfig ${path}: ${fileProblem(error)}`, error);
  }
};

const parse = (path: string, text: string): object => {
  let document: unknown;
  try {
    document = load(text);
  } catch (error) {
    const { reason, mark } = error as { reason?: string; mark?: { line?: number } };
    const line = mark?.line === undefined ? "" : ` (line ${mark.line + 1})`;
    throw wrong(`kubeconfig ${path} is not valid YAML: ${reason ?? "it cannot be parsed"}${line}`, error);
  }
  if (typeof document !== "object" || document === null || !("clusters" in document)) {
    throw wrong(`kubeconfig ${path} holds no clusters`);
  }
  return document;
};

interface RawUsers {
  readonly users?: readonly { readonly name?: string; readonly user?: { readonly tokenFile?: string } | null }[] | null;
}

/** client-node does not know `user.tokenFile`, which client-go reads. */
const tokenFilesOf = (path: string, document: RawUsers): Map<string, string> => {
  const files = new Map<string, string>();
  for (const { name, user } of document.users ?? []) {
    if (name && user?.tokenFile) {
      files.set(name, resolve(dirname(path), user.tokenFile));
    }
  }
  return files;
};

interface Loaded {
  readonly config: KubeConfig;
  readonly tokenFiles: Map<string, string>;
}

const loadFile = (path: string): Loaded => {
  const text = readText(path);
  const document = parse(path, text);
  const config = new KubeConfig();
  try {
    config.loadFromString(text);
  } catch (error) {
    throw wrong(`kubeconfig ${path} is not complete: ${(error as Error).message}`, error);
  }
  config.makePathsAbsolute(resolve(dirname(path)));
  return { config, tokenFiles: tokenFilesOf(path, document) };
};

const absentFrom = <T extends { readonly name: string }>(known: readonly T[]) => {
  const names = new Set(known.map(({ name }) => name));
  return ({ name }: T): boolean => !names.has(name);
};

/** Several files are one, and what comes first counts, as for kubectl. */
const merge = (into: Loaded, { config, tokenFiles }: Loaded): void => {
  const target = into.config;
  target.clusters.push(...config.clusters.filter(absentFrom(target.clusters)));
  target.contexts.push(...config.contexts.filter(absentFrom(target.contexts)));
  target.users.push(...config.users.filter(absentFrom(target.users)));
  target.currentContext ??= config.currentContext;
  for (const [user, file] of tokenFiles) {
    if (!into.tokenFiles.has(user)) {
      into.tokenFiles.set(user, file);
    }
  }
};

const fromFiles = (paths: readonly string[]): Loaded => {
  const [first, ...others] = paths.map(loadFile);
  if (!first) {
    throw wrong("no kubeconfig is named");
  }
  for (const other of others) {
    merge(first, other);
  }
  return first;
};

const exists = (path: string): boolean => {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
};

/** Of several files those that are there, as for kubectl: people name files that some of their machines have. */
const present = (paths: readonly string[]): readonly string[] => {
  const there = paths.filter(exists);
  return there.length > 0 ? there : paths;
};

const locate = (kubeconfig: string | undefined): Loaded & { readonly origin: string } => {
  if (kubeconfig) {
    return { ...fromFiles(present(kubeconfig.split(delimiter).filter(Boolean))), origin: `kubeconfig ${kubeconfig}` };
  }
  if (exists(SERVICE_ACCOUNT_TOKEN)) {
    const config = new KubeConfig();
    config.loadFromCluster();
    return { config, tokenFiles: new Map([["inClusterUser", SERVICE_ACCOUNT_TOKEN]]), origin: "the pod's service account" };
  }
  const home = join(homedir(), ".kube", "config");
  if (exists(home)) {
    return { ...fromFiles([home]), origin: `kubeconfig ${home}` };
  }
  throw wrong(`no kubeconfig: none was named, ${home} does not exist, and this is not a pod with a service account`);
};

const choose = (config: KubeConfig, origin: string, context: string | undefined): void => {
  const names = config.contexts.map(({ name }) => name);
  const wanted = context ?? config.currentContext;
  if (!wanted) {
    throw wrong(`${origin} names no current context; choose one of: ${names.join(", ") || "(it has none)"}`);
  }
  if (!names.includes(wanted)) {
    throw wrong(`${origin} has no context "${wanted}"; it has: ${names.join(", ") || "none"}`);
  }
  config.setCurrentContext(wanted);
  const chosen = config.getContextObject(wanted);
  if (!config.getCurrentCluster()) {
    throw wrong(`context "${wanted}" of ${origin} names the cluster "${chosen?.cluster}", which is not in it`);
  }
  if (!config.getCurrentUser()) {
    throw wrong(`context "${wanted}" of ${origin} names the user "${chosen?.user}", who is not in it`);
  }
};

/** Reads the kubeconfig and chooses the context. Throws Stalled with a sentence that says what to mend. */
export const loadKubeconfig = (source: KubeconfigSource): Kubeconfig => {
  const { config, tokenFiles, origin } = locate(source.kubeconfig);
  choose(config, origin, source.context);
  return { config, origin, tokenFile: tokenFiles.get(config.getCurrentUser()?.name ?? "") };
};
