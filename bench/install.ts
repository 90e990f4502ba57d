import { join } from "node:path";
import { createAccount } from "../tools/control-plane/account.ts";
import { kubectl } from "../tools/control-plane/kubectl.ts";
import { addNodes } from "../tools/control-plane/nodes.ts";
import type { ControlPlane } from "../tools/control-plane/start.ts";
import { NODES } from "./cluster.ts";

/** The names under which k8s/ installs the operator. */
export const OPERATOR = { namespace: "isms-scope-system", name: "isms-scope-operator" };

/** Installs what the operator needs; returns the kubeconfig of its own account. */
export async function install({ api, binaries, folder, ca, kubeconfig }: ControlPlane): Promise<string> {
  const context = { kubeconfig, searchPath: binaries.searchPath };
  await addNodes(api, NODES, { labels: { "topology.kubernetes.io/region": "us-east-1" } });
  await kubectl(context, ["apply", "--server-side", "-f", "crds/", "-f", "k8s/rbac.yaml"]);
  await kubectl(context, [
    "wait",
    "--for=condition=Established",
    "--timeout=30s",
    "crd/ismsscopes.isms-scope.io",
    "crd/scopeexceptions.isms-scope.io",
  ]);
  const account = await createAccount(api, { ...OPERATOR, kubeconfig: join(folder, "operator.kubeconfig"), ca });
  return account.kubeconfig;
}
