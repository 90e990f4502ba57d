import type { PodShape } from "../facts/facts.ts";
import type { FactsView, Workload } from "../facts/view.ts";
import type { CompiledScope } from "../scope/compiled.ts";
import type { NamespaceContents } from "./assessment.ts";

/** What runs and lies in a namespace, as far as entries of the statement speak of it. */

const NOBODY: ReadonlySet<string> = new Set();
export const NO_CONTENTS: NamespaceContents = { serviceAccounts: 0, volumeClaims: 0, users: NOBODY, groups: NOBODY };

/** A Deployment scaled to nothing does not run. A CronJob does between its runs, and a Job does until it is done. */
const runs = ({ pods, templates }: Workload): boolean =>
  pods.length > 0 || templates.some(({ kind, finished }) => (kind === "CronJob" || kind === "Job") && !finished);

export const runningComponents = (scope: CompiledScope, environment: string, workloads: readonly Workload[]): ReadonlySet<string> =>
  new Set(workloads.filter(runs).flatMap((workload) => scope.components(workload, environment).map(({ name }) => name)));

/** Products, their capabilities and processes some workload of which runs. */
export const runningEntries = (scope: CompiledScope, workloads: readonly Workload[]): ReadonlySet<string> =>
  new Set(workloads.filter(runs).flatMap((workload) => scope.provides(workload)));

/** Live pods decide where there are any, as they do for checks. */
const shapesOf = ({ pods, templates }: Workload): readonly PodShape[] =>
  pods.length > 0 ? pods.map(({ shape }) => shape) : templates.map(({ template }) => template);

const serviceAccounts = (workloads: readonly Workload[]): number => {
  const used = new Set(workloads.flatMap(shapesOf).map(({ serviceAccount }) => serviceAccount));
  used.delete("default");
  return used.size;
};

const SYSTEM = "system:";

interface Bound {
  readonly subjects: readonly { readonly kind: string; readonly name: string }[];
}

/** Names of one kind to whom bindings give something, without those of the cluster itself. */
export const boundTo = (kind: "User" | "Group", bindings: Iterable<Bound>): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const { subjects } of bindings) {
    for (const subject of subjects) if (subject.kind === kind && !subject.name.startsWith(SYSTEM)) names.add(subject.name);
  }
  return names;
};

export const contentsOf = (facts: FactsView, namespace: string): NamespaceContents => {
  const bindings = facts.objects("RoleBinding", namespace);
  return {
    serviceAccounts: serviceAccounts(facts.workloads(namespace)),
    volumeClaims: facts.volumeClaims(namespace).length,
    users: boundTo("User", bindings),
    groups: boundTo("Group", bindings),
  };
};
