import { join } from "node:path";
import { createAccount } from "../../tests/harness/account.ts";
import { kubectl as runKubectl } from "../../tests/harness/kubectl.ts";
import { addNodes } from "../control-plane/nodes.ts";
import { startControlPlane, type ControlPlane } from "../control-plane/start.ts";
import { startOperator, type OperatorProcess } from "../operator/process.ts";

/** A control plane, a declared scope with workloads, and the operator with no more rights than it is installed with. */
export interface Stage {
  readonly controlPlane: ControlPlane;
  readonly operator: OperatorProcess;
  /** Runs the real kubectl as administrator. */
  readonly kubectl: (...args: string[]) => Promise<string>;
  end(): Promise<void>;
}

export const OPERATOR = { namespace: "isms-scope-system", name: "isms-scope-operator" } as const;

/** Sets everything up. `say` gets one line per step. */
export async function setStage(say: (line: string) => void): Promise<Stage> {
  say("Starting a control plane: etcd, kube-apiserver with RBAC, kube-controller-manager, kube-scheduler, kwok");
  const controlPlane = await startControlPlane({ log: (line) => say(`  ${line}`) });
  try {
    const { binaries, kubeconfig, api, folder, ca } = controlPlane;
    const kubectl = (...args: string[]) => runKubectl({ kubeconfig, searchPath: binaries.searchPath }, args);
    await addNodes(api, 3, { labels: { "topology.kubernetes.io/region": "us-east-1" } });
    say("Installing the CustomResourceDefinitions and the operator's ServiceAccount with its least privileges");
    await kubectl("apply", "--server-side", "-f", "crds/", "-f", "k8s/rbac.yaml");
    await kubectl(
      "wait",
      "--for=condition=Established",
      "--timeout=30s",
      "crd/ismsscopes.isms-scope.io",
      "crd/scopeexceptions.isms-scope.io",
    );
    say("Applying the scope statement of EcoMetricx and a small cluster of workloads (examples/ecometricx)");
    await kubectl("apply", "-f", "examples/ecometricx/");
    const account = await createAccount(api, { ...OPERATOR, kubeconfig: join(folder, "operator.kubeconfig"), ca });
    say(`Starting the operator as ${account.user}`);
    const operator = await startOperator({
      kubeconfig: account.kubeconfig,
      args: [`--lease-namespace=${OPERATOR.namespace}`, `--system-namespaces=kube-*,${OPERATOR.namespace}`],
    });
    await operator.ready();
    const end = async () => {
      await operator.stop();
      await controlPlane.stop();
    };
    return { controlPlane, operator, kubectl, end };
  } catch (error) {
    await controlPlane.stop();
    throw error;
  }
}
