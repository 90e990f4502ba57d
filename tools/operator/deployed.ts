/** Runs on this machine what a Deployment says that a pod should run: its flags, its variables, its ServiceAccount's token. */
import { createAccount } from "../control-plane/account.ts";
import type { Api } from "../control-plane/api.ts";
import { startOperator, type OperatorOptions, type OperatorProcess } from "./process.ts";

/** The part of an apps/v1 Deployment that decides what runs. */
export interface DeploymentManifest {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly serviceAccountName?: string;
        readonly containers: readonly {
          readonly name: string;
          readonly args?: readonly string[];
          readonly env?: readonly EnvVar[];
        }[];
      };
    };
  };
}

interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly fieldRef?: { readonly fieldPath: string } };
}

/** What the first container of a pod of the Deployment runs, with its references resolved. */
export interface DeployedContainer {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** `$(NAME)` is the value of a variable that stands before. */
const REFERENCE = /\$\((\w+)\)/g;

/** Reads the first container; `pod` is the name that the pod would have. Throws a sentence when it refers to what cannot be resolved here. */
export function readContainer({ metadata, spec }: DeploymentManifest, pod: string): DeployedContainer {
  const { namespace = "default", name } = metadata;
  const { serviceAccountName = "default", containers } = spec.template.spec;
  const [container] = containers;
  if (container === undefined) throw new Error(`Deployment ${namespace}/${name} has no container`);
  const fields: Readonly<Record<string, string>> = {
    "metadata.name": pod,
    "metadata.namespace": namespace,
    "spec.nodeName": "here",
    "spec.serviceAccountName": serviceAccountName,
  };
  const valueOf = ({ name: variable, value, valueFrom }: EnvVar): string => {
    if (value !== undefined || valueFrom === undefined) return value ?? "";
    const resolved = fields[valueFrom.fieldRef?.fieldPath ?? ""];
    if (resolved === undefined) throw new Error(`Deployment ${namespace}/${name}: ${variable} cannot be resolved outside of a pod`);
    return resolved;
  };
  const env: Record<string, string> = {};
  for (const each of container.env ?? []) env[each.name] = valueOf(each).replace(REFERENCE, (whole, name: string) => env[name] ?? whole);
  return { namespace, serviceAccount: serviceAccountName, args: container.args ?? [], env };
}

/** How to run it. */
export interface DeployedOptions extends Pick<OperatorOptions, "endsWithUs" | "nodeArgs" | "onLine" | "port"> {
  /** Administrator's client, which asks for the token. */
  readonly api: Api;
  /** PEM of the cluster's certificate authority. */
  readonly ca: string | undefined;
  readonly deployment: DeploymentManifest;
  /** Name of the pod that it stands for; unique for each replica. */
  readonly pod: string;
  /** Where the kubeconfig with the token shall be written. */
  readonly kubeconfig: string;
}

/** Starts it on a loopback port: the one thing in which it differs from the pod. The ServiceAccount must exist. */
export async function startDeployed({ api, ca, deployment, pod, kubeconfig, ...options }: DeployedOptions): Promise<OperatorProcess> {
  const { namespace, serviceAccount, args, env } = readContainer(deployment, pod);
  const account = await createAccount(api, { namespace, name: serviceAccount, kubeconfig, ca });
  const elsewhere = args.filter((arg) => !arg.startsWith("--bind-address="));
  return startOperator({ ...options, kubeconfig: account.kubeconfig, args: elsewhere, env });
}
