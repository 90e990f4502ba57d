import type { CheckId } from "../api/check-ids.generated.ts";
import type { CompiledScope } from "../scope/compiled.ts";
import { timedReviews } from "../scope/reviews.ts";
import type { StatementCounts, Tally, Verdict } from "./assessment.ts";
import { entryKey, type EntryVerdicts } from "./entries.ts";

/**
 * How many statements of the document the cluster confirms.
 *
 * A statement is an item of a list of the spec (also of `capabilities` and `services`), or a filled-in field of one of its
 * sections (`document.version`, `organization.industry`); `rules` state nothing, they say how the rest is enforced.
 * Of a statement something can be observed when it binds something (`BINDINGS`) or when a row of `DECIDED` says so.
 * It is verified only when a check of `DECIDED` reached a verdict about this very statement; when no check did, because there is
 * none yet, it is switched off, does not apply or could not see enough, the statement is unobserved.
 */

type State = keyof StatementCounts;
type Members = Readonly<Record<string, unknown>>;

interface Statement {
  /** Where it stands, as a path without indexes: `environments`, `document.reviews`, `technology.services`. */
  readonly path: string;
  readonly value: unknown;
}

/** What verdicts say of the statements of a scope. */
export interface Evidence {
  readonly scope: CompiledScope;
  readonly byEntry: EntryVerdicts;
  /** Verdicts by check, over all subjects of the scope. */
  readonly checks: ReadonlyMap<CheckId, Tally>;
  /** Epoch ms. */
  readonly now: number;
}

/** Fields by which an entry is tied to something that can be observed. */
const BINDINGS = [
  "namespaces",
  "workloads",
  "hosts",
  "cidrs",
  "regions",
  "accounts",
  "registries",
  "subjects",
  "observe",
  "query",
  "expires",
] as const;

/** Lists inside an entry whose items are statements of their own. */
const INNER_LISTS = ["capabilities", "services"] as const;

/** Lists that say one thing together: that none of this is handled. */
const WHOLE: ReadonlySet<string> = new Set(["prohibitedData"]);

const membersOf = (value: unknown): Members => (typeof value === "object" && value !== null ? { ...value } : {});

const says = (value: unknown): boolean => {
  if (value === undefined || value === "") return false;
  return typeof value === "object" ? Object.keys(membersOf(value)).length > 0 : true;
};

const itemsOf = (path: string, items: readonly unknown[]): readonly Statement[] =>
  items.flatMap((value) => [
    { path, value },
    ...INNER_LISTS.flatMap((inner) => {
      const list = membersOf(value)[inner];
      return Array.isArray(list) ? itemsOf(`${path}.${inner}`, list) : [];
    }),
  ]);

const statementsAt = (path: string, value: unknown): readonly Statement[] => {
  if (!says(value)) return [];
  return Array.isArray(value) && !WHOLE.has(path) ? itemsOf(path, value) : [{ path, value }];
};

/** All statements of a scope, in the order of the spec. */
export const statementsOf = ({ spec }: CompiledScope): readonly Statement[] =>
  Object.entries(spec).flatMap(([section, value]) => {
    if (section === "rules") return [];
    if (Array.isArray(value)) return statementsAt(section, value);
    return Object.entries(membersOf(value)).flatMap(([member, inner]) => statementsAt(`${section}.${member}`, inner));
  });

const stateOf = (verdicts: ReadonlySet<Verdict>): State => {
  if (verdicts.has("fail") || verdicts.has("exempt")) return "violated";
  return verdicts.has("pass") && !verdicts.has("unknown") ? "verified" : "unobserved";
};

type Decide = (value: unknown, evidence: Evidence) => State;

const nameOf = (value: unknown): unknown => membersOf(value)["name"];

/** Decided by the checks of an entry, when the entry binds something. */
const byOwnChecks =
  (kind: Parameters<typeof entryKey>[0]): Decide =>
  (value, evidence) => {
    if (!binds(value)) return "documentary";
    const verdicts = evidence.byEntry.get(entryKey(kind, String(nameOf(value))));
    return stateOf(new Set(verdicts?.values()));
  };

/** Decided by a check of the whole statement: when that fails, by whether this part of it holds. */
const byPart =
  (check: CheckId, holds: (value: unknown, evidence: Evidence) => boolean): Decide =>
  (value, evidence) => {
    const { byEntry, scope } = evidence;
    const verdict = byEntry.get(entryKey("Scope", scope.name))?.get(check);
    const state = stateOf(new Set(verdict === undefined ? [] : [verdict]));
    return state === "violated" && holds(value, evidence) ? "verified" : state;
  };

/** Decided by a check of other subjects, all together. */
const byTally =
  (check: CheckId): Decide =>
  (_value, { checks }) => {
    const tally = Object.entries(checks.get(check) ?? {}).filter(([, count]) => count > 0);
    return stateOf(new Set(tally.map(([verdict]) => verdict as Verdict)));
  };

const reviewOf = (name: unknown, { scope }: Evidence) => timedReviews(scope.spec.document).find((review) => review.name === name);

const isCurrent = (name: unknown, evidence: Evidence): boolean => evidence.now <= (reviewOf(name, evidence)?.dueAt ?? -Infinity);

const currentReview = byPart("review-current", (value, evidence) => isCurrent(nameOf(value), evidence));

const isApproval = (value: unknown, { scope }: Evidence): boolean => {
  const { name, date, digest } = membersOf(value);
  return name !== undefined && date !== undefined && digest === scope.digest;
};

/** Statements about which a check of this version decides. The others are unobserved when they bind something. */
const DECIDED: Readonly<Record<string, Decide>> = {
  environments: byOwnChecks("Environment"),
  components: byOwnChecks("Component"),
  exclusions: byOwnChecks("Exclusion"),
  prohibitedData: byTally("prohibited-data"),
  "document.nextReview": byPart("review-current", (_value, evidence) => isCurrent(undefined, evidence)),
  "document.reviews": (value, evidence) => (reviewOf(nameOf(value), evidence) ? currentReview(value, evidence) : "documentary"),
  "document.approvals": byPart("document-approved", isApproval),
};

const binds = (value: unknown): boolean => {
  const members = membersOf(value);
  return BINDINGS.some((field) => says(members[field]));
};

/** Counts the statements of a scope by state. */
export const countStatements = (evidence: Evidence): StatementCounts => {
  const counts = { verified: 0, violated: 0, unobserved: 0, documentary: 0 };
  for (const { path, value } of statementsOf(evidence.scope)) {
    const state = DECIDED[path]?.(value, evidence) ?? (binds(value) ? "unobserved" : "documentary");
    counts[state]++;
  }
  return counts;
};
