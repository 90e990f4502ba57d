import { expect, test } from "vitest";
import { documentSchema } from "../api/document.ts";
import { timedReviews } from "./reviews.ts";

const reviewsOf = (document: object) => timedReviews(documentSchema.parse({ title: "Scope", ...document }));

test("the next review of the document comes first and has no name", () => {
  const reviews = reviewsOf({ date: "2025-12-05", nextReview: "2026-12", reviews: [{ name: "Risk Assessment", every: "1y" }] });
  expect(reviews).toEqual([
    { name: undefined, dueOn: "2026-12-31", dueAt: Date.parse("2026-12-31T23:59:59.999Z") },
    { name: "Risk Assessment", dueOn: "2026-12-05", dueAt: Date.parse("2026-12-05T23:59:59.999Z") },
  ]);
});

test("a period counts from the day it was last done", () => {
  const [review] = reviewsOf({ date: "2025-12-05", reviews: [{ name: "Access Review", every: "90d", last: "2026-03-01" }] });
  expect(review?.dueOn).toBe("2026-05-30");
});

test("a review without a period, or without a day to count from, is not timed", () => {
  expect(reviewsOf({ date: "2025-12-05", reviews: [{ name: "Update", every: "as needed" }, { name: "Other" }] })).toEqual([]);
  expect(reviewsOf({ reviews: [{ name: "Scope Review", every: "1y" }] })).toEqual([]);
});
