import type { CheckId } from "../api/check-ids.generated.ts";
import { CONTROLS, FRAMEWORK_IDS, type Control, type FrameworkId } from "../api/controls.ts";
import type { ScopeSummary } from "../assess/assessment.ts";
import { emptyTally, sum } from "../assess/tally.ts";
import { enabledChecks } from "./enabled-checks.ts";
import { stateOf, type TallyState } from "./tally-state.ts";

/** What the checks of a scope say of one control. It speaks of what the checks see, never of the whole control. */
export interface ControlResult {
  readonly control: Control;
  /** Failing while one of its checks has a finding, else Unknown while one could not be evaluated. */
  readonly state: TallyState;
  /** Open findings of all its checks. A finding counts under each control that its check serves. */
  readonly findings: number;
}

/** What the checks of a scope say of a framework. */
export interface FrameworkResult {
  readonly framework: FrameworkId;
  /** Controls that an enabled check serves, in the order of the standard. */
  readonly controls: readonly ControlResult[];
  /** Open findings, each once, of all checks that serve one of the controls. */
  readonly findings: number;
}

const openFindings = ({ findings }: ScopeSummary): ReadonlyMap<CheckId, number> => {
  const counts = new Map<CheckId, number>();
  for (const { check, verdict } of findings) if (verdict === "fail") counts.set(check, (counts.get(check) ?? 0) + 1);
  return counts;
};

/** By framework, in the order of FRAMEWORK_IDS. A control that only checks serve which the scope switches off is not there. */
export const frameworkResults = (summary: ScopeSummary): readonly FrameworkResult[] => {
  const open = openFindings(summary);
  const enabled = enabledChecks(summary.scope).map(({ check }) => check);
  const findingsOf = (checks: typeof enabled) => checks.reduce((total, { id }) => total + (open.get(id) ?? 0), 0);
  return FRAMEWORK_IDS.map((framework) => {
    const served = CONTROLS.filter((control) => control.framework === framework).flatMap((control) => {
      const checks = enabled.filter(({ controls }) => controls.includes(control.id));
      return checks.length === 0 ? [] : [{ control, checks }];
    });
    return {
      framework,
      controls: served.map(({ control, checks }) => ({
        control,
        state: stateOf(checks.map(({ id }) => summary.checks.get(id) ?? emptyTally).reduce(sum)),
        findings: findingsOf(checks),
      })),
      findings: findingsOf([...new Set(served.flatMap(({ checks }) => checks))]),
    };
  });
};

/** The results of the frameworks that the statement names as its standards; of all when it names none. */
export const declaredFrameworks = (summary: ScopeSummary): readonly FrameworkResult[] => {
  const { standards } = summary.scope.spec.document;
  return frameworkResults(summary).filter(({ framework }) => standards.length === 0 || standards.includes(framework));
};
