import { join } from "node:path";
import { createAccount } from "../control-plane/account.ts";
import { kubectl as runKubectl } from "../control-plane/kubectl.ts";
import { addNodes } from "../control-plane/nodes.ts";
import { startControlPlane, type ControlPlane } from "../control-plane/start.ts";
import { startOperator, type OperatorProcess } from "../operator/process.ts";

/** A control plane, a declared scope with workloads, and the operator with no more rights than it is installed with. */
export interface Stage {
  readonly controlPlane: Pick<ControlPlane, "api" | "binaries" | "kubeconfig">;
  readonly operator: Pick<OperatorProcess, "ended" | "get" | "lines" | "url">;
  /** Runs the real kubectl as administrator. */
  readonly kubectl: (...args: string[]) => Promise<string>;
  end(): Promise<void>;
}

export const OPERATOR = { namespace: "isms-scope-system", name: "isms-scope-operator" } as const;

/** Sets everything up. `say` gets one line per step. */
export async function setStage(say: (line: string) => void): Promise<Stage> {
  say("A control plane: etcd, kube-apiserver with RBAC, kube-controller-manager, kube-scheduler, kwok");
  const controlPlane = await startControlPlane({ log: (line) => say(`  ${line}`) });
  try {
    const { binaries, kubeconfig, api, folder, ca } = controlPlane;
    const kubectl = (...args: string[]) => runKubectl({ kubeconfig, searchPath: binaries.searchPath }, args);
    await addNodes(api, 3, { labels: { "topology.kubernetes.io/region": "us-east-1" } });
    say("The CustomResourceDefinitions and the operator's own rights (crds/, k8s/rbac.yaml)");
    await kubectl("apply", "--server-side", "-f", "crds/", "-f", "k8s/rbac.yaml");
    await kubectl(
      "wait",
      "--for=condition=Established",
      "--timeout=30s",
      "crd/ismsscopes.isms-scope.io",
      "crd/scopeexceptions.isms-scope.io",
    );
    say("The scope statement of EcoMetricx and workloads of which not all keep to it (examples/ecometricx)");
    await kubectl("apply", "--server-side", "-f", "examples/ecometricx/");
    const account = await createAccount(api, { ...OPERATOR, kubeconfig: join(folder, "operator.kubeconfig"), ca });
    say(`The operator as ${account.user}, not as administrator`);
    const operator = await startOperator({
      kubeconfig: account.kubeconfig,
      args: [`--lease-namespace=${OPERATOR.namespace}`, `--system-namespaces=kube-*,${OPERATOR.namespace}`],
      endsWithUs: true,
    });
    await operator.ready().catch(async (error: unknown) => {
      await operator.stop("SIGKILL");
      throw error;
    });
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
