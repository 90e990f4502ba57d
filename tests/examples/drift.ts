/** What each example's cluster.yaml shows: the findings, as `check: kind namespace/name`, while its controllers run their pods. */

export const findingsOf = {
  ecometricx: [
    "classification-ceiling: Deployment dev-forecast/forecast-training",
    "classification-sufficient: Deployment prod-people/staff-directory",
    "component-declared: Deployment analytics/grafana",
    "component-declared: Pod prod-people/debug-shell",
    "component-present: Component customer-portal",
    "data-classification: Pod prod-people/debug-shell",
    "document-approved: Scope ecometricx",
    "logging-opt-out: CronJob analytics/etl-nightly",
    "logging-sidecar: CronJob analytics/etl-nightly",
    "logging-sidecar: Deployment analytics/grafana",
    "logging-sidecar: Pod prod-people/debug-shell",
    "namespace-conflict: Namespace prod-replay",
    "namespace-declared: Namespace notebooks",
    "volume-classification: PersistentVolumeClaim prod-people/exports",
    "volume-classification: PersistentVolumeClaim prod-people/records",
  ],
  "ai-telephony-crm": [
    "alert-present: Alert Auth",
    "alert-present: Alert Scheduling",
    "alert-present: Alert Twilio",
    "alert-present: Alert Webhooks",
    "classification-ceiling: PersistentVolumeClaim telephony-ci-4711/production-copy",
    "component-declared: Deployment telephony-prod/invoice-worker",
    "component-present: Component backend",
    "component-present: Component dashboard-proxy",
    "data-classification: Deployment telephony-prod/dashboard",
    "document-approved: Scope ai-telephony-crm",
    "document-complete: Scope ai-telephony-crm",
    "environment-populated: Environment staging",
    "exclusion-justified: Exclusion Customer-owned infrastructure",
    "logging-opt-out: Deployment telephony-prod/widget",
    "logging-sidecar: Deployment telephony-prod/widget",
    "namespace-declared: Namespace telephony-hackday",
    "prohibited-data: Deployment telephony-prod/invoice-worker",
  ],
} as const;

export type Example = keyof typeof findingsOf;

/** Namespaces by what they are to the scope. */
export const namespacesOf = {
  ecometricx: { inScope: 3, excluded: 1, undeclared: 1, conflict: 1, missing: 0 },
  "ai-telephony-crm": { inScope: 2, excluded: 1, undeclared: 1, conflict: 0, missing: 1 },
} as const;
