import { isDeepStrictEqual } from "node:util";
import type { ScopeStatus } from "../../src/api/status.ts";
import { sumOf } from "../operator/exposition.ts";
import { statusOf } from "./answers.ts";
import { indented, wrapped } from "./page.ts";
import { readingsOf, samplesOf, type Reading } from "./readings.ts";
import type { Stage } from "./stage.ts";
import { stay } from "./stay.ts";
import { playStep, type Step } from "./step.ts";
import { liveTable } from "./table.ts";
import { PATIENCE, until, type Patience } from "./until.ts";

/** What is shown, and how. */
export interface DemoOptions {
  /** Sets everything up; `say` gets a line for each thing it does, indented when it is a detail. */
  readonly setStage: (say: (line: string) => void) => Promise<Stage>;
  readonly scope: string;
  readonly story: readonly Step[];
  /** False: ends when the story is told. */
  readonly stays: boolean;
  /** Gets text that may have several lines. */
  readonly print: (text: string) => void;
  readonly patience?: Patience;
}

type Settings = Required<DemoOptions>;

const WORST = 4;

/** Runs the demo from the first line to the last; returns the exit code: 0 when every step happened. The stage is cleared in any case. */
export async function demo(options: DemoOptions): Promise<number> {
  const settings: Settings = { patience: PATIENCE, ...options };
  const { setStage, print, stays } = settings;
  try {
    const began = performance.now();
    const stage = await setStage((line) => print(line.startsWith(" ") ? wrapped(line.trimStart(), "    ") : wrapped(line, "- ")));
    try {
      print(`- Ready after ${((performance.now() - began) / 1000).toFixed(1)} s`);
      await tell(stage, settings);
      if (stays) await stay(stage, print);
    } finally {
      await stage.end();
    }
    print("Everything is ended and removed.");
    return 0;
  } catch (error) {
    print(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

async function tell(stage: Stage, settings: Settings): Promise<void> {
  const { print, story, patience } = settings;
  await agreement(stage, settings);
  print("\nWhat we declared and what we run, from /metrics:\n");
  const table = liveTable(stage.operator, print);
  await table.refresh();
  await tellStatus(stage, settings);
  print("\nNow the cluster drifts. For each metric: before → after, the time from sending the change until");
  print("the metric shows it, and in brackets how much of that the API server took to accept the change.");
  for (const [index, step] of story.entries()) {
    print(`\n${index + 1}. ${step.title}\n   $ ${step.command}`);
    for (const line of await playStep(stage, step, patience)) print(wrapped(line, "   → "));
    await agreement(stage, settings);
    await table.refresh();
  }
  print("\nEvery step happened.");
}

/** The first labels are written, and the status says what the metrics say. */
async function agreement(stage: Stage, { scope, patience }: Settings): Promise<void> {
  const agree = async () => {
    const status = inStatus(await statusOf(stage, scope));
    const samples = await samplesOf(stage.operator);
    const metrics = inMetrics(readingsOf(samples).get(scope));
    const unlabelled = sumOf(samples, "isms_scope_findings", { scope, check: "namespace-labels" });
    return unlabelled === 0 && isDeepStrictEqual(status, metrics) ? true : undefined;
  };
  await until(`the status of scope ${scope} should say what the metrics say`, agree, patience);
}

const inStatus = ({ results, namespaces }: ScopeStatus) => [results?.score, results?.fail, namespaces?.inScope, namespaces?.undeclared];
const inMetrics = (reading: Reading | undefined) => [reading?.score, reading?.findings, reading?.inScope, reading?.undeclared];

async function tellStatus(stage: Stage, { scope, print }: Settings): Promise<void> {
  print("\nThe same from the API server, by kubectl get scopes:\n");
  print(indented(await stage.kubectl("get", "scopes")));
  print("\nand on the namespaces, as labels:\n");
  print(indented(await stage.kubectl("get", "namespaces", "-L", "isms-scope.io/in-scope,isms-scope.io/scope,isms-scope.io/environment")));
  const { findings = [], results } = await statusOf(stage, scope);
  const worst = findings.slice(0, WORST);
  print(`\nThe worst of its ${results?.fail ?? 0} findings, from status.findings:\n`);
  for (const { severity, check, namespace, name, message } of worst) {
    print(`  ${severity.padEnd(9)} ${check}: ${namespace === undefined ? "" : `${namespace}/`}${name}`);
    print(wrapped(message, " ".repeat(12)));
  }
}
