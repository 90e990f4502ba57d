/** Condition types of an IsmsScope and the reasons each can give. The table that computes them is in outputs/conditions.ts. */
export const CONDITION_TYPES = ["Ready", "Compliant", "Approved", "ReviewCurrent", "CoverageComplete"] as const;
export type ConditionType = (typeof CONDITION_TYPES)[number];

export const CONDITION_REASONS = {
  Ready: ["Evaluated", "InvalidSpec", "ScopeConflict", "LabelConflict", "Syncing"],
  Compliant: ["NoFindings", "FindingsOpen", "NothingEvaluated", "NotFullyEvaluated"],
  Approved: ["Approved", "NotApproved", "ApprovalIncomplete", "ApprovalStale"],
  ReviewCurrent: ["Current", "Overdue", "NoReviewDeclared"],
  CoverageComplete: ["AllKindsRead", "KindForbidden", "KindNotServed", "KindSyncing", "ObjectsQuarantined"],
} as const satisfies Record<ConditionType, readonly string[]>;

export type ConditionReason<T extends ConditionType = ConditionType> = (typeof CONDITION_REASONS)[T][number];
