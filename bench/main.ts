import { readKubeconfig } from "../tools/control-plane/kubeconfig.ts";
import { startControlPlane } from "../tools/control-plane/start.ts";
import { measureChanges, type Probe } from "./changes.ts";
import { loadBoundary } from "./boundary.ts";
import { load } from "./cluster.ts";
import { coldStart, startReady } from "./cold.ts";
import { install, OPERATOR } from "./install.ts";
import { memory, peakMemory } from "./process-stats.ts";
import { bindingProbe, podProbe, policyProbe } from "./probes.ts";
import { rawRead } from "./raw-read.ts";
import { report } from "./report.ts";
import { atRest } from "./rest.ts";
import { measureScopeEdits } from "./scope-edits.ts";

/**
 * `make bench`: the operator on a real control plane. NAMESPACES, PODS, SERVICES, POLICIES, BINDINGS, RUNS, IDLE_SECONDS and
 * CHANGE_SECONDS set the size.
 * Prints the table of bench/README.md.
 */

const setting = (name: string, fallback: number): number => Number(process.env[name] ?? fallback);
const SIZE = {
  namespaces: setting("NAMESPACES", 500),
  pods: setting("PODS", 10_000),
  services: setting("SERVICES", 5000),
  policies: setting("POLICIES", 2000),
  bindings: setting("BINDINGS", 5000),
};
const RUNS = setting("RUNS", 3);
const IDLE_SECONDS = setting("IDLE_SECONDS", 60);
const CHANGE_SECONDS = setting("CHANGE_SECONDS", 30);
const CHANGES_PER_SECOND = 20;
/** So many that a change is seen before its namespace has its turn again. */
const PLACES = CHANGES_PER_SECOND * 5;
const SCOPE_EDITS = 10;

const say = (line: string): void => void process.stderr.write(`bench: ${line}\n`);

async function repeated<T>(what: string, measure: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let run = 1; run <= RUNS; run++) {
    results.push(await measure());
    say(`${what}, run ${run} of ${RUNS}: ${JSON.stringify(results.at(-1))}`);
  }
  return results;
}

const controlPlane = await startControlPlane({ scheduler: false, log: say });
try {
  const { api } = controlPlane;
  const kubeconfig = await install(controlPlane);
  await load(api, SIZE, say);
  await loadBoundary(api, SIZE);
  const access = readKubeconfig(kubeconfig);
  const raw = await repeated("raw read", () => rawRead(access));
  const cold = await repeated("cold start", () => coldStart(kubeconfig, OPERATOR.namespace, SIZE.namespaces));
  const operator = await startReady(kubeconfig, OPERATOR.namespace);
  const rest = await atRest(operator, IDLE_SECONDS);
  say(`at rest: ${JSON.stringify(rest)}`);
  const measured = async (what: string, probe: Probe) => {
    const latency = await measureChanges({ operator, probe, perSecond: CHANGES_PER_SECOND, seconds: CHANGE_SECONDS });
    say(`${what}: ${JSON.stringify(latency)}`);
    return latency;
  };
  const changes = {
    pod: await measured("changes of pods", await podProbe(api, PLACES)),
    policy: await measured("changes of network policies", policyProbe(api, SIZE, PLACES)),
    binding: await measured("changes of role bindings", bindingProbe(api, SIZE, PLACES)),
  };
  const edits = await measureScopeEdits(api, operator, SCOPE_EDITS);
  say(`edits of the scope: ${JSON.stringify(edits)}`);
  const results = { size: SIZE, raw, cold, rest, changesPerSecond: CHANGES_PER_SECOND, changes, edits };
  process.stdout.write(`${report({ ...results, memory: { now: memory(operator.pid), peak: peakMemory(operator.pid) } })}\n`);
  await operator.stop();
} finally {
  await controlPlane.stop();
}
