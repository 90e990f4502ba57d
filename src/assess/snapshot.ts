import type { NamespaceFact } from "../facts/facts.ts";
import type { NamespaceAssessment, ScopeSummary, Snapshot } from "./assessment.ts";
import { earliest } from "./deadline.ts";
import type { Basis } from "./basis.ts";
import type { CheckError } from "./engine.ts";
import { gather } from "./gather.ts";
import { differ, remember, type Memory, type MemoryInput } from "./memory.ts";
import { assessNamespace } from "./namespace.ts";
import { sameAssessment } from "./same.ts";
import { summarise, type Change } from "./scope.ts";

/** One turn of assessment: what may have changed is assessed again, the rest is taken over, and all of it becomes the next snapshot. */

export interface AssessmentInput extends MemoryInput {
  /** The previous turn; undefined for the first. */
  readonly previous: AssessmentResult | undefined;
  /** Namespaces (by name, also deleted ones) whose facts changed since the previous turn; "all" when that is not known. */
  readonly dirty: "all" | ReadonlySet<string>;
  /** Epoch ms. */
  readonly now: number;
}

export interface AssessmentResult {
  readonly snapshot: Snapshot;
  /** How many namespaces were assessed. */
  readonly assessed: number;
  /** Names of the namespaces whose assessment is new, different or gone; all others are the same objects as before. */
  readonly changed: ReadonlySet<string>;
  /** Checks that threw in this turn. */
  readonly errors: readonly CheckError[];
  /** For the next turn. */
  readonly memory: Memory;
}

interface Assessed {
  readonly namespaces: ReadonlyMap<string, NamespaceAssessment>;
  readonly changes: ReadonlyMap<string, Change>;
  readonly assessed: number;
  readonly errors: readonly CheckError[];
}

/** Facts of the namespaces to assess by name; undefined for one that is gone. */
type Due = ReadonlyMap<string, NamespaceFact | undefined>;

const everything = ({ facts, previous }: AssessmentInput): Due => {
  const due = new Map<string, NamespaceFact | undefined>();
  for (const name of previous?.snapshot.namespaces.keys() ?? []) due.set(name, undefined);
  for (const namespace of facts.namespaces()) due.set(namespace.name, namespace);
  return due;
};

/**
 * The namespaces that changed, and those whose deadline has come.
 * All of them, when something changed on which any may depend, or the clock went back.
 */
const dueNamespaces = (input: AssessmentInput, memory: Memory): Due => {
  const { previous, dirty, facts, now } = input;
  if (previous === undefined || dirty === "all" || now < previous.snapshot.at || differ(previous.memory, memory)) return everything(input);
  const due = new Set(dirty);
  for (const { namespace, changesAt } of previous.snapshot.namespaces.values()) {
    if (changesAt !== undefined && changesAt <= now) due.add(namespace);
  }
  return new Map([...due].map((name) => [name, facts.namespace(name)]));
};

const saysTheSame = (a: NamespaceAssessment | undefined, b: NamespaceAssessment | undefined): boolean =>
  a === undefined || b === undefined ? a === b : sameAssessment(a, b);

const assessDue = (basis: Basis, memory: Memory, due: Due, before: Snapshot["namespaces"]): Assessed => {
  const declared = { scopes: memory.compiled.scopes, membershipOf: memory.membershipOf };
  const namespaces = new Map(before);
  const changes = new Map<string, Change>();
  const errors: CheckError[] = [];
  let assessed = 0;
  for (const [name, fact] of due) {
    const known = before.get(name);
    const result = fact === undefined ? undefined : assessNamespace(basis, declared, fact);
    if (result !== undefined) assessed++;
    errors.push(...(result?.errors ?? []));
    const after = result?.assessment;
    if (saysTheSame(known, after)) continue;
    changes.set(name, { before: known, after });
    if (after === undefined) namespaces.delete(name);
    else namespaces.set(name, after);
  }
  return { namespaces, changes, assessed, errors };
};

/** A scope that judges annotations which were not kept waits for a new read, as at the start: what it cannot say yet is no news. */
const isSettled = ({ coverage, compiled, legible }: Memory): boolean =>
  legible.size === compiled.scopes.size && [...coverage.values()].every(({ state }) => state !== "Syncing");

const basisOf = ({ facts, quarantined, now }: AssessmentInput, { checks, exceptions, legible }: Memory): Basis => ({
  checks,
  facts,
  exceptions,
  legible,
  quarantined,
  now,
});

const summariseAll = (input: AssessmentInput, memory: Memory, { namespaces, changes }: Assessed) => {
  const { scopes } = memory.compiled;
  const basis = basisOf(input, memory);
  const gathered = gather(scopes, namespaces.values(), input.now);
  const shared = { basis, namespaces, changes: [...changes.values()], settled: isSettled(memory) };
  const summaries = new Map<string, ScopeSummary>();
  const errors: CheckError[] = [];
  for (const [name, scope] of scopes) {
    const ofScope = gathered.get(name);
    if (ofScope === undefined) continue;
    const previous = input.previous?.snapshot.scopes.get(name);
    const result = summarise({ ...shared, scope, gathered: ofScope, previous });
    summaries.set(name, result.summary);
    errors.push(...result.errors);
  }
  return { summaries, errors };
};

/** Assesses what is due and folds it into the next snapshot. Pure: equal inputs give equal snapshots, however many turns it took. */
export const assess = (input: AssessmentInput): AssessmentResult => {
  const { previous, now } = input;
  const memory = remember(input, previous?.memory);
  const before: Snapshot["namespaces"] = previous?.snapshot.namespaces ?? new Map();
  const result = assessDue(basisOf(input, memory), memory, dueNamespaces(input, memory), before);
  const { summaries, errors } = summariseAll(input, memory, result);
  const deadlines = [...summaries.values()].map(({ changesAt }) => changesAt);
  return {
    snapshot: {
      revision: (previous?.snapshot.revision ?? 0) + 1,
      at: now,
      scopes: summaries,
      invalid: memory.compiled.invalid,
      namespaces: result.namespaces,
      coverage: memory.coverage,
      quarantined: input.quarantined,
      settled: isSettled(memory),
      changesAt: earliest(now, ...deadlines),
    },
    assessed: result.assessed,
    changed: new Set(result.changes.keys()),
    errors: [...result.errors, ...errors],
    memory,
  };
};
