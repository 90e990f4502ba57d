import { once } from "node:events";
import { SCOPE } from "./story.ts";
import type { Stage } from "./stage.ts";
import { liveTable } from "./table.ts";

/** Leaves everything running until Ctrl-C, and says how to look around. Throws when the operator ends before. */
export async function stay({ controlPlane, operator }: Stage, print: (text: string) => void): Promise<void> {
  print("\nGo on yourself. In another terminal, in this folder:\n");
  print(`  export KUBECONFIG=${controlPlane.kubeconfig}`);
  print(`  export PATH=${controlPlane.binaries.searchPath}:$PATH\n`);
  print("  kubectl get scopes -w");
  print(`  kubectl describe scope ${SCOPE}                 # conditions, findings, verdicts by check`);
  print("  kubectl get events --field-selector type=Warning  # what changed for the worse");
  print("  kubectl explain scope.spec.environments           # every field is documented");
  print("  kubectl apply --server-side -f examples/ai-telephony-crm/   # a second scope beside the first");
  print(`  curl ${operator.url}/metrics`);
  print("\nCtrl-C ends and removes everything. Until then each change shows here:\n");
  const stop = new AbortController();
  const following = liveTable(operator, print).follow(stop.signal);
  const signalled = Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]).then(() => undefined);
  const how = await Promise.race([signalled, operator.ended]);
  stop.abort();
  await following;
  if (how !== undefined) throw new Error(`the operator ended with ${how}. Its last lines:\n${operator.lines.slice(-5).join("\n")}`);
  print("");
}
