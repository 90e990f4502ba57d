/** The chart, by the real Helm: as a user installs it. */
import { join } from "node:path";
import { kubectl, runCommand, type CommandContext } from "../control-plane/kubectl.ts";
import type { DeploymentManifest } from "./deployed.ts";

/** Folder of the chart. */
export const CHART = join(import.meta.dirname, "..", "..", "charts", "isms-scope-operator");

/** Which release, and how it differs from the default. */
export interface ReleaseOptions {
  readonly name?: string;
  /** Created when it is not there. */
  readonly namespace?: string;
  /** As in a values file. */
  readonly values?: object;
  /** Another folder or archive than the chart of this checkout. */
  readonly chart?: string;
  /** Further flags of Helm. */
  readonly flags?: readonly string[];
}

const NAME = "isms-scope-operator";
const NAMESPACE = "isms-scope-system";

/** Runs helm and returns its stdout; throws what it said when it fails. */
export async function helm(context: CommandContext, args: readonly string[], input = ""): Promise<string> {
  const { stdout, stderr, code } = await runCommand(context, "helm", args, input);
  if (code !== 0) throw new Error(`helm ${args.slice(0, 2).join(" ")} ended with ${code}: ${stderr.trim()}`);
  return stdout;
}

/**
 * Installs the chart, or upgrades the release when it is there, and returns the Deployment as the API server has it: startDeployed runs it.
 * It does not wait for pods: where none can run, they would never be ready.
 */
export async function installChart(context: CommandContext, options: ReleaseOptions = {}): Promise<DeploymentManifest> {
  const { name = NAME, namespace = NAMESPACE, values = {}, chart = CHART, flags = [] } = options;
  const where = ["--namespace", namespace, "--create-namespace"];
  await helm(context, ["upgrade", "--install", name, chart, ...where, "--values", "-", ...flags], JSON.stringify(values));
  const selector = `app.kubernetes.io/name=${NAME},app.kubernetes.io/instance=${name}`;
  const list = await kubectl(context, ["get", "deployments", "--namespace", namespace, "--selector", selector, "--output", "json"]);
  const [deployment] = (JSON.parse(list) as { readonly items: readonly DeploymentManifest[] }).items;
  if (deployment === undefined) throw new Error(`release ${name} has no Deployment in namespace ${namespace}`);
  return deployment;
}
