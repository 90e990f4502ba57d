/**
 * `make run-deployed`: where no container runs (the small cluster of `make cluster`), this runs here what the installed Deployment says that its pod
 * should: the same bundle, flags, variables and rights. PORT is where it serves, 8080 by default. It ends with Ctrl-C.
 */
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { openApi, type Api } from "../control-plane/api.ts";
import { readKubeconfig } from "../control-plane/kubeconfig.ts";
import { startDeployed, type DeploymentManifest } from "./deployed.ts";

const DEFAULT_PORT = 8080;
const SELECTOR = "app.kubernetes.io/name=isms-scope-operator";

async function installed(api: Api): Promise<DeploymentManifest> {
  const path = `/apis/apps/v1/deployments?labelSelector=${encodeURIComponent(SELECTOR)}`;
  const { items } = await api.must<{ readonly items: readonly DeploymentManifest[] }>("GET", path).catch((error: unknown) => {
    throw new Error(`the cluster at ${api.url} does not say what is installed: ${reasonOf(error)}`, { cause: error });
  });
  const [deployment] = items;
  if (deployment === undefined) throw new Error(`no Deployment has the label ${SELECTOR}: install the operator first (docs/guide.md)`);
  return deployment;
}

/** Path of the kubeconfig: one file, as it is read whole. */
function kubeconfigPath(): string {
  const path = process.env["KUBECONFIG"] || join(homedir(), ".kube", "config");
  if (existsSync(path)) return path;
  throw new Error(`${path} is not there: set KUBECONFIG to one kubeconfig file, or start a cluster with eval "$(make -s cluster)"`);
}

function portFrom(text = ""): number {
  if (text === "") return DEFAULT_PORT;
  const port = Number(text);
  if (/^\d+$/.test(text) && port > 0 && port < 65_536) return port;
  throw new Error(`PORT must be a number from 1 to 65535, not ${text}`);
}

async function run(): Promise<number> {
  const port = portFrom(process.env["PORT"]);
  const kubeconfig = kubeconfigPath();
  const { ca } = readKubeconfig(kubeconfig);
  const api = openApi(kubeconfig);
  const folder = mkdtempSync(join(tmpdir(), "isms-scope-operator-"));
  try {
    const deployment = await installed(api);
    const { namespace = "default", name } = deployment.metadata;
    const operator = await startDeployed({
      api,
      ca,
      deployment,
      pod: `${name}-here`,
      kubeconfig: join(folder, "kubeconfig"),
      port,
      endsWithUs: true,
      onLine: (line) => void process.stdout.write(`${line}\n`),
    });
    process.stderr.write(`running Deployment ${namespace}/${name} here: ${operator.url}/metrics; Ctrl-C ends it\n`);
    const signalled = Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]).then(() => undefined);
    const code = await Promise.race([signalled, operator.ended]);
    if (code === undefined) await operator.stop();
    return code === undefined || code === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await api.close();
  }
}

/** An error of several addresses that were tried has no message of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join("; ");
  return error instanceof Error ? error.message : String(error);
}

process.exitCode = await run().catch((error: unknown) => {
  process.stderr.write(`run-deployed: ${reasonOf(error)}\n`);
  return 1;
});
