import { boundary } from "./rules/boundary.ts";
import { governance } from "./rules/governance.ts";
import { operator } from "./rules/operator.ts";
import { scope } from "./rules/scope.ts";
import { workloads } from "./rules/workloads.ts";
import type { AlertRule, Duration, RuleGroup } from "./rule.ts";

/** Every alert rule: what of a scope drifts, what of its workloads, of its boundary, of its paperwork, and whether anybody is looking at all. */
export const ALERT_GROUPS: readonly RuleGroup[] = [scope, workloads, boundary, governance, operator];

/** The pages of the runbook are below here, one for each alert, named as it is. */
export const RUNBOOKS = "https://isms-scope.io/runbooks";

const ruleOf = ({ alert, expr, severity, keepFiringFor, summary, description, ...rule }: AlertRule): object => ({
  alert,
  expr,
  for: rule.for,
  ...(keepFiringFor && { keep_firing_for: keepFiringFor }),
  labels: { severity },
  annotations: { summary, description, runbook_url: `${RUNBOOKS}/${alert}` },
});

/** A rule file of Prometheus, as a value; the `spec` of a PrometheusRule is the same. */
export const ruleFile = (groups: readonly RuleGroup[]): object => ({
  groups: groups.map(({ name, rules }) => ({ name, rules: rules.map(ruleOf) })),
});

/** The same rules, impatient: they fire and resolve as soon as Prometheus evaluates them. For trials, never for a cluster that matters. */
export const hastened = (groups: readonly RuleGroup[], wait: Duration): readonly RuleGroup[] =>
  groups.map((group) => ({
    ...group,
    rules: group.rules.map((rule) => ({ ...rule, for: wait, ...(rule.keepFiringFor && { keepFiringFor: wait }) })),
  }));
