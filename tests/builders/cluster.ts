import type { ScopeStatus } from "../../src/api/status.ts";
import type { Finding, Snapshot } from "../../src/assess/assessment.ts";
import type { NamespaceFact } from "../../src/facts/facts.ts";
import type { Action, EventAction, StatusAction } from "../../src/outputs/action.ts";
import { initialMemory, plan, type PlanInput, type PlanMemory } from "../../src/outputs/plan.ts";
import type { ExceptionFact, Membership, ScopeFact } from "../../src/scope/compiled.ts";
import { NO_REPORTS } from "./reports.ts";
import {
  assessment,
  finding,
  IN_SCOPE,
  labelled,
  READ,
  scopesOf,
  snapshot,
  summary,
  UNDECLARED,
  verdicts,
  viewOf,
  type SummaryOptions,
} from "./snapshots.ts";
import { NOW } from "./world.ts";

/** The statuses among the actions. */
export const statusActions = (actions: readonly Action[]): readonly StatusAction[] => actions.filter((action) => action.type === "Status");
/** The events among the actions, and those that come before others. */
export const announced = (actions: readonly Action[]): readonly EventAction[] =>
  actions.flatMap((action) => (action.type === "Event" ? [action] : action.announce));

/** A cluster of a few namespaces that carries out what is planned for it, as the API server would. */
export class Cluster {
  readonly namespaces = new Map<string, NamespaceFact>();
  readonly exceptions = new Map<string, ExceptionFact>();
  status: ScopeStatus = {};
  memory: PlanMemory = initialMemory();
  now = NOW;
  readonly events = new Set<string>();
  #revision = 0;

  scopeFact(next: Snapshot): readonly ScopeFact[] {
    return scopesOf(next).map((fact) => ({ ...fact, status: this.status, resourceVersion: `${this.#revision}` }));
  }

  plan(next: Snapshot, more: Partial<PlanInput> = {}) {
    const facts = viewOf([...this.namespaces.values()]);
    const read = { scopes: this.scopeFact(next), exceptions: [...this.exceptions.values()] };
    const told = { next, now: this.now, facts, declared: READ, ...read };
    const input = { ...told, labelNamespaces: true, reports: NO_REPORTS, memory: this.memory };
    const result = plan({ ...input, ...more });
    this.memory = result.memory;
    return result;
  }

  /** Returns the names of events that were new. */
  carryOut(actions: readonly Action[]): readonly string[] {
    const created = announced(actions)
      .map(({ name }) => name)
      .filter((name) => !this.events.has(name));
    for (const name of created) this.events.add(name);
    for (const action of actions) {
      if (action.type === "Labels") {
        const fact = this.namespaces.get(action.namespace);
        const membership: Membership = Object.keys(action.labels).length === 0 ? UNDECLARED : IN_SCOPE;
        if (fact) this.namespaces.set(action.namespace, labelled(fact, membership));
      } else if (action.type === "Status") {
        this.status = structuredClone(action.status);
        this.#revision += 1;
      } else if (action.type === "ExceptionStatus") {
        const fact = this.exceptions.get(action.exception);
        if (fact) this.exceptions.set(fact.name, { ...fact, status: structuredClone(action.status) });
      }
    }
    return created;
  }
}

/** A scope in which these workloads fail logging-sidecar. */
export const failing = (names: readonly string[], more: SummaryOptions = {}): SummaryOptions => ({
  total: { pass: 10, fail: names.length, unknown: 0, exempt: 0 },
  checks: new Map([["logging-sidecar", { pass: 10, fail: names.length, unknown: 0, exempt: 0 }]]),
  findings: names.map((name) => finding(name)),
  ...more,
});

/** The namespace prod in scope, with workloads that fail logging-sidecar. */
export const world = (
  names: readonly string[] = [],
  at = NOW,
  findings: readonly Finding[] = names.map((name) => finding(name)),
): Snapshot =>
  snapshot({
    at,
    scopes: [summary(failing(names))],
    namespaces: [assessment("prod", IN_SCOPE, { acme: verdicts(findings, { "logging-sidecar": { pass: 10, fail: findings.length } }) })],
  });

/** A cluster of these namespaces. */
export const clusterWith = (...facts: readonly NamespaceFact[]): Cluster => {
  const cluster = new Cluster();
  for (const fact of facts) cluster.namespaces.set(fact.name, fact);
  return cluster;
};
