import type { ScopeSummary } from "../assess/assessment.ts";
import { enabledChecks } from "./enabled-checks.ts";
import { namespaceOf } from "./statement-kinds.ts";
import type { Series } from "./metric-row.ts";

/**
 * Series of isms_scope_findings. Zeros for every namespace and check would be thousands of series that say nothing (8,500 for 500
 * namespaces), so a namespace appears with its findings only: a series that is gone resolves an alert as a zero does. What
 * must be there at zero, so that a query over the scope has an answer, is one series per enabled check with no namespace.
 */

/** Counts failures by namespace, check and severity, in a stable order. */
export const findingSeries = ({ scope, findings }: ScopeSummary, name: string): Iterable<Series> => {
  const counts = new Map<string, { readonly labels: readonly string[]; count: number }>();
  const add = (labels: readonly string[], by: number): void => {
    const key = labels.join("\n");
    const known = counts.get(key);
    if (known) known.count += by;
    else counts.set(key, { labels, count: by });
  };
  for (const { check, setting } of enabledChecks(scope)) add([name, "", check.id, setting.severity], 0);
  for (const finding of findings) {
    if (finding.verdict === "fail") add([name, namespaceOf(finding) ?? "", finding.check, finding.severity], 1);
  }
  return counts.values().map(({ labels, count }): Series => [labels, count]);
};
