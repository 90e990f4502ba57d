/** What the chart renders, as objects. */
import { join } from "node:path";
import { loadAll } from "js-yaml";
import { CHART, helm } from "../../tools/operator/helm.ts";
import type { CommandContext } from "../../tools/control-plane/kubectl.ts";

/** Names under which the plain manifests install, and the chart by default. */
export const INSTALLED = { name: "isms-scope-operator", namespace: "isms-scope-system" } as const;

/** Any Kubernetes object. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** Value sets that stand for the ways in which people install: files of tests/chart/values/. */
export const VALUE_SETS = ["default", "replicated", "report-only", "gitops", "everything"] as const;

/** Path of a value set. */
export const valueSet = (name: (typeof VALUE_SETS)[number]): string => join(import.meta.dirname, "values", `${name}.yaml`);

/** Text of `helm template`. `flags` may name values files or set values. */
export const renderedText = (context: CommandContext, flags: readonly string[] = []): Promise<string> =>
  helm(context, ["template", INSTALLED.name, CHART, "--namespace", INSTALLED.namespace, ...flags]);

/** Objects of a text of YAML documents. */
export const objectsOf = (text: string): Manifest[] => loadAll(text).filter((document) => document !== null) as Manifest[];

/** What identifies an object: `Deployment isms-scope-system/isms-scope-operator`. */
export const identityOf = ({ kind, metadata }: Manifest): string =>
  `${kind} ${metadata.namespace === undefined ? "" : `${metadata.namespace}/`}${metadata.name}`;
