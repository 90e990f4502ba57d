import type { CheckId } from "../api/check-ids.generated.ts";
import { CONTROLS } from "../api/controls.ts";
import { timedReviews } from "../scope/reviews.ts";
import { membersOf, says, type Statement } from "../scope/statements.ts";
import {
  decidedBy,
  decidedByChecks,
  DOCUMENTARY,
  evidenceAbout,
  evidenceOf,
  UNOBSERVED,
  type Decision,
  type Verdicts,
} from "./evidence.ts";
import { entryKey } from "./sheet.ts";

/** What decides about a statement, by where it stands. */

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

export const binds = ({ value }: Statement): boolean => {
  const members = membersOf(value);
  return BINDINGS.some((field) => says(members[field]));
};

/** What is announced is awaited: nobody has seen it yet. */
export const isPlanned = ({ value }: Statement): boolean => membersOf(value)["presence"] === "Planned";

type Decide = (statement: Statement, verdicts: Verdicts) => Decision;

/** Whether a check that names entries of the list is unknown anywhere: it might have named any of them. */
const isDoubtful = (path: string, { gathered, checks }: Verdicts): boolean =>
  [...checks.values()].some(({ id, about = [] }) => about.some((list) => list === path) && (gathered.checks.get(id)?.unknown ?? 0) > 0);

const aboutEntry =
  (entry: (statement: Statement) => string): Decide =>
  (statement, verdicts) => {
    const decision = decidedBy(evidenceAbout(verdicts, entry(statement)));
    const doubtful = decision.state === "verified" && isDoubtful(statement.path, verdicts);
    return doubtful ? { ...decision, state: "unobserved" } : decision;
  };

/** Decided by verdicts about the entry. The name alone binds it: workloads and rules refer to the entry by it. */
const byName: Decide = aboutEntry(({ path, name }) => entryKey(path, name));

/** The same of one that must bind something; that it is well written says nothing of the cluster. */
const byBinding: Decide = (statement, verdicts) => (binds(statement) ? byName(statement, verdicts) : DOCUMENTARY);

/** The same of one that other subjects confirm or contradict, if need be by its name alone. */
const byVerdicts: Decide = (statement, verdicts) => {
  const decision = byName(statement, verdicts);
  return decision.evidence.length === 0 && !binds(statement) ? DOCUMENTARY : decision;
};

/** Decided by how many there are. Its name is told together with that of its platform. */
const byQuantity: Decide = (statement, verdicts) =>
  binds(statement) ? aboutEntry(({ within = "", name }) => entryKey("technology", `${within}/${name}`))(statement, verdicts) : DOCUMENTARY;

/** Decided by whether one of its workloads runs in scope. */
const byRunning: Decide = (statement, { gathered }) => {
  if (!binds(statement)) return DOCUMENTARY;
  const { path, name, within } = statement;
  const key = entryKey(path, within === undefined ? name : `${within}/${name}`);
  return gathered.running.has(key) ? { state: "verified", evidence: [] } : UNOBSERVED;
};

/** Decided by checks of other subjects, all together. */
const byChecks =
  (...checks: readonly CheckId[]): Decide =>
  (_statement, verdicts) =>
    decidedByChecks(verdicts, checks);

/** Decided by a check of the whole statement: when that fails, by whether this part of it holds. */
const byPart =
  (
    check: "document-approved" | "document-complete" | "review-current",
    holds: (statement: Statement, verdicts: Verdicts) => boolean,
  ): Decide =>
  (statement, verdicts) => {
    const tally = verdicts.own.tallies.get(check);
    if (tally === undefined) return UNOBSERVED;
    const decision = decidedBy([{ check, kind: "Scope", tally }]);
    if (decision.state !== "violated" || !holds(statement, verdicts)) return decision;
    return decidedBy([{ check, kind: "Scope", tally: { pass: 1, fail: 0, unknown: 0, exempt: 0 } }]);
  };

const reviewOf = (name: string | undefined, { scope }: Verdicts) =>
  timedReviews(scope.spec.document).find((review) => review.name === name);

const isCurrent = (name: string | undefined, verdicts: Verdicts): boolean => verdicts.now <= (reviewOf(name, verdicts)?.dueAt ?? -Infinity);

const currentReview = byPart("review-current", ({ name }, verdicts) => isCurrent(name, verdicts));

const isApproval = ({ value }: Statement, { scope }: Verdicts): boolean => {
  const { name, date, digest } = membersOf(value);
  return name !== undefined && date !== undefined && digest === scope.digest;
};

/** A standard is served when some check that serves one of its controls reached a verdict, whichever. */
const byStandard: Decide = ({ name }, verdicts) => {
  const controls = new Set(CONTROLS.filter(({ framework }) => framework === name).map(({ id }) => id));
  const serving = [...verdicts.checks.values()].filter((check) => check.controls.some((id) => controls.has(id)));
  const evidence = evidenceOf(
    verdicts,
    serving.map(({ id }) => id),
  );
  const reached = evidence.some(({ tally: { pass, fail, exempt } }) => pass + fail + exempt > 0);
  return { state: reached ? "verified" : "unobserved", evidence };
};

/** Statements about which something is decided, by their path. Others are unobserved when they bind something. */
export const DECIDED: Readonly<Record<string, Decide>> = {
  environments: byBinding,
  components: byBinding,
  exclusions: byBinding,
  interfaces: byVerdicts,
  suppliers: byVerdicts,
  technology: byVerdicts,
  "technology.services": byQuantity,
  personnel: byVerdicts,
  locations: byVerdicts,
  informationAssets: byName,
  objectives: byBinding,
  "monitoring.alerts": byName,
  "monitoring.pipeline": byChecks("logging-opt-out", "logging-sidecar"),
  prohibitedData: byChecks("prohibited-data"),
  products: byRunning,
  "products.capabilities": byRunning,
  processes: byRunning,
  "document.standards": byStandard,
  "document.owner": byPart("document-complete", () => true),
  "document.version": byPart("document-complete", () => true),
  "document.nextReview": byPart("review-current", (_statement, verdicts) => isCurrent(undefined, verdicts)),
  "document.reviews": (statement, verdicts) => (reviewOf(statement.name, verdicts) ? currentReview(statement, verdicts) : DOCUMENTARY),
  "document.approvals": byPart("document-approved", isApproval),
  "document.approvalStatement": byPart("document-approved", () => false),
};
