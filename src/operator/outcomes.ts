import type { WriteOutcome } from "../cluster/outcome.ts";
import type { Action } from "../outputs/action.ts";
import type { Logger } from "../telemetry/log.ts";
import type { OperatorInstruments } from "./instruments.ts";

/** Logs and counts what became of each write: what people must know at info or above, the rest at debug. */
export function tellOutcomes(
  log: Logger,
  instruments: Pick<OperatorInstruments, "written">,
): (action: Action, outcome: WriteOutcome) => void {
  return (action, outcome) => {
    if (action.type !== "Event") instruments.written(outcome.result === "failed");
    const about = aboutOf(action);
    switch (outcome.result) {
      case "failed":
        return log.error(
          { ...about, problem: outcome.error.message, reason: outcome.error.reason, again: outcome.again },
          "cannot be written",
        );
      case "conflict":
        return log.warn(about, "another field manager holds the label");
      case "written":
        return tellWritten(log, action, about);
      case "exists":
      case "gone":
      case "dropped":
        return log.debug({ ...about, result: outcome.result }, "not written");
    }
  };
}

/** Statuses and reports repeat what they tell as often as it changes: they are no news by themselves. */
function tellWritten(log: Logger, action: Action, about: Record<string, unknown>): void {
  if (action.type === "Status" || action.type === "ExceptionStatus") log.debug(about, "status written");
  else if (action.type === "Report") log.debug(about, action.write.verb === "apply" ? "report written" : "report removed");
  else log.info(about, done(action));
}

function done(action: Extract<Action, { type: "Labels" | "Event" }>): string {
  if (action.type === "Event") return action.note;
  return Object.keys(action.labels).length > 0 ? "labelled" : "labels removed";
}

function aboutOf(action: Action): Record<string, unknown> {
  switch (action.type) {
    case "Labels":
      return { namespace: action.namespace, labels: action.labels };
    case "Status":
      return { scope: action.scope };
    case "Report":
      return { resource: `${action.kind.plural}.${action.kind.group}`, namespace: action.namespace, report: action.name };
    case "ExceptionStatus":
      return { exception: action.exception };
    case "Event":
      return { event: action.reason, object: `${action.regarding.kind}/${action.regarding.name}`, namespace: action.regarding.namespace };
  }
}
