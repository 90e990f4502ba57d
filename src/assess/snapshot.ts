import { systemNamespaces } from "../scope/membership.ts";
import type { ScopeSummary, Snapshot } from "./assessment.ts";
import { memberships, outsiders, type Basis } from "./basis.ts";
import { earliest } from "./deadline.ts";
import { duePlaces, everything, isObjectKey, type Due, type ReadsByPlace } from "./due.ts";
import { gather } from "./gather.ts";
import { differ, remember, type Memory, type MemoryInput } from "./memory.ts";
import { objectKeys } from "./objects.ts";
import { assessPlaces, type AssessedPlaces } from "./places.ts";
import { summarise } from "./scope.ts";
import type { CheckError } from "./sheet.ts";

/** One turn of assessment: what may have changed is assessed again, the rest is taken over, and all of it becomes the next snapshot. */

export interface AssessmentInput extends MemoryInput {
  /** The previous turn; undefined for the first. */
  readonly previous: AssessmentResult | undefined;
  /** Namespaces (by name, also deleted ones) whose facts changed since the previous turn; "all" when that is not known, for objects neither. */
  readonly dirty: "all" | ReadonlySet<string>;
  /** Cluster-scoped objects that changed, or of which something changed on which their verdicts rest, by key: `Node/worker-1`. */
  readonly dirtyObjects: ReadonlySet<string>;
  /** Epoch ms. */
  readonly now: number;
}

export interface AssessmentResult {
  readonly snapshot: Snapshot;
  /** How many namespaces were assessed, and how many cluster-scoped objects. */
  readonly assessed: number;
  readonly assessedObjects: number;
  /** Names of the namespaces whose assessment is new, different or gone; all others are the same objects as before. */
  readonly changed: ReadonlySet<string>;
  /** Checks that threw in this turn. */
  readonly errors: readonly CheckError[];
  /** For the next turn. */
  readonly memory: Memory;
  readonly reads: ReadsByPlace;
}

/**
 * The places that changed, and those whose deadline has come.
 * All of them, when something changed on which any may depend, or the clock went back.
 */
const dueIn = (input: AssessmentInput, basis: Basis, memory: Memory): Due => {
  const { previous, dirty, dirtyObjects, now } = input;
  const before = previous?.snapshot;
  if (previous === undefined || before === undefined || dirty === "all" || now < before.at || differ(previous.memory, memory)) {
    return everything(basis, before);
  }
  // A pod that is set aside may run on any node.
  const asideAsBefore = (before.quarantined.get("Pod") ?? 0) === (input.quarantined.get("Pod") ?? 0);
  const objects = asideAsBefore ? dirtyObjects : new Set([...dirtyObjects, ...objectKeys(basis)]);
  return duePlaces(basis, before, previous.reads, { namespaces: dirty, objects });
};

/** A scope that judges annotations which were not kept waits for a new read, as at the start: what it cannot say yet is no news. */
const isSettled = ({ coverage, compiled, legible }: Memory): boolean =>
  legible.size === compiled.scopes.size && [...coverage.values()].every(({ state }) => state !== "Syncing");

const basisOf = (
  { facts, quarantined, exceptionsRead, system, now }: AssessmentInput,
  { checks, exceptions, legible, compiled, membershipOf }: Memory,
): Basis => {
  const membership = memberships(facts, membershipOf);
  const isSystem = systemNamespaces(system);
  const { scopes } = compiled;
  return {
    checks,
    facts,
    scopes,
    membership,
    isSystem,
    outside: outsiders(facts, { membership, isSystem }),
    exceptions,
    exceptionsRead,
    legible,
    quarantined,
    now,
  };
};

const summariseAll = (basis: Basis, places: AssessedPlaces, input: AssessmentInput, memory: Memory) => {
  const gathered = gather(basis.scopes, places, input.now);
  const shared = { basis, places, changes: [...places.changes.values()], settled: isSettled(memory) };
  const summaries = new Map<string, ScopeSummary>();
  const errors: CheckError[] = [];
  for (const [name, scope] of basis.scopes) {
    const ofScope = gathered.get(name);
    if (ofScope === undefined) continue;
    const previous = input.previous?.snapshot.scopes.get(name);
    const result = summarise({ ...shared, scope, gathered: ofScope, previous });
    summaries.set(name, result.summary);
    errors.push(...result.errors);
  }
  return { summaries, errors };
};

const NO_PLACES: Pick<Snapshot, "namespaces" | "objects"> = { namespaces: new Map(), objects: new Map() };

/** Assesses what is due and folds it into the next snapshot. Pure: equal inputs give equal snapshots, however many turns it took. */
export const assess = (input: AssessmentInput): AssessmentResult => {
  const { previous, now } = input;
  const memory = remember(input, previous?.memory);
  const basis = basisOf(input, memory);
  const places = assessPlaces(basis, dueIn(input, basis, memory), previous?.snapshot ?? NO_PLACES, previous?.reads ?? new Map());
  const { summaries, errors } = summariseAll(basis, places, input, memory);
  const deadlines = [...summaries.values()].map(({ changesAt }) => changesAt);
  return {
    snapshot: {
      revision: (previous?.snapshot.revision ?? 0) + 1,
      at: now,
      scopes: summaries,
      invalid: memory.compiled.invalid,
      namespaces: places.namespaces,
      objects: places.objects,
      coverage: memory.coverage,
      quarantined: input.quarantined,
      settled: isSettled(memory),
      changesAt: earliest(now, ...deadlines),
    },
    assessed: places.assessed.namespaces,
    assessedObjects: places.assessed.objects,
    changed: new Set([...places.changes.keys()].filter((place) => !isObjectKey(place))),
    errors: [...places.errors, ...errors],
    memory,
    reads: places.reads,
  };
};
