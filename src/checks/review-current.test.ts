import { expect, it } from "vitest";
import { judgeStatement } from "../../tests/builders/world.ts";
import type { ScopeSpecInput } from "../api/scope.ts";
import { check } from "./review-current.ts";

const at = (instant: string): number => Date.parse(instant);
const judge = (document: Omit<ScopeSpecInput["document"], "title">, now: string) =>
  judgeStatement(check, { type: "Scope" }, { document: { title: "Scope", ...document } }, at(now));

it("a review is in time until its day is over, and says when that is", () => {
  const due = at("2027-01-01T00:00:00Z");
  expect(judge({ nextReview: "2026-12" }, "2026-12-31T23:59:59.999Z")).toEqual({ verdict: "pass", changesAt: due });
  expect(judge({ nextReview: "2026-12" }, "2027-01-01T00:00:00Z")).toEqual({
    verdict: "fail",
    reason: "Overdue",
    message: "the next review was due on 2026-12-31: do the review and enter the new dates in document.",
  });
});

it("a periodic review counts from when it was last done, else from the date of the document", () => {
  const reviews = [{ name: "Scope Review", every: "1y" }];
  expect(judge({ date: "2025-12-05", reviews }, "2026-12-05T12:00:00Z").verdict).toBe("pass");
  expect(judge({ date: "2025-12-05", reviews }, "2026-12-06T00:00:00Z")).toMatchObject({
    message: expect.stringContaining('"Scope Review" was due on 2026-12-05'),
  });
  expect(
    judge({ date: "2025-12-05", reviews: [{ name: "Scope Review", every: "1y", last: "2026-11-30" }] }, "2026-12-06T00:00:00Z").verdict,
  ).toBe("pass");
});

it("of several reviews the overdue ones are named, and the next deadline still counts", () => {
  const reviews = [
    { name: "Risks", every: "6m" },
    { name: "Scope", every: "2y" },
  ];
  expect(judge({ date: "2026-01-01", nextReview: "2026-03", reviews }, "2026-08-01T00:00:00Z")).toMatchObject({
    verdict: "fail",
    message: expect.stringMatching(/^the next review was due on 2026-03-31, "Risks" was due on 2026-07-01:/),
    changesAt: at("2028-01-02T00:00:00Z"),
  });
});

it("a statement that sets no date is not judged", () => {
  expect(judge({}, "2026-12-06T00:00:00Z").verdict).toBe("not-applicable");
  expect(judge({ date: "2020-01-01", reviews: [{ name: "Updates", every: "as needed" }] }, "2026-12-06T00:00:00Z").verdict).toBe(
    "not-applicable",
  );
  expect(judge({ reviews: [{ name: "Scope", every: "1y" }] }, "2026-12-06T00:00:00Z").verdict).toBe("not-applicable");
});
