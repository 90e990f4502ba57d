import { once } from "node:events";
import { OPERATOR, setStage, type Stage } from "./stage.ts";
import { playStep, STORY } from "./story.ts";
import { liveTable } from "./table.ts";

/**
 * `make demo`: a declared scope meets a live cluster. With DEMO_ONCE=1 it ends by itself;
 * its exit code is then 0 if every step of the story happened.
 */

const SCOPE = "ecometricx";
const ONCE = process.env["DEMO_ONCE"] === "1";

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function tell(stage: Stage): Promise<void> {
  const { operator, kubectl } = stage;
  print("\nWhat we declared, and what we run:\n");
  const table = liveTable(operator, SCOPE, print);
  await table.refresh();
  print("\nThe same from the resource and from the labels:\n");
  print(indent(await kubectl("get", "scopes")));
  print(indent(await kubectl("get", "namespaces", "-L", "isms-scope.io/in-scope,isms-scope.io/scope,isms-scope.io/environment")));
  print("The worst findings:\n");
  print(indent(await findings(stage)));
  for (const [index, step] of STORY.entries()) {
    print(`\n${index + 1}. ${step.title}\n   $ ${step.command}`);
    for (const line of await playStep(stage, step)) print(`   → ${line}`);
    await table.refresh();
  }
}

async function findings({ kubectl }: Stage): Promise<string> {
  const columns = '{range .status.findings[*]}{.severity}{"\\t"}{.check}{"\\t"}{.namespace}{"/"}{.name}{"\\n"}{end}';
  const lines = (await kubectl("get", "scope", SCOPE, "-o", `jsonpath=${columns}`)).trim().split("\n").slice(0, 8);
  return lines
    .map((line) => line.split("\t"))
    .map(([severity = "", check = "", subject = ""]) => `${severity.padEnd(10)}${check.padEnd(27)}${subject.replace(/^\//, "")}`)
    .join("\n");
}

const indent = (text: string): string => text.trimEnd().replace(/^/gm, "  ").concat("\n");

/** Leaves everything running until Ctrl-C, and says how to look around. */
async function stay({ controlPlane, operator }: Stage): Promise<void> {
  print("\nGo on yourself, in another terminal:\n");
  print(`  export KUBECONFIG=${controlPlane.kubeconfig}`);
  print(`  export PATH=${controlPlane.binaries.searchPath}:$PATH`);
  print(`  kubectl get scopes -w`);
  print(`  kubectl get scope ${SCOPE} -o yaml          # conditions, findings, verdicts by check`);
  print(`  kubectl get events -A --field-selector reportingComponent=isms-scope.io/isms-scope-operator`);
  print(`  kubectl explain scope.spec.environments`);
  print(`  kubectl apply -f examples/ai-telephony-crm/   # a second scope beside the first`);
  print(`  curl ${operator.url}/metrics`);
  print("\nCtrl-C ends and removes everything. Until then, each change shows here:\n");
  const stop = new AbortController();
  const following = liveTable(operator, SCOPE, print).follow(stop.signal);
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM"), operator.ended]);
  stop.abort();
  await following;
}

async function main(): Promise<void> {
  const began = performance.now();
  const stage = await setStage(print);
  try {
    print(
      `\nReady after ${((performance.now() - began) / 1000).toFixed(1)} s; the operator runs as ServiceAccount ${OPERATOR.namespace}/${OPERATOR.name}.`,
    );
    await tell(stage);
    print("\nEvery step happened.");
    if (!ONCE) await stay(stage);
  } finally {
    await stage.end();
  }
}

await main().catch((error: unknown) => {
  process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
