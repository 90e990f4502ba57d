import { API_VERSION, FIELD_MANAGER, REPORTING_CONTROLLER } from "../api/names.ts";
import type { Action, EventAction, LabelsAction, ReportAction } from "../outputs/action.ts";
import { cutBytes } from "../outputs/text.ts";
import type { UnaryRequest } from "./transport.ts";

const APPLY = "application/apply-patch+yaml"; // JSON is YAML
const MERGE = "application/merge-patch+json";
/** Limits of events.k8s.io/v1, in bytes. */
const MAX_NOTE = 1024;
const MAX_WORD = 128;

/** MicroTime wants exactly six digits. `at` is epoch ms. */
export const microTime = (at: number): string => new Date(at).toISOString().replace("Z", "000Z");

/**
 * The uid is a precondition of both patches: a namespace of the same name that came later is not labelled.
 * Server-side apply leaves alone what another manager put there, so such keys are taken out by a merge patch.
 */
const labelWrites = ({ namespace: name, uid, labels, remove = [], force }: LabelsAction): UnaryRequest[] => {
  const path = `/api/v1/namespaces/${encodeURIComponent(name)}`;
  // An empty map would be a field that we own from then on: no label of ours is no word about labels.
  const ours = Object.keys(labels).length === 0 ? {} : { labels };
  const apply: UnaryRequest = {
    method: "PATCH",
    path,
    query: { fieldManager: FIELD_MANAGER, force },
    contentType: APPLY,
    body: { apiVersion: "v1", kind: "Namespace", metadata: { name, uid, ...ours } },
  };
  if (remove.length === 0) {
    return [apply];
  }
  const nulls = Object.fromEntries(remove.map((key) => [key, null]));
  const body = { metadata: { uid, labels: nulls } };
  return [apply, { method: "PATCH", path, query: { fieldManager: FIELD_MANAGER }, contentType: MERGE, body }];
};

/** On this subresource the server overlooks a uid. An object of the same name that came later gets its own status with its own first turn. */
const statusWrite = (kind: string, plural: string, name: string, status: object): UnaryRequest => ({
  method: "PATCH",
  path: `/apis/${API_VERSION}/${plural}/${encodeURIComponent(name)}/status`,
  query: { fieldManager: FIELD_MANAGER, force: true },
  contentType: APPLY,
  body: { apiVersion: API_VERSION, kind, metadata: { name }, status },
});

const reportPath = ({ kind, namespace, name }: ReportAction): string =>
  [`/apis/${kind.apiVersion}`, ...(namespace === undefined ? [] : ["namespaces", encodeURIComponent(namespace)]), kind.plural]
    .concat(encodeURIComponent(name))
    .join("/");

/** A report is ours alone: whatever somebody else made of it is overruled, and only the one that was seen is deleted. */
const reportWrite = (action: ReportAction): UnaryRequest =>
  action.write.verb === "apply"
    ? {
        method: "PATCH",
        path: reportPath(action),
        query: { fieldManager: FIELD_MANAGER, force: true },
        contentType: APPLY,
        body: action.write.render(),
      }
    : {
        method: "DELETE",
        path: reportPath(action),
        body: { apiVersion: "v1", kind: "DeleteOptions", preconditions: { uid: action.write.uid } },
      };

const eventWrite = (event: EventAction, instance: string): UnaryRequest => ({
  method: "POST",
  path: `/apis/events.k8s.io/v1/namespaces/${encodeURIComponent(event.namespace)}/events`,
  query: { fieldManager: FIELD_MANAGER },
  body: {
    apiVersion: "events.k8s.io/v1",
    kind: "Event",
    metadata: { name: event.name, namespace: event.namespace },
    eventTime: microTime(event.at),
    reportingController: REPORTING_CONTROLLER,
    reportingInstance: cutBytes(instance, MAX_WORD),
    regarding: event.regarding,
    ...(event.related === undefined ? {} : { related: event.related }),
    type: event.kind,
    reason: cutBytes(event.reason, MAX_WORD),
    action: cutBytes(event.action, MAX_WORD),
    note: cutBytes(event.note, MAX_NOTE),
  },
});

/** The requests that perform an action, in order; what it announces is not among them. `instance` names this process. */
export const writesOf = (action: Action, instance: string): readonly UnaryRequest[] => {
  switch (action.type) {
    case "Labels":
      return labelWrites(action);
    case "Status":
      return [statusWrite("IsmsScope", "ismsscopes", action.scope, action.status)];
    case "ExceptionStatus":
      return [statusWrite("ScopeException", "scopeexceptions", action.exception, action.status)];
    case "Report":
      return [reportWrite(action)];
    case "Event":
      return [eventWrite(action, instance)];
  }
};
