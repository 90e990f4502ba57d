import type { ScopeSummary, StatementResult, StatementState } from "../../src/assess/assessment.ts";

/** What became of a statement of a document: the results of the entries in which it stands. */

interface Step {
  readonly name: string;
  readonly key: string | undefined;
}

const INNER_LISTS: ReadonlySet<string> = new Set(["capabilities", "services"]);
const STEP = /\.?([A-Za-z]+)(?:\[([^\]]*)\])?/g;

const stepsOf = (path: string): readonly Step[] => [...path.matchAll(STEP)].map(([, name = "", key]) => ({ name, key }));

/** Where the entry stands in which a path of `Statement.at` ends; without a name it is all that stands there. */
export const entryAt = (path: string): { readonly path: string; readonly name: string | undefined } => {
  const [first, second] = stepsOf(path);
  if (first === undefined) throw new Error(`${path} leads nowhere`);
  if (first.name === "prohibitedData") return { path: first.name, name: undefined };
  if (first.key === undefined)
    return second === undefined ? { path: first.name, name: undefined } : { path: `${first.name}.${second.name}`, name: second.key };
  if (second?.key === undefined || !INNER_LISTS.has(second.name)) return { path: first.name, name: first.key };
  return { path: `${first.name}.${second.name}`, name: second.key };
};

/** The results of the entries to which the paths lead, each once. */
export const resultsAt = ({ statementResults }: ScopeSummary, paths: Iterable<string>): readonly StatementResult[] => {
  const places = [...paths].map(entryAt);
  return statementResults.filter((result) =>
    places.some(({ path, name }) => result.path === path && (name === undefined || result.name === name)),
  );
};

/** One state for all: that of the worst that the cluster has something to say of. */
export const stateOf = (results: readonly StatementResult[]): StatementState => {
  const states = new Set(results.map(({ state }) => state));
  const found = (["violated", "unobserved", "verified"] as const).find((state) => states.has(state));
  return found ?? "documentary";
};
