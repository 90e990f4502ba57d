import { z } from "zod";
import { FRAMEWORK_IDS } from "./controls.ts";
import { entryName, formed, keyedList, listOf, namedList, prose, rules, setOf } from "./fields.ts";
import { day, dayOrMonth } from "./time.ts";

/** The control information of the scope document: title, version, owner, approvals, reviews (ISO/IEC 27001:2022, 7.5 and 4.3). */

const owner = z.strictObject({
  name: prose(253).describe("Team, role or person that owns the statement."),
  role: prose(253).optional().describe("Role in which the owner acts, for example ISO coordinator."),
  contact: prose(253).optional().describe("How to reach the owner: a team address, a channel or a link."),
  duties: listOf(prose(), 20).describe("What the owner answers for."),
});

const deputy = z.strictObject({
  name: entryName().describe("Team, role or person that deputises."),
  duties: listOf(prose(), 20).describe("What the deputy answers for."),
});

const approval = z
  .strictObject({
    role: prose(253).describe("Role that approves, for example Executive Sponsor."),
    name: prose(253).optional().describe("Who approved; absent while nobody has."),
    date: day().optional().describe("Day of the approval, 2026-12-31."),
    digest: formed(71, /^sha256:[0-9a-f]{64}$/, "copy the digest from status.digest of the scope: sha256: and 64 hexadecimal digits")
      .optional()
      .describe(
        "Digest of the statement that was approved: `status.digest` at that time. This is the signature; " +
          "a later change of the statement makes the approval stale.",
      ),
  })
  .meta(
    rules({
      rule: "!has(self.digest) || has(self.name) && has(self.date)",
      message: "a digest signs the statement: add who approved (name) and when (date), or remove the digest",
    }),
  );

const reference = z.strictObject({
  name: entryName().describe("Title of the document."),
  purpose: prose().optional().describe("What the document is for."),
  uri: prose(2048).optional().describe("Where the document is."),
});

const review = z.strictObject({
  name: entryName().describe("Activity, for example Scope Review."),
  every: prose(63).optional().describe("Period as a number and d, w, m or y (`1y`); any other words (`as needed`) are kept and not timed."),
  owner: prose(253).optional().describe("Who does it."),
  last: day().optional().describe("Day it was last done; without it the period counts from the document's date."),
});

export const documentSchema = z
  .strictObject({
    title: prose(253).describe("Title of the scope document."),
    version: prose(63).optional().describe("Version of the document."),
    date: day().optional().describe("Date of the document, for example 2026-12-31."),
    nextReview: dayOrMonth()
      .optional()
      .describe("When the statement is due for review: a day (2026-12-31) or a month (2026-12), which means its last day."),
    owner: owner.optional().describe("Who owns the statement."),
    deputies: namedList(deputy, 20).describe("Who deputises for the owner."),
    standards: setOf(z.enum(FRAMEWORK_IDS), 10).describe("Standards that the statement serves; reports show the controls of these."),
    approvalStatement: prose().optional().describe("The sentence by which the document claims its approval."),
    approvals: keyedList(approval, 20, "role").describe("Who must approve, and who has."),
    references: namedList(reference, 100).describe("Documents that the statement refers to."),
    reviews: namedList(review, 50).describe("Periodic reviews."),
  })
  .meta(
    rules({
      rule: "!has(self.date) || !has(self.nextReview) || (self.nextReview.size() == 7 ? self.nextReview + '-31' : self.nextReview) >= self.date",
      message: "the next review lies before the date of the document: correct date or nextReview",
      fieldPath: ".nextReview",
    }),
  );
