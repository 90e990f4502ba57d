import { join } from "node:path";
import { kubectl as runKubectl } from "../control-plane/kubectl.ts";
import { addNodes } from "../control-plane/nodes.ts";
import { startControlPlane, type ControlPlane } from "../control-plane/start.ts";
import { readContainer, startDeployed } from "../operator/deployed.ts";
import { installChart } from "../operator/helm.ts";
import type { OperatorProcess } from "../operator/process.ts";

/** A control plane, a declared scope with workloads, and the operator with no more rights than it is installed with. */
export interface Stage {
  readonly controlPlane: Pick<ControlPlane, "api" | "binaries" | "kubeconfig">;
  readonly operator: Pick<OperatorProcess, "ended" | "get" | "lines" | "url">;
  /** Runs the real kubectl as administrator. */
  readonly kubectl: (...args: string[]) => Promise<string>;
  end(): Promise<void>;
}

const CRDS = ["crd/ismsscopes.isms-scope.io", "crd/scopeexceptions.isms-scope.io"];
/** The name of the pod that the process stands for. */
const POD = "isms-scope-operator-here";

/** Sets everything up. `say` gets one line per step. */
export async function setStage(say: (line: string) => void): Promise<Stage> {
  say("A control plane: etcd, kube-apiserver with RBAC, kube-controller-manager, kube-scheduler, kwok");
  const controlPlane = await startControlPlane({ log: (line) => say(`  ${line}`) });
  try {
    const { binaries, kubeconfig, api, folder, ca } = controlPlane;
    const context = { kubeconfig, searchPath: binaries.searchPath };
    const kubectl = (...args: string[]) => runKubectl(context, args);
    await addNodes(api, 3, { labels: { "topology.kubernetes.io/region": "us-east-1" } });
    say("The operator, by its Helm chart: helm install isms-scope-operator charts/isms-scope-operator");
    const deployment = await installChart(context);
    await kubectl("wait", "--for=condition=Established", "--timeout=30s", ...CRDS);
    say("The scope statement of EcoMetricx and workloads of which not all keep to it (examples/ecometricx)");
    await kubectl("apply", "--server-side", "-f", "examples/ecometricx/");
    const { namespace, serviceAccount } = readContainer(deployment, POD);
    say(`No container runs here: a process does what the Deployment says, as ServiceAccount ${namespace}/${serviceAccount}`);
    const account = join(folder, "operator.kubeconfig");
    const operator = await startDeployed({ api, ca, deployment, pod: POD, kubeconfig: account, endsWithUs: true });
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
