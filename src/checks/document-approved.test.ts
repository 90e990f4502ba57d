import { expect, it } from "vitest";
import { judgeStatement, scopeOf } from "../../tests/builders/world.ts";
import type { ScopeSpecInput } from "../api/scope.ts";
import { check } from "./document-approved.ts";

type Approvals = ScopeSpecInput["document"]["approvals"];
const judge = (approvals: Approvals) => judgeStatement(check, { type: "Scope" }, { document: { title: "Scope", approvals } });
const signed = (role: string, digest: string) => ({ role, name: "A. Person", date: "2026-01-31", digest });
const today = scopeOf({ document: { title: "Scope" } }).digest;

it("a statement that every role has approved as it stands passes", () => {
  expect(judge([signed("Lead", today), signed("Sponsor", today)])).toEqual({ verdict: "pass" });
});

it.each([
  ["NotApproved", [{ role: "Sponsor" }], "Nobody has approved the statement"],
  ["ApprovalIncomplete", [signed("Lead", today), { role: "Sponsor" }], 'The approval by "Sponsor" is incomplete'],
  ["ApprovalStale", [signed("Lead", `sha256:${"1".repeat(64)}`)], 'The statement has changed since it was approved by "Lead"'],
] satisfies [string, Approvals, string][])("%s is the reason for %j", (reason, approvals, beginning) => {
  expect(judge(approvals)).toMatchObject({ verdict: "fail", reason, message: expect.stringContaining(beginning) });
});

it("no approval at all is a finding too", () => {
  expect(judge([])).toMatchObject({ reason: "NotApproved" });
});
