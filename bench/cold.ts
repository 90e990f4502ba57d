import { parseExposition, sumOf, type Sample } from "../tools/operator/exposition.ts";
import { startOperator, type OperatorProcess } from "../tools/operator/process.ts";
import { SCOPE } from "./cluster.ts";
import { peakMemory } from "./process-stats.ts";

/** From the start of the process to a verdict on everything. */
export interface Cold {
  readonly seconds: number;
  /** MiB. */
  readonly peak: number;
}

const READY_MS = 300_000;

export const samplesOf = async (operator: OperatorProcess): Promise<Sample[]> => parseExposition((await operator.get("/metrics")).text);

export async function startReady(kubeconfig: string, leaseNamespace: string): Promise<OperatorProcess> {
  const operator = await startOperator({ kubeconfig, args: [`--lease-namespace=${leaseNamespace}`] });
  await operator.ready(READY_MS);
  return operator;
}

/** `namespaces`: how many must be in scope by then. */
export async function coldStart(kubeconfig: string, leaseNamespace: string, namespaces: number): Promise<Cold> {
  const began = performance.now();
  const operator = await startReady(kubeconfig, leaseNamespace);
  const seconds = (performance.now() - began) / 1000;
  const inScope = sumOf(await samplesOf(operator), "isms_scope_namespaces", { scope: SCOPE, state: "in_scope" });
  if (inScope !== namespaces) throw new Error(`ready, but ${inScope} of ${namespaces} namespaces are in scope`);
  const peak = peakMemory(operator.pid);
  await operator.stop();
  return { seconds, peak };
}
