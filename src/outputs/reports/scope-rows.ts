import type { CheckId } from "../../api/check-ids.generated.ts";
import { CONTROLS } from "../../api/controls.ts";
import type { Evidence, ExceptionState, ScopeSummary, StatementResult, StatementState, Tally } from "../../assess/assessment.ts";
import { sum } from "../../assess/tally.ts";
import { CHECKS } from "../../checks/registry.generated.ts";
import { counted, cut } from "../text.ts";
import { API_VERSION } from "../../api/names.ts";
import { exceptionProperties, scopeReference, type ScopeIdentity } from "./finding-rows.ts";
import { REPORT_SOURCE, type ReportOutcome, type ReportResult, type ReportRow } from "./report.ts";

/**
 * Rows about the scope itself: what became of each of its statements and of each exception from it. They are not counted in the
 * summary, which counts verdicts: a violated statement is made of failures that are counted already.
 */

const MAX_MESSAGE = 1024;
const MAX_TEXT = 253;
/** How many checks a message tells of; the property `checks` names them all. */
const MAX_CHECKS = 3;
const OUTCOMES: Readonly<Record<StatementState, ReportOutcome>> = {
  verified: "pass",
  violated: "fail",
  unobserved: "skip",
  documentary: "skip",
};

type Row = Pick<ReportResult, "rule" | "result" | "message" | "properties"> & Partial<Pick<ReportResult, "resources" | "category">>;

const row = (scope: ScopeIdentity, key: string, rendered: () => Row): ReportRow => ({
  key,
  counted: undefined,
  render: () => ({
    source: REPORT_SOURCE,
    policy: scope.name,
    scored: false,
    resources: [scopeReference(scope)],
    ...rendered(),
  }),
});

const VERDICTS = ["fail", "unknown", "exempt", "pass"] as const;
const judged = (tally: Tally): number => VERDICTS.reduce((total, verdict) => total + tally[verdict], 0);

/** `1 fail, 2 pass of 3 (HTTPRoute 1, Ingress 2)`; `3 of 3 pass (…)` when all are alike; without numbers for kinds that were counted together. */
const tallied = (evidence: readonly Evidence[]): string => {
  const total = evidence.map(({ tally }) => tally).reduce(sum);
  const all = judged(total);
  const some = VERDICTS.filter((verdict) => total[verdict] > 0);
  const [only] = some;
  const kinds = evidence.map(({ kind, tally }) => (kind.includes(", ") ? kind : `${kind} ${judged(tally)}`)).join(", ");
  if (only === undefined) return "nothing judged";
  const text =
    some.length === 1 ? `${all} of ${all} ${only}` : `${some.map((verdict) => `${total[verdict]} ${verdict}`).join(", ")} of ${all}`;
  return `${text} (${kinds})`;
};

const checksOf = (evidence: readonly Evidence[]): readonly CheckId[] => [...new Set(evidence.map(({ check }) => check))];

/** `exposure-declared: 3 of 3 pass (HTTPRoute 1, Ingress 2); …`, a check each, and how many further ones there are. */
const evidenceText = (evidence: readonly Evidence[]): string => {
  const checks = checksOf(evidence);
  const told = checks.slice(0, MAX_CHECKS).map((check) => `${check}: ${tallied(evidence.filter((each) => each.check === check))}`);
  const further = checks.length - told.length;
  return [...told, ...(further > 0 ? [counted(further, "further check")] : [])].join("; ");
};

const SENTENCES: Readonly<Record<StatementState, (evidence: readonly Evidence[]) => string>> = {
  // What provides an entry and runs is no verdict of a check.
  verified: (evidence) => `verified by ${evidence.length === 0 ? "a workload of it that runs" : evidenceText(evidence)}`,
  // What passes beside it is no reason.
  violated: (evidence) => `violated by ${evidenceText(failing(evidence))}`,
  unobserved: (evidence) =>
    evidence.length === 0 ? "unobserved: nothing in the cluster was judged for it" : `unobserved: ${evidenceText(evidence)}`,
  documentary: () => "documentary: nothing in a cluster can decide it",
};

const failing = (evidence: readonly Evidence[]): readonly Evidence[] => {
  const checks = new Set(evidence.filter(({ tally: { fail, exempt } }) => fail + exempt > 0).map(({ check }) => check));
  return evidence.filter(({ check }) => checks.has(check));
};

