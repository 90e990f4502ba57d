import { wrong, type WrongObject } from "./wrong-object.ts";

/** Exceptions that are wrong. */

export const wrongExceptions: readonly WrongObject[] = [
  ...["scope", "checks", "subjects", "reason", "owner", "approvedBy", "expires"].map((field) =>
    wrong(`an exception without ${field}`, { [field]: null }, `spec.${field}`, "Required value"),
  ),
  wrong("an exception from no check", { checks: [] }, "spec.checks", "at least 1 items"),
  wrong("an exception from an unknown check", { checks: ["sidecar"] }, "spec.checks[0]", "logging-sidecar"),
  wrong("an exception from one check twice", { checks: ["logging-sidecar", "logging-sidecar"] }, "spec.checks[1]", "Duplicate value"),
  wrong("an exception for no subject", { subjects: [] }, "spec.subjects", "at least 1 items"),
  wrong("an exception without a reason in it", { reason: "" }, "spec.reason", "at least 1 chars"),
  wrong("an exception that ends on a day without an hour", { expires: "2026-12-31" }, "spec.expires", "2026-12-31T23:59:59Z"),
  wrong("an exception that ends in no zone", { expires: "2026-12-31T23:59:59" }, "spec.expires", "with its zone"),
  wrong(
    "an exception that ends on a day that does not exist",
    { expires: "2027-06-31T00:00:00Z" },
    "spec.expires",
    "an instant that exists",
  ),
  wrong("an exception for a scope that cannot exist", { scope: "Acme Inc" }, "spec.scope", "the name of an object"),
  wrong("a capital in an exception's namespace", { subjects: [{ namespaces: ["Prod"] }] }, "spec.subjects[0].namespaces[0]", "lower-case"),
  wrong(
    "a kind in small letters in an exception",
    { subjects: [{ kinds: ["pod"] }] },
    "spec.subjects[0].kinds[0]",
    "for example Deployment",
  ),
  wrong("a misspelt field of an exception", { approver: "me" }, "spec.approver", "unknown field"),
];
