import { handling, isClusterError, type Handling } from "./errors.ts";
import type { Transport } from "./transport.ts";

/** What is found before anything else is tried. */
export type Probe =
  | { readonly state: "Ready"; readonly version: string }
  /** The API server cannot be reached, is not trusted, or does not accept us: `error.message` is for people. */
  | { readonly state: "Unreachable"; readonly error: Handling }
  /** Resources that must be installed first, for example ismsscopes.isms-scope.io. */
  | { readonly state: "Missing"; readonly version: string; readonly missing: readonly string[]; readonly message: string };

const served = async (transport: Pick<Transport, "request">, apiVersion: string): Promise<ReadonlySet<string>> => {
  try {
    const { body } = await transport.request({ method: "GET", path: `/apis/${apiVersion}`, timeoutMs: 10_000 });
    const { resources } = body as { resources?: readonly { name: string }[] };
    return new Set((resources ?? []).map(({ name }) => name));
  } catch (error) {
    if (isClusterError(error) && error.status === 404) {
      return new Set();
    }
    throw error;
  }
};

/** Is the API server there, does it accept us, and does it serve these resources (plural names) of the group and version? Never throws. */
export const probe = async (
  transport: Pick<Transport, "request" | "server">,
  apiVersion: string,
  resources: readonly string[],
): Promise<Probe> => {
  try {
    const { body } = await transport.request({ method: "GET", path: "/version", timeoutMs: 10_000 });
    const version = (body as { gitVersion?: string }).gitVersion ?? "unknown";
    const known = await served(transport, apiVersion);
    const group = apiVersion.split("/")[0];
    const missing = resources.filter((name) => !known.has(name)).map((name) => `${name}.${group}`);
    if (missing.length === 0) {
      return { state: "Ready", version };
    }
    const message = `${transport.server} does not serve ${missing.join(", ")}: install the CustomResourceDefinitions first`;
    return { state: "Missing", version, missing, message };
  } catch (error) {
    return { state: "Unreachable", error: handling(error) };
  }
};
