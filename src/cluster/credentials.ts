import { readFileSync } from "node:fs";
import type { RequestOptions } from "node:https";
import { Stalled, Transient } from "./errors.ts";
import { fileProblem, loadKubeconfig, type Kubeconfig, type KubeconfigSource } from "./kubeconfig.ts";

/** What a TLS connection is made with; PEM contents. */
export interface TlsMaterial {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

/** What a request needs beyond itself. */
export interface Material {
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsMaterial;
}

/** Source of credentials that rotate: files are read again, plugins are asked again. */
export interface Credentials {
  /** Address of the API server, as in the kubeconfig, without a slash at the end. */
  readonly server: string;
  /** Address of an HTTP proxy. */
  readonly proxy: string | undefined;
  /** The material of now, at most 50 s old; `fresh` after a refusal: everything is read and asked anew. */
  current(fresh?: boolean): Promise<Material>;
}

/** Service account tokens are rotated well before they expire; a minute is the age that the design allows. */
const MAX_AGE_MS = 50_000;

const text = (value: unknown): string | undefined =>
  typeof value === "string" ? value : Buffer.isBuffer(value) ? value.toString("utf8") : undefined;

const readToken = (path: string): string => {
  let token: string;
  try {
    token = readFileSync(path, "utf8").trim();
  } catch (error) {
    throw new Stalled("Credentials", `cannot read the token ${path}: ${fileProblem(error)}`, { cause: error });
  }
  if (!token) {
    throw new Stalled("Credentials", `the token ${path} is empty`);
  }
  return token;
};

/** client-node tells neither which file nor which plugin failed. */
const credentialProblem = ({ config, origin }: Kubeconfig, error: unknown): Error => {
  const { code, path, syscall, message } = error as NodeJS.ErrnoException;
  if (syscall?.startsWith("spawn")) {
    const missing = code === "ENOENT" ? "it is not installed" : fileProblem(error);
    return new Stalled("Credentials", `cannot run the credential plugin "${path}" of ${origin}: ${missing}`, { cause: error });
  }
  if (path) {
    const cluster = config.getCurrentCluster();
    const what = path === cluster?.caFile ? "certificate authority" : "client certificate or key";
    return new Stalled("Credentials", `cannot read the ${what} ${path} of ${origin}: ${fileProblem(error)}`, { cause: error });
  }
  const first = message.trim().split("\n")[0]?.slice(0, 200);
  return new Transient("Credentials", `no credentials from ${origin}: ${first || "the plugin failed without a word"}`, { cause: error });
};

const tlsOf = (options: RequestOptions): TlsMaterial => {
  const ca = text(options.ca);
  const cert = text(options.cert);
  const key = text(options.key);
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(options.servername === undefined ? {} : { servername: options.servername }),
    ...(options.rejectUnauthorized === undefined ? {} : { rejectUnauthorized: options.rejectUnauthorized }),
  };
};

const headersOf = (options: RequestOptions): Record<string, string> => {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    headers[name.toLowerCase()] = String(value).trim();
  }
  if (typeof options.auth === "string") {
    headers["authorization"] ??= `Basic ${Buffer.from(options.auth).toString("base64")}`;
  }
  return headers;
};

const gather = async (kubeconfig: Kubeconfig): Promise<Material> => {
  const options: RequestOptions = { headers: {} };
  try {
    await kubeconfig.config.applyToHTTPSOptions(options);
  } catch (error) {
    throw credentialProblem(kubeconfig, error);
  }
  const headers = headersOf(options);
  if (kubeconfig.tokenFile) {
    headers["authorization"] = `Bearer ${readToken(kubeconfig.tokenFile)}`;
  }
  return { headers, tls: tlsOf(options) };
};

/** client-node refuses plain HTTP unless told that TLS is not wanted; kubectl proxy speaks plain HTTP. */
const admitPlainHttp = (kubeconfig: Kubeconfig): Kubeconfig => {
  const { config } = kubeconfig;
  config.clusters = config.clusters.map((cluster) => (cluster.server.startsWith("http:") ? { ...cluster, skipTLSVerify: true } : cluster));
  return kubeconfig;
};

/** Credentials from a kubeconfig. Throws Stalled when it cannot be used at all. `now` is monotonic, in ms. */
export const openCredentials = (source: KubeconfigSource, now: () => number = () => performance.now()): Credentials => {
  const load = (): Kubeconfig => admitPlainHttp(loadKubeconfig(source));
  let kubeconfig = load();
  let held: { readonly material: Promise<Material>; readonly at: number } | undefined;
  const cluster = kubeconfig.config.getCurrentCluster();
  if (cluster?.proxyUrl?.startsWith("socks")) {
    throw new Stalled("Configuration", `${kubeconfig.origin} asks for a SOCKS proxy, which is not supported; use an HTTP proxy`);
  }
  return {
    server: cluster?.server ?? "",
    proxy: cluster?.proxyUrl,
    current(fresh = false) {
      if (held && !fresh && now() - held.at < MAX_AGE_MS) {
        return held.material;
      }
      if (fresh) {
        kubeconfig = load(); // plugins cache their credential; a new configuration asks them again
      }
      const material = gather(kubeconfig);
      held = { material, at: now() };
      material.catch(() => {
        held = undefined;
      });
      return material;
    },
  };
};
