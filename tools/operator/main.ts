/**
 * `make run-deployed`: where no container runs (the small cluster of `make cluster`), this runs here what the installed Deployment says that its pod
 * should: the same bundle, flags, variables and rights. PORT is where it serves, 8080 by default. It ends with Ctrl-C.
 */
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { openApi, type Api } from "../control-plane/api.ts";
import { readKubeconfig } from "../control-plane/kubeconfig.ts";
import { startDeployed, type DeploymentManifest } from "./deployed.ts";

const SELECTOR = "app.kubernetes.io/name=isms-scope-operator";

async function installed(api: Api): Promise<DeploymentManifest> {
  const path = `/apis/apps/v1/deployments?labelSelector=${encodeURIComponent(SELECTOR)}`;
  const { items } = await api.must<{ readonly items: readonly DeploymentManifest[] }>("GET", path);
  const [deployment] = items;
  if (deployment === undefined) throw new Error(`no Deployment has the label ${SELECTOR}: install the operator first (docs/guide.md)`);
  return deployment;
}

async function run(): Promise<number> {
  const kubeconfig = process.env["KUBECONFIG"] ?? join(homedir(), ".kube", "config");
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
      port: Number(process.env["PORT"] ?? 8080),
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

process.exitCode = await run().catch((error: unknown) => {
  process.stderr.write(`run-deployed: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
