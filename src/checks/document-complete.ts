import type { ScopeSpec } from "../api/scope.ts";
import { speaksOf, statementsOf } from "../scope/statements.ts";
import { defineCheck, fail, pass } from "./check.ts";
import { listed, quoted } from "./wording.ts";

/**
 * The statement says what clauses 4.1 to 4.3 ask of a scope.
 *
 * Control: ISO/IEC 27001:2022 4.1, 4.2, 4.3; SOC 2 CC2.2 (the boundary of the system is told).
 * Reads: `statement.text`, `context`, `boundaries`, `interfaces`, `document.owner`, `document.version`; `rules.evidence` and all that it may name.
 * Passes: each of them says something, and each row of `rules.evidence` names a statement that there is. One finding lists all that is missing.
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
    const unknown = unknownStatements(spec);
    if (unknown.length > 0) {
      const named = listed(unknown.map(quoted));
      return fail(
        "UnknownStatement",
        `rules.evidence names ${named}, which is no statement of spec: copy the text of the statement or the name of its entry, letter by letter.`,
      );
    }
    const missing = CONTENT.filter(({ says }) => !says(spec)).map(({ what }) => what);
    if (missing.length === 0) return pass;
    return fail("ContentMissing", `The statement lacks ${missing.join(", ")}: complete these fields of spec.`);
  },
});

/** Rows that tie checks to a statement which is not there: what they should verify would silently stay documentary. */
const unknownStatements = (spec: ScopeSpec): readonly string[] => {
  const { evidence } = spec.rules;
  if (evidence.length === 0) return [];
  const statements = statementsOf(spec);
  return evidence.filter((row) => !statements.some((statement) => speaksOf(row, statement))).map(({ statement }) => statement);
};

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
