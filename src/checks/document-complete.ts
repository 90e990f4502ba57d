import type { ScopeSpec } from "../api/scope.ts";
import { defineCheck, fail, pass } from "./check.ts";

/**
 * The statement says what clauses 4.1 to 4.3 ask of a scope.
 *
 * Control: ISO/IEC 27001:2022 4.1, 4.2, 4.3; SOC 2 CC2.2 (the boundary of the system is told).
 * Reads: `statement.text`, `context`, `boundaries`, `interfaces`, `document.owner`, `document.version`.
 * Passes: each of them says something. One finding lists all that is missing.
 */
export const check = defineCheck({
  id: "document-complete",
  title: "The statement has the content of clauses 4.1 to 4.3",
  severity: "Low",
  controls: ["4.1", "4.2", "4.3", "CC2.2"],
  appliesTo: ["Scope"],
  needs: [],
  remediation: "Complete the fields of the scope that the finding lists.",
  evaluate(_subject, _facts, { spec }) {
    const missing = CONTENT.filter(({ says }) => !says(spec)).map(({ what }) => what);
    if (missing.length === 0) return pass;
    return fail("ContentMissing", `The statement lacks ${missing.join(", ")}: complete these fields of spec.`);
  },
});

interface Content {
  readonly what: string;
  readonly says: (spec: ScopeSpec) => boolean;
}

const some = (list: readonly unknown[] | undefined): boolean => (list?.length ?? 0) > 0;
const text = (value: string | undefined): boolean => (value ?? "").trim() !== "";

const CONTENT: readonly Content[] = [
  {
    what: "external or internal issues (4.1, context.external, context.internal)",
    says: ({ context }) => some(context?.external) || some(context?.internal),
  },
  { what: "interested parties (4.2, context.interestedParties)", says: ({ context }) => some(context?.interestedParties) },
  { what: "the scope statement (4.3, statement.text)", says: ({ statement }) => text(statement?.text) },
  { what: "boundaries (4.3, boundaries)", says: ({ boundaries }) => Object.values(boundaries ?? {}).some(some) },
  { what: "interfaces and dependencies (4.3 c, interfaces)", says: ({ interfaces }) => some(interfaces) },
  { what: "an owner (document.owner)", says: ({ document }) => text(document.owner?.name) },
  { what: "a version (document.version)", says: ({ document }) => text(document.version) },
];
