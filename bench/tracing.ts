import { spawnSync } from "node:child_process";
import { cpus } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { startCollector } from "../tools/collector/start.ts";
import { startControlPlane } from "../tools/control-plane/start.ts";
import { NODE_FLAGS, OPERATOR_BUNDLE, startOperator } from "../tools/operator/process.ts";
import { load } from "./cluster.ts";
import { install, OPERATOR } from "./install.ts";
import { memory, peakMemory } from "./process-stats.ts";

/**
 * `make bench-tracing`: what traces cost, off and on, on a small cluster. BEFORE names the bundle of a commit to compare with.
 * The variants take turns, so that a busy machine is as busy for each. Prints the table of bench/README.md.
 */

const setting = (name: string, fallback: number): number => Number(process.env[name] ?? fallback);
const RUNS = setting("RUNS", 15);
const SIZE = { namespaces: setting("NAMESPACES", 50), pods: setting("PODS", 500) };
const SETTLE_MS = 1_500;

interface Variant {
  readonly bundle: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Milliseconds and MiB. */
interface Figures {
  /** `--version`: Node and the bundle, nothing else. */
  readonly version: number;
  /** From the start until /readyz says that all is read and assessed. */
  readonly ready: number;
  /** Resident a moment later, and the most until then. */
  readonly resident: number;
  readonly peak: number;
}

const say = (line: string): void => void process.stderr.write(`bench: ${line}\n`);
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function measure(kubeconfig: string, { bundle, env }: Variant): Promise<Figures> {
  const asked = performance.now();
  spawnSync(process.execPath, [...NODE_FLAGS, bundle, "--version"], { env: { ...process.env, ...env } });
  const began = performance.now();
  const operator = await startOperator({ kubeconfig, bundle, env, args: [`--lease-namespace=${OPERATOR.namespace}`], endsWithUs: true });
  await operator.ready();
  const ready = performance.now() - began;
  await sleep(SETTLE_MS);
  const figures = { version: began - asked, ready, resident: memory(operator.pid), peak: peakMemory(operator.pid) };
  await operator.stop();
  return figures;
}

const row = (name: string, all: readonly Figures[]): string => {
  const of = (figure: keyof Figures, digits: number) => median(all.map((each) => each[figure])).toFixed(digits);
  return `| ${name} | ${of("version", 0)} ms | ${of("ready", 0)} ms | ${of("resident", 1)} MiB | ${of("peak", 1)} MiB |`;
};

const controlPlane = await startControlPlane({ scheduler: false, log: say });
const collector = await startCollector();
try {
  const kubeconfig = await install(controlPlane);
  await load(controlPlane.api, SIZE, say);
  const before = process.env["BEFORE"];
  const variants = new Map<string, Variant>([
    ...(before === undefined ? [] : [["before", { bundle: before, env: {} }] as const]),
    ["off", { bundle: OPERATOR_BUNDLE, env: {} }],
    ["on", { bundle: OPERATOR_BUNDLE, env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.http } }],
  ]);
  const figures = new Map([...variants.keys()].map((name) => [name, [] as Figures[]]));
  for (let run = 1; run <= RUNS; run++) {
    for (const [name, variant] of variants) {
      const measured = await measure(kubeconfig, variant);
      figures.get(name)?.push(measured);
      say(`run ${run} of ${RUNS}, ${name}: ${JSON.stringify(measured)}`);
    }
  }
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? "CPU"}, Node ${process.version}`;
  const head = `${SIZE.pods} pods in ${SIZE.namespaces} namespaces; ${machine}; medians of ${RUNS} interleaved runs`;
  const table = ["| traces | --version | ready | resident | peak |", "|---|---|---|---|---|"];
  process.stdout.write(`${[head, "", ...table, ...[...figures].map(([name, all]) => row(name, all))].join("\n")}\n`);
} finally {
  await collector.stop();
  await controlPlane.stop();
}
