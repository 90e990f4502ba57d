import { openCredentials } from "./credentials.ts";
import type { KubeconfigSource } from "./kubeconfig.ts";
import { createTransport, type RequestRecord, type Transport } from "./transport.ts";

export interface ConnectOptions extends KubeconfigSource {
  /** Value of the header User-Agent, for example isms-scope-operator/0.1.0. */
  readonly userAgent: string;
  readonly onRequest?: ((record: RequestRecord) => void) | undefined;
}

/**
 * The transport to the cluster that a kubeconfig, or the pod's service account, names. Sends nothing yet.
 * Throws Stalled with a sentence when files are missing or wrong, Transient when a credential plugin fails.
 */
export const connect = async ({ kubeconfig, context, userAgent, onRequest }: ConnectOptions): Promise<Transport> => {
  const credentials = openCredentials({ kubeconfig, context });
  await credentials.current();
  return createTransport({ credentials, userAgent, onRequest });
};
