/** Kubeconfig files: writing our own, and reading any that a suite is pointed at. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { load } from "js-yaml";

/** How to reach an API server and as whom. */
export interface Access {
  readonly url: string;
  /** PEM. */
  readonly ca?: string;
  readonly token?: string;
  /** PEM; both or none. */
  readonly certificate?: string;
  readonly key?: string;
  readonly insecure?: boolean;
}

/** Writes a kubeconfig for a bearer token, readable by its owner alone, and returns its path. */
export function writeKubeconfig(path: string, access: Pick<Access, "url" | "ca" | "token"> & { readonly namespace?: string }): string {
  const cluster = {
    server: access.url,
    ...(access.ca === undefined ? {} : { "certificate-authority-data": Buffer.from(access.ca).toString("base64") }),
  };
  const context = { cluster: "test", user: "test", ...(access.namespace === undefined ? {} : { namespace: access.namespace }) };
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "test", cluster }],
    users: [{ name: "test", user: { token: access.token } }],
    contexts: [{ name: "test", context }],
    "current-context": "test",
  };
  writeFileSync(path, `${JSON.stringify(config, undefined, 2)}\n`, { mode: 0o600 });
  return path;
}

type Entry = Readonly<Record<string, unknown>>;

/** Reads the current context: certificates and keys inline or by path, tokens inline, by path or from an exec plugin. */
export function readKubeconfig(path: string): Access {
  const text = readFileSync(path, "utf8");
  if (text.trim() === "") throw new Error(`the kubeconfig ${path} is empty`);
  const config = load(text) as Entry;
  const context = named(config, "contexts", config["current-context"], "context");
  const cluster = named(config, "clusters", context["cluster"], "cluster");
  const user = named(config, "users", context["user"], "user");
  const folder = dirname(path);
  const server = cluster["server"];
  if (typeof server !== "string") throw new Error(`${path}: the current context names no server`);
  const plugin = user["exec"] === undefined ? {} : fromPlugin(user["exec"] as Entry);
  return defined({
    url: server.replace(/\/+$/, ""),
    ca: material(cluster, "certificate-authority", folder),
    certificate: material(user, "client-certificate", folder) ?? plugin.certificate,
    key: material(user, "client-key", folder) ?? plugin.key,
    token: tokenOf(user, folder) ?? plugin.token,
    insecure: cluster["insecure-skip-tls-verify"] === true ? true : undefined,
  });
}

function named(config: Entry, list: string, name: unknown, field: string): Entry {
  const entries = (config[list] ?? []) as readonly Entry[];
  const entry = entries.find((each) => each["name"] === name)?.[field];
  if (entry === undefined) throw new Error(`the kubeconfig has no ${field} named ${String(name)}`);
  return entry as Entry;
}

/** `<name>-data` holds base64, `<name>` a path relative to the kubeconfig. */
function material(entry: Entry, name: string, folder: string): string | undefined {
  const data = entry[`${name}-data`];
  if (typeof data === "string") return Buffer.from(data, "base64").toString("utf8");
  const path = entry[name];
  return typeof path === "string" ? readFileSync(resolve(folder, path), "utf8") : undefined;
}

function tokenOf(user: Entry, folder: string): string | undefined {
  const path = user["tokenFile"];
  if (typeof path === "string") return readFileSync(resolve(folder, path), "utf8").trim();
  const token = user["token"];
  return typeof token === "string" ? token : undefined;
}

type Credentials = Pick<Access, "token" | "certificate" | "key">;

/** client.authentication.k8s.io: the plugin prints an ExecCredential. */
function fromPlugin(exec: Entry): Credentials {
  const info = JSON.stringify({ apiVersion: exec["apiVersion"], kind: "ExecCredential", spec: { interactive: false } });
  const variables = ((exec["env"] ?? []) as readonly { name: string; value: string }[]).map(({ name, value }): [string, string] => [
    name,
    value,
  ]);
  const output = execFileSync(String(exec["command"]), (exec["args"] ?? []) as string[], {
    encoding: "utf8",
    env: { ...process.env, ...Object.fromEntries(variables), KUBERNETES_EXEC_INFO: info },
  });
  const { status } = JSON.parse(output) as {
    readonly status?: { readonly token?: string; readonly clientCertificateData?: string; readonly clientKeyData?: string };
  };
  return defined({ token: status?.token, certificate: status?.clientCertificateData, key: status?.clientKeyData });
}

/** The same without the fields that are undefined. */
function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
