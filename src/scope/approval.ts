import type { ConditionReason } from "../api/conditions.ts";
import type { CompiledScope } from "./compiled.ts";

/** Whether the statement, as it stands, is approved; `roles` are those whose approval is missing or no longer holds. */
export interface Approval {
  readonly reason: ConditionReason<"Approved">;
  readonly roles: readonly string[];
}

/**
 * An approval is a name, a day and the digest of what was approved. All roles that are listed must have given theirs.
 * Stale comes before incomplete: that somebody approved another text is worse than that somebody has yet to approve.
 */
export const approvalOf = ({ spec, digest }: Pick<CompiledScope, "spec" | "digest">): Approval => {
  const { approvals } = spec.document;
  const given = approvals.filter(({ name, date }) => name !== undefined && date !== undefined);
  if (given.length === 0) return { reason: "NotApproved", roles: approvals.map(({ role }) => role) };
  const stale = given.filter((approval) => approval.digest !== undefined && approval.digest !== digest);
  if (stale.length > 0) return { reason: "ApprovalStale", roles: stale.map(({ role }) => role) };
  const incomplete = approvals.filter((approval) => !given.includes(approval) || approval.digest === undefined);
  if (incomplete.length > 0) return { reason: "ApprovalIncomplete", roles: incomplete.map(({ role }) => role) };
  return { reason: "Approved", roles: [] };
};
