import type { ExceptionSpec } from "../../src/api/exception.ts";
import type { ScopeSpecInput } from "../../src/api/scope.ts";
import type { NamespaceAssessment, ScopeSummary } from "../../src/assess/assessment.ts";
import { assess, type AssessmentInput, type AssessmentResult } from "../../src/assess/snapshot.ts";
import type { Check, Outcome, Subject, SubjectType } from "../../src/checks/check.ts";
import { FACT_KINDS } from "../../src/facts/facts.ts";
import type { FactStore } from "../../src/facts/store.ts";
import type { ExceptionFact, ScopeFact } from "../../src/scope/compiled.ts";
import { readScope } from "../../src/scope/read.ts";
import { exceptionFact } from "./exceptions.ts";
import { NOW } from "./world.ts";

/** Turns of assessment, from the few inputs that a test is about. */

export type Specs = Readonly<Record<string, Partial<ScopeSpecInput>>>;

export const scopeFacts = (specs: Specs, metadata: object = {}): readonly ScopeFact[] =>
  Object.entries(specs).map(([name, spec]) =>
    readScope({ metadata: { name, uid: `uid-${name}`, generation: 1, ...metadata }, spec: { document: { title: name }, ...spec } }),
  );

/** An exception from the scope `acme` for everything that the check judges. */
export const exceptionOf = (name: string, spec: Partial<ExceptionSpec> & Pick<ExceptionSpec, "checks" | "expires">): ExceptionFact =>
  exceptionFact(name, spec);

/** A check of one type that says what `says` says; unless told otherwise every subject fails. */
export const checkOf = <T extends SubjectType>(
  id: Check["id"],
  type: T,
  says: (subject: Subject<T>, now: number) => Outcome = () => ({ verdict: "fail", reason: "Wrong", message: "It is wrong." }),
  extra: Partial<Check<T>> = {},
): Check<T> => ({
  id,
  title: id,
  severity: "High",
  controls: [],
  appliesTo: [type],
  needs: [],
  remediation: "Mend it.",
  evaluate: (subject, _facts, _scope, { now }) => says(subject, now),
  ...extra,
});

export interface TurnInput extends Partial<
  Pick<AssessmentInput, "previous" | "dirty" | "dirtyObjects" | "now" | "keepsAnnotations" | "exceptionsRead" | "system">
> {
  readonly scopes: readonly ScopeFact[];
  readonly facts: FactStore;
  readonly checks: readonly Check[];
  readonly exceptions?: readonly ExceptionFact[];
}

/** One turn. Everything is dirty unless told otherwise. */
export const turnOf = ({ facts, exceptions = [], ...input }: TurnInput): AssessmentResult =>
  assess({
    previous: undefined,
    dirty: "all",
    dirtyObjects: new Set(),
    exceptionsRead: true,
    now: NOW,
    system: ["kube-*"],
    keepsAnnotations: (keys) => facts.keepsAnnotations(keys),
    quarantined: new Map(FACT_KINDS.map((kind) => [kind, facts.quarantinedObjects(kind).length])),
    ...input,
    facts,
    exceptions,
  });

export const summaryOf = ({ snapshot }: AssessmentResult, scope = "acme"): ScopeSummary => {
  const summary = snapshot.scopes.get(scope);
  if (summary === undefined) throw new Error(`no summary of ${scope}`);
  return summary;
};

export const assessmentOf = ({ snapshot }: AssessmentResult, namespace: string): NamespaceAssessment => {
  const assessment = snapshot.namespaces.get(namespace);
  if (assessment === undefined) throw new Error(`no assessment of ${namespace}`);
  return assessment;
};
