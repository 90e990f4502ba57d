import { API_VERSION } from "../../api/names.ts";
import { compareFindings } from "../../assess/findings.ts";
import type { Finding, SubjectRef } from "../../assess/assessment.ts";
import { CONTROLS, FRAMEWORKS, type Control } from "../../api/controls.ts";
import { CHECKS } from "../../checks/registry.generated.ts";
import type { ExceptionFact } from "../../scope/compiled.ts";
import type { StringMap } from "../../facts/facts.ts";
import type { ObjectRef } from "../action.ts";
import { cut } from "../text.ts";
import { REPORT_SOURCE, type ReportResult, type ReportRow, type ReportSeverity } from "./report.ts";

/** Findings as rows: failures fail, exempt subjects are skipped and say by whose decision. */

const MAX_MESSAGE = 1024;
const BY_ID: ReadonlyMap<string, Control> = new Map(CONTROLS.map((control) => [control.id, control]));
const SERVED: ReadonlyMap<string, readonly Control[]> = new Map(
  CHECKS.map(({ id, controls }) => [id, controls.flatMap((control) => BY_ID.get(control) ?? [])]),
);

/** `ISO/IEC 27001:2022 A.8.15`: the control that the check serves first. */
const categoryOf = (check: string): { readonly category?: string } => {
  const [first] = SERVED.get(check) ?? [];
  return first === undefined ? {} : { category: `${FRAMEWORKS[first.framework]} ${first.id}` };
};

/** All that the check serves: `A.8.15 Logging, CC7.2 Monitoring for anomalies`. */
const controlsOf = (check: string): string => (SERVED.get(check) ?? []).map(({ id, title }) => `${id} ${title}`).join(", ");

/** The scope as reports refer to it. */
export interface ScopeIdentity {
  readonly name: string;
  readonly uid: string;
}

export const scopeReference = ({ name, uid }: ScopeIdentity): ObjectRef => ({ apiVersion: API_VERSION, kind: "IsmsScope", name, uid });

/** An object as it is; an entry of the statement is part of the scope. Only objects have an apiVersion. */
const resourceOf = ({ apiVersion, kind, namespace, name, uid }: SubjectRef, scope: ScopeIdentity): ObjectRef =>
  apiVersion === undefined
    ? scopeReference(scope)
    : { apiVersion, kind, ...(namespace !== undefined && { namespace }), name, ...(uid !== undefined && { uid }) };

/** What an exception says of itself, as properties. */
export const exceptionProperties = ({ name, spec }: ExceptionFact): StringMap => ({
  exception: name,
  exceptionReason: spec.reason,
  owner: spec.owner,
  approvedBy: spec.approvedBy,
  expires: spec.expires,
  ...(spec.ticket !== undefined && { ticket: spec.ticket }),
});

const exemption = (finding: Finding, exceptions: ReadonlyMap<string, ExceptionFact>): StringMap => {
  if (finding.exception === undefined) return {};
  const exception = exceptions.get(finding.exception);
  return exception === undefined ? { exception: finding.exception } : exceptionProperties(exception);
};

/** What a row is about, in one line: an object, or an entry of the statement. */
const entryOf = ({ apiVersion, kind, name }: SubjectRef): StringMap =>
  apiVersion === undefined && kind !== "Scope" ? { entry: `${kind}/${name}` } : {};

const render = (finding: Finding, scope: ScopeIdentity, exceptions: ReadonlyMap<string, ExceptionFact>): ReportResult => ({
  source: REPORT_SOURCE,
  policy: scope.name,
  rule: finding.check,
  ...categoryOf(finding.check),
  severity: finding.severity.toLowerCase() as ReportSeverity,
  result: finding.verdict === "fail" ? "fail" : "skip",
  scored: true,
  message: cut(finding.message, MAX_MESSAGE),
  properties: {
    controls: controlsOf(finding.check),
    reason: finding.reason,
    mode: finding.mode,
    ...entryOf(finding.subject),
    ...exemption(finding, exceptions),
  },
  resources: [resourceOf(finding.subject, scope)],
});

/** Rows of findings, worst first. `exceptions`: those of the scope, by name. */
export const findingRows = (
  findings: readonly Finding[],
  scope: ScopeIdentity,
  exceptions: ReadonlyMap<string, ExceptionFact>,
): ReportRow[] =>
  findings.toSorted(compareFindings).map((finding) => {
    const { check, subject } = finding;
    return {
      key: [check, subject.apiVersion, subject.kind, subject.namespace, subject.name].join("/"),
      counted: finding.verdict === "fail" ? "fail" : "skip",
      render: () => render(finding, scope, exceptions),
    };
  });
