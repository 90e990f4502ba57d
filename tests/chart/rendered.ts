/** What the chart renders, as objects. */
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { loadAll } from "js-yaml";
import { CHART, helm } from "../../tools/operator/helm.ts";
import type { CommandContext } from "../../tools/control-plane/kubectl.ts";
import { scratch } from "../harness/scratch.ts";

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

/** Text of `helm template`. `flags` may name values files or set values; `input` is a values file where they name `-`. */
export const renderedText = (context: CommandContext, flags: readonly string[] = [], { chart = CHART, input = "" } = {}): Promise<string> =>
  helm(context, ["template", INSTALLED.name, chart, "--namespace", INSTALLED.namespace, ...flags], input);

/** Objects of a text of YAML documents. */
export const objectsOf = (text: string): Manifest[] => loadAll(text).filter((document) => document !== null) as Manifest[];

/** What identifies an object: `Deployment isms-scope-system/isms-scope-operator`. */
export const identityOf = ({ kind, metadata }: Manifest): string =>
  `${kind} ${metadata.namespace === undefined ? "" : `${metadata.namespace}/`}${metadata.name}`;

const FIXTURES = join(import.meta.dirname, "..", "fixtures", "chart");

/** A copy of the chart with a few alerts and boards of its own, in a folder that is removed when the test ends. */
export function chartWithFixtures(): string {
  const chart = join(scratch(), "chart");
  cpSync(CHART, chart, { recursive: true });
  for (const part of ["alerts.yaml", "dashboards"]) {
    rmSync(join(chart, "files", part), { recursive: true, force: true });
    cpSync(join(FIXTURES, part), join(chart, "files", part), { recursive: true });
  }
  return chart;
}
