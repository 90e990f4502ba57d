import type { Attributes, Span } from "@opentelemetry/api";
import { NAMESPACE_LABELS } from "../api/names.ts";
import type { Action, EventAction, ReportAction } from "../outputs/action.ts";
import { markFailed, type SpanOptions } from "../telemetry/spans.ts";
import type { WriteOutcome } from "./outcome.ts";

/** Attributes of the span of a write, as docs/tracing.md lists them. */
export const WRITE_ATTRIBUTES = {
  action: "isms.scope.action",
  scope: "isms.scope.name",
  attempt: "isms.scope.attempt",
  result: "isms.scope.result",
  reason: "isms.scope.event.reason",
  namespace: "k8s.namespace.name",
  kind: "k8s.object.kind",
  name: "k8s.object.name",
} as const;

/** The span of one try at an action. `attempt` counts from 1. No label, status or note is in it: only what is written, and where. */
export const writeSpan = (action: Action, attempt: number): SpanOptions => ({
  name: "write",
  attributes: { [WRITE_ATTRIBUTES.action]: action.type, [WRITE_ATTRIBUTES.attempt]: attempt, ...objectOf(action) },
});

const objectOf = (action: Action): Attributes => {
  const { scope, namespace, kind, name } = WRITE_ATTRIBUTES;
  switch (action.type) {
    case "Labels": {
      const owner = action.labels[NAMESPACE_LABELS.scope];
      return {
        [kind]: "Namespace",
        [name]: action.namespace,
        [namespace]: action.namespace,
        ...(owner !== undefined && { [scope]: owner }),
      };
    }
    case "Status":
      return { [kind]: "IsmsScope", [name]: action.scope, [scope]: action.scope };
    case "Report":
      return reportObject(action);
    case "ExceptionStatus":
      return { [kind]: "ScopeException", [name]: action.exception, [scope]: action.scope };
    case "Event":
      return eventObject(action);
  }
};

const reportObject = ({ kind: { kind: reported }, name: own, namespace: place, scope: owner }: ReportAction): Attributes => {
  const { scope, namespace, kind, name } = WRITE_ATTRIBUTES;
  return {
    [kind]: reported,
    [name]: own,
    ...(place !== undefined && { [namespace]: place }),
    ...(owner !== undefined && { [scope]: owner }),
  };
};

const eventObject = ({ regarding, reason: told }: EventAction): Attributes => {
  const { scope, namespace, kind, name, reason } = WRITE_ATTRIBUTES;
  const where = regarding.kind === "Namespace" ? regarding.name : regarding.namespace;
  return {
    [kind]: regarding.kind,
    [name]: regarding.name,
    [reason]: told,
    ...(where !== undefined && { [namespace]: where }),
    ...(regarding.kind === "IsmsScope" && { [scope]: regarding.name }),
  };
};

/** Says on the span of a write what became of it. */
export const markOutcome = (span: Span, outcome: WriteOutcome): void => {
  span.setAttribute(WRITE_ATTRIBUTES.result, outcome.result);
  if (outcome.result === "failed") markFailed(span, outcome.error);
};
