import type { CheckId } from "../api/check-ids.generated.ts";
import type { EntryRef, Surroundings } from "../checks/check.ts";
import type { CompiledScope } from "../scope/compiled.ts";
import type { EntryEvidence, Finding, ScopeVerdicts, SubjectRef, Tally, Verdict } from "./assessment.ts";
import type { Basis } from "./basis.ts";
import { surroundingsOf, type Reads } from "./surroundings.ts";
import { counted, emptyTally } from "./tally.ts";

/** A check that threw. */
export interface CheckError {
  readonly scope: string;
  readonly check: CheckId;
  readonly subject: SubjectRef;
  readonly message: string;
}

/** Verdicts as they are reached, of one scope about one place. */
export interface Sheet {
  readonly scope: CompiledScope;
  readonly around: Surroundings;
  readonly tallies: Map<CheckId, Tally>;
  readonly findings: Finding[];
  readonly exceptionsUsed: Map<string, number>;
  readonly evidence: Map<string, EntryEvidence>;
  readonly errors: CheckError[];
  changesAt: number | undefined;
}

/** `reads` collects what is asked of other namespaces; sheets about one place share it. */
export const createSheet = (basis: Basis, scope: CompiledScope, reads: Reads): Sheet => ({
  scope,
  around: surroundingsOf(basis, scope, reads),
  tallies: new Map(),
  findings: [],
  exceptionsUsed: new Map(),
  evidence: new Map(),
  errors: [],
  changesAt: undefined,
});

export const verdictsOf = ({ tallies, findings, exceptionsUsed, evidence }: Sheet): ScopeVerdicts => ({
  tallies,
  findings,
  exceptionsUsed,
  evidence,
});

export const recordError = ({ scope, errors }: Sheet, check: CheckId, subject: SubjectRef, error: unknown): void => {
  errors.push({ scope: scope.name, check, subject, message: error instanceof Error ? error.message : String(error) });
};

/** What a check said of one subject. */
export interface Reached {
  readonly check: CheckId;
  readonly verdict: Verdict;
}

export const count = ({ tallies }: Sheet, { check, verdict }: Reached): void => {
  tallies.set(check, counted(tallies.get(check) ?? emptyTally, verdict));
};

/** Name of an entry in evidence. */
export const entryKey = (list: string, name: string): string => `${list}/${name}`;

/** A verdict about a subject of that kind is evidence about the entries that it names, once about each. */
export const noteEvidence = ({ evidence }: Sheet, { check, verdict }: Reached, kind: string, about: readonly EntryRef[]): void => {
  for (const entry of new Set(about.map(({ list, name }) => entryKey(list, name)))) {
    const key = `${check} ${kind} ${entry}`;
    evidence.set(key, { entry, check, kind, tally: counted(evidence.get(key)?.tally ?? emptyTally, verdict) });
  }
};
