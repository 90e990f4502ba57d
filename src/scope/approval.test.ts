import { describe, expect, it } from "vitest";
import { scopeOf } from "../../tests/builders/world.ts";
import { approvalOf } from "./approval.ts";

const today = scopeOf().digest;
const other = `sha256:${"0".repeat(64)}`;
const given = (role: string, digest?: string) => ({
  role,
  name: "A. Person",
  date: "2026-01-31",
  ...(digest === undefined ? {} : { digest }),
});
const approval = (approvals: readonly ReturnType<typeof given>[] | readonly { role: string }[]) =>
  approvalOf(scopeOf({ document: { title: "Scope", approvals: [...approvals] } }));

describe("the statement", () => {
  it("is not approved while nobody has given name and day", () => {
    expect(approval([])).toEqual({ reason: "NotApproved", roles: [] });
    expect(approval([{ role: "Sponsor" }])).toEqual({ reason: "NotApproved", roles: ["Sponsor"] });
  });

  it("is approved when all roles have signed what it says today", () => {
    expect(approval([given("Lead", today), given("Sponsor", today)])).toEqual({ reason: "Approved", roles: [] });
  });

  it("is incompletely approved while a role is missing or has signed no digest", () => {
    expect(approval([given("Lead", today), { role: "Sponsor" }])).toEqual({ reason: "ApprovalIncomplete", roles: ["Sponsor"] });
    expect(approval([given("Lead", today), given("Sponsor")])).toEqual({ reason: "ApprovalIncomplete", roles: ["Sponsor"] });
  });

  it("has a stale approval when one digest is that of another text, also when another role is missing", () => {
    expect(approval([given("Lead", other), { role: "Sponsor" }])).toEqual({ reason: "ApprovalStale", roles: ["Lead"] });
  });

  it("keeps its digest when approvals are added, so that the second role signs the same text as the first", () => {
    expect(scopeOf({ document: { title: "Scope", approvals: [given("Lead", today)] } }).digest).toBe(today);
    expect(scopeOf({ document: { title: "Another scope" } }).digest).not.toBe(today);
  });
});