/** A standard is verified because its controls are evaluated, whatever came out of that: findings say it. */
const evaluatedControls = (standard: string, evidence: readonly Evidence[]): string => {
  const reached = new Set(checksOf(evidence.filter(({ tally: { pass, fail, exempt } }) => pass + fail + exempt > 0)));
  const served = new Set(CHECKS.filter(({ id }) => reached.has(id)).flatMap(({ controls }) => controls));
  const controls = CONTROLS.filter(({ id, framework }) => framework === standard && served.has(id)).length;
  return `verified: ${controls} of its controls ${controls === 1 ? "is" : "are"} evaluated by ${counted(reached.size, "check")}`;
};

const sentence = ({ path, name, state, evidence }: StatementResult): string =>
  path === "document.standards" && state === "verified" ? evaluatedControls(name, evidence) : SENTENCES[state](evidence);

/** `technology.services "EC2" of "AWS"`: how the statement is called, and where it stands. */
const titleOf = ({ path, name, within }: StatementResult): string => {
  const named = name === "" ? path : `${path} "${cut(name, MAX_TEXT)}"`;
  return within === undefined ? named : `${named} of "${cut(within, MAX_TEXT)}"`;
};

const statementRow = (scope: ScopeIdentity, result: StatementResult): ReportRow => {
  const { path, name, within, state, evidence } = result;
  return row(scope, ["statement", path, ...(within === undefined ? [] : [within]), name].join("/"), () => {
    return {
      rule: "statement",
      result: OUTCOMES[state],
      message: cut(`${titleOf(result)}: ${sentence(result)}`, MAX_MESSAGE),
      properties: {
        path,
        ...(name !== "" && { name: cut(name, MAX_TEXT) }),
        ...(within !== undefined && { within: cut(within, MAX_TEXT) }),
        state,
        ...(evidence.length > 0 && { checks: checksOf(evidence).join(", ") }),
      },
    };
  });
};

/** All statements in one row. */
const countsRow = (scope: ScopeIdentity, { verified, violated, unobserved, documentary }: ScopeSummary["statements"]): ReportRow =>
  row(scope, "statements", () => ({
    rule: "statements",
    result: violated > 0 ? "fail" : "pass",
    message: `${counted(verified + violated + unobserved + documentary, "statement")}: ${verified} verified, ${violated} violated, ${unobserved} unobserved, ${documentary} documentary`,
    properties: {
      verified: String(verified),
      violated: String(violated),
      unobserved: String(unobserved),
      documentary: String(documentary),
    },
  }));

const EXCEPTIONS: Readonly<Record<ExceptionState["state"], { readonly result: ReportOutcome; readonly says: string }>> = {
  active: { result: "pass", says: "exempts what it covers" },
  expiring: { result: "warn", says: "ends soon: mend what it exempts, or have it prolonged" },
  expired: { result: "warn", says: "has ended, and exempts nothing: delete it" },
  unused: { result: "warn", says: "exempts nothing: delete it, or correct its subjects" },
};

const exceptionRow = (scope: ScopeIdentity, { exception, state, exempts }: ExceptionState): ReportRow =>
  row(scope, `exception/${exception.name}`, () => ({
    rule: "exception",
    result: EXCEPTIONS[state].result,
    message: `ScopeException ${exception.name} ${EXCEPTIONS[state].says}`,
    properties: { state, exempts: String(exempts), checks: exception.spec.checks.join(", "), ...exceptionProperties(exception) },
    resources: [{ apiVersion: API_VERSION, kind: "ScopeException", name: exception.name, uid: exception.uid }],
  }));

/** What the summary of a scope says beyond findings: its statements in the order of the spec, then its exceptions by name. */
export const scopeRows = ({ scope, statements, statementResults, exceptions }: ScopeSummary): ReportRow[] => {
  const { name, uid } = scope.fact;
  const identity = { name, uid };
  return [
    countsRow(identity, statements),
    ...statementResults.map((result) => statementRow(identity, result)),
    ...exceptions.toSorted((a, b) => (a.exception.name < b.exception.name ? -1 : 1)).map((exception) => exceptionRow(identity, exception)),
  ];
};
