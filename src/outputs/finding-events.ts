import { SEVERITIES } from "../api/rules.ts";
import type { ScopeSummary, Snapshot } from "../assess/assessment.ts";
import type { FactsView } from "../facts/view.ts";
import type { EventAction, ObjectRef } from "./action.ts";
import { announcement, scopeRef } from "./announce.ts";
import type { FindingChange } from "./finding-changes.ts";
import { isEntry, namespaceOf } from "./statement-kinds.ts";
import { counted } from "./text.ts";

/** More than this of one scope in one turn is one event: nobody reads a thousand, and the API server would have to store them. */
export const MAX_FINDING_EVENTS = 25;

interface Setting {
  readonly summary: ScopeSummary;
  readonly snapshot: Snapshot;
  readonly facts: FactsView;
  /** Labels are written: then what is wrong with them is told by their repair. */
  readonly labels: boolean;
}

/** The namespace in which the event would live, or which it is about, can still be written to. */
const isAlive = ({ finding }: FindingChange, facts: FactsView): boolean => {
  const name = namespaceOf(finding);
  return name === undefined || facts.namespace(name)?.terminating === false;
};

const regarding = ({ finding }: FindingChange, summary: ScopeSummary): ObjectRef => {
  if (isEntry(finding)) return scopeRef(summary.scope.fact);
  const { apiVersion = "v1", kind, name, namespace, uid } = finding.subject;
  return { apiVersion, kind, name, ...(namespace !== undefined && { namespace }), ...(uid !== undefined && { uid }) };
};

const TELLINGS = {
  detected: ({ finding }: FindingChange) => ({ kind: "Warning", reason: finding.reason, note: finding.message }),
  resolved: () => ({ kind: "Normal", reason: "FindingResolved", note: "No longer a finding." }),
  exempted: ({ finding }: FindingChange) => ({
    kind: "Normal",
    reason: "FindingExempted",
    note: `Exempt by ScopeException ${finding.exception ?? ""}.`,
  }),
} as const satisfies Record<
  FindingChange["action"],
  (change: FindingChange) => { kind: "Normal" | "Warning"; reason: string; note: string }
>;

const event = (change: FindingChange, { summary, snapshot }: Setting): EventAction => {
  const { finding, action } = change;
  const { check, severity, scope, subject } = finding;
  const { kind, reason, note } = TELLINGS[action](change);
  return announcement({
    regarding: regarding(change, summary),
    ...(!isEntry(finding) && { related: scopeRef(summary.scope.fact) }),
    identity: ["finding", summary.scope.fact.uid, check, subject.kind, subject.namespace ?? "", subject.name, action, snapshot.at],
    kind,
    reason,
    note: `${check} (${severity}, scope ${scope}): ${note}`,
    action: "Evaluate",
    at: snapshot.at,
    basis: finding,
  });
};

const rest = (changes: readonly FindingChange[], { summary, snapshot }: Setting): EventAction => {
  const detected = changes.filter(({ action }) => action === "detected").length;
  return announcement({
    regarding: scopeRef(summary.scope.fact),
    identity: ["findings", summary.scope.fact.uid, snapshot.at],
    kind: detected > 0 ? "Warning" : "Normal",
    reason: "FindingsChanged",
    note:
      `At the same time ${counted(detected, "more finding")} appeared and ${changes.length - detected} went away. ` +
      "See status.findings and the metric isms_scope_findings.",
    action: "Evaluate",
    at: snapshot.at,
    basis: summary,
  });
};

const rank = ({ finding, action }: FindingChange): number =>
  (action === "detected" ? 0 : SEVERITIES.length) - SEVERITIES.indexOf(finding.severity);

/** Tells what changed about the findings of a scope, the worst first, at most 25 of them one by one. */
export const findingEvents = (changes: readonly FindingChange[], setting: Setting): readonly EventAction[] => {
  const told = changes
    .filter((change) => isAlive(change, setting.facts) && !(setting.labels && change.finding.check === "namespace-labels"))
    .sort((a, b) => rank(a) - rank(b));
  const single = told.slice(0, MAX_FINDING_EVENTS).map((change) => event(change, setting));
  const more = told.slice(MAX_FINDING_EVENTS);
  return more.length === 0 ? single : [...single, rest(more, setting)];
};
