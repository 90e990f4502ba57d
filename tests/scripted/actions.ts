import { reportKind } from "../../src/api/report-apis.ts";
import type { EventAction, LabelsAction, ReportAction, StatusAction } from "../../src/outputs/action.ts";

/** Actions as outputs plan them, for tests of what carries them out. */
export const labelsAction = (namespace: string, more: Partial<LabelsAction> = {}): LabelsAction => ({
  type: "Labels",
  key: `labels/${namespace}`,
  basis: {},
  announce: [],
  namespace,
  uid: `uid-of-${namespace}`,
  labels: { "isms-scope.io/in-scope": "true" },
  force: false,
  delay: 0,
  ...more,
});

export const statusAction = (scope: string, more: Partial<StatusAction> = {}): StatusAction => ({
  type: "Status",
  key: `status/${scope}`,
  basis: {},
  announce: [],
  scope,
  uid: `uid-of-${scope}`,
  status: { observedGeneration: 1 },
  ...more,
});

export const eventAction = (name: string, more: Partial<EventAction> = {}): EventAction => ({
  type: "Event",
  key: `event/${name}`,
  basis: {},
  name,
  namespace: "default",
  regarding: { apiVersion: "v1", kind: "Namespace", name: "shop", uid: "uid-of-shop" },
  kind: "Normal",
  reason: "NamespaceInScope",
  action: "Label",
  note: "The namespace is in scope.",
  at: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
  ...more,
});

export const reportAction = (namespace: string, more: Partial<ReportAction> = {}): ReportAction => ({
  type: "Report",
  key: `report/${namespace}`,
  basis: {},
  announce: [],
  kind: reportKind("openreports", true),
  namespace,
  name: "isms-scope-acme",
  scope: "acme",
  delay: 0,
  write: { verb: "apply", hash: "abc", render: () => ({ kind: "Report" }) },
  ...more,
});
