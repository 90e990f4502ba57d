import { wrong, long, approvals, type WrongObject } from "./wrong-object.ts";

/** Scopes whose control information is wrong. */

export const wrongDocuments: readonly WrongObject[] = [
  wrong("no document", { document: null }, "spec.document", "Required value"),
  wrong("a document without a title", { document: { title: null } }, "spec.document.title", "Required value"),
  wrong("an empty title", { document: { title: "" } }, "spec.document.title", "at least 1 chars"),
  wrong("a title of a page", { document: { title: long(254) } }, "spec.document.title", "Too long", "253"),
  wrong("a version that is a number", { document: { version: 1 } }, "spec.document.version", "must be of type string"),
  wrong("a day that does not exist", { document: { date: "2026-02-30" } }, "spec.document.date", "a day that exists", "2026-12-31"),
  wrong("29 February of no leap year", { document: { date: "2100-02-29" } }, "spec.document.date", "a day that exists"),
  wrong("a day in words", { document: { date: "5.12.2025" } }, "spec.document.date", "year-month-day"),
  wrong(
    "a review on a day that does not exist",
    { document: { nextReview: "2026-11-31" } },
    "spec.document.nextReview",
    "or a month (2026-12)",
  ),
  wrong("a review in a thirteenth month", { document: { nextReview: "2026-13" } }, "spec.document.nextReview", "or a month (2026-12)"),
  wrong(
    "a review before the document",
    { document: { nextReview: "2025-12" } },
    "spec.document.nextReview",
    "before the date of the document",
    "correct date or nextReview",
  ),
  wrong("an unknown standard", { document: { standards: ["iso9001"] } }, "spec.document.standards[0]", "iso27001-2022", "soc2"),
  wrong("a standard named twice", { document: { standards: ["soc2", "soc2"] } }, "spec.document.standards[1]", "Duplicate value"),
  wrong("one role approving twice", approvals({ role: "COO" }, { role: "COO" }), "spec.document.approvals[1]", "Duplicate value", "COO"),
  wrong("an approval by nobody's role", approvals({ name: "Somebody" }), "spec.document.approvals[0].role", "Required value"),
  wrong(
    "a digest that is none",
    approvals({ role: "COO", name: "A", date: "2026-01-31", digest: "sha256:beef" }),
    "spec.document.approvals[0].digest",
    "status.digest",
    "64 hexadecimal digits",
  ),
  wrong(
    "a signature without a signer",
    approvals({ role: "COO", digest: `sha256:${"0".repeat(64)}` }),
    "spec.document.approvals[0]",
    "add who approved (name) and when (date)",
  ),
  wrong("an approval on no day", approvals({ role: "COO", date: "soon" }), "spec.document.approvals[0].date", "2026-12-31"),
  wrong(
    "a review done on no day",
    { document: { reviews: [{ name: "R", last: "2026-04-31" }] } },
    "spec.document.reviews[0].last",
    "2026-12-31",
  ),
];
