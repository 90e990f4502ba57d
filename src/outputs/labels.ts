import { NAMESPACE_LABELS } from "../api/names.ts";
import type { NamespaceAssessment, Snapshot } from "../assess/assessment.ts";
import type { NamespaceFact, StringMap } from "../facts/facts.ts";
import type { FactsView } from "../facts/view.ts";
import type { Membership } from "../scope/compiled.ts";
import { desiredLabels } from "../scope/labels.ts";
import type { EventAction, LabelsAction } from "./action.ts";
import { announcement, fingerprint, namespaceRef, scopeRef } from "./announce.ts";
import { contest, forgottenAt, isContested, type LabelState } from "./label-contest.ts";
import { deviation, observedLabels, sameLabels, type Deviation } from "./label-deviation.ts";
import { membershipTelling, restoredTelling, scopesOf } from "./label-tellings.ts";

/** Twice as long as an API server keeps events by default: within it, the same transition told again needs another name. */
const EVENT_TTL_MS = 7_200_000;

/**
 * What is remembered from turn to turn about the labels of namespaces. `told` counts how often the same transition (same
 * namespace, same labels before and after) was told within two hours: a second tampering is told although the event of the
 * first is still there. After a restart counting begins anew: then a repetition may go untold, but nothing is told twice.
 */
export interface LabelMemory {
  /** By namespace uid. */
  readonly states: ReadonlyMap<string, LabelState>;
  /** Repairs planned and not yet seen, by namespace uid: the same observation gives the same action, which is not a new write. */
  readonly actions: ReadonlyMap<string, LabelsAction>;
  /** By fingerprint of the transition. */
  readonly told: ReadonlyMap<string, { readonly count: number; readonly at: number }>;
}

/** A namespace of a scope whose labels somebody keeps undoing. */
export interface ContestedNamespace {
  readonly namespace: string;
  readonly manager: string;
}

export interface LabelPlanInput {
  readonly snapshot: Snapshot;
  readonly facts: FactsView;
  readonly memory: LabelMemory;
  /** Epoch ms. */
  readonly now: number;
}

export interface LabelPlan {
  readonly actions: readonly LabelsAction[];
  readonly memory: LabelMemory;
  /** By scope name. */
  readonly contested: ReadonlyMap<string, readonly ContestedNamespace[]>;
  /** When the first contest is forgotten (epoch ms): plan again then. */
  readonly changesAt: number | undefined;
}

export const NO_LABEL_MEMORY: LabelMemory = { states: new Map(), actions: new Map(), told: new Map() };

interface Look {
  readonly fact: NamespaceFact;
  readonly membership: Membership;
  readonly state: LabelState;
  readonly deviation: Deviation;
  readonly isNew: boolean;
}

/** Nothing has changed since the last look, and no contest is to be forgotten. */
const isAsBefore = (before: LabelState, fact: NamespaceFact, desired: StringMap): boolean =>
  before.fact === fact && before.inPlace && before.rounds === 0 && sameLabels(before.desired, desired);

/** Plans one turn; its two maps are the memory of the next one. */
class LabelTurn {
  readonly actions: LabelsAction[] = [];
  readonly states = new Map<string, LabelState>();
  readonly told: Map<string, { readonly count: number; readonly at: number }>;
  readonly contested = new Map<string, ContestedNamespace[]>();
  changesAt: number | undefined;
  readonly #input: LabelPlanInput;

  constructor(input: LabelPlanInput) {
    this.#input = input;
    this.told = new Map([...input.memory.told].filter(([, { at }]) => input.now - at < EVENT_TTL_MS));
  }

  look(fact: NamespaceFact, { membership }: NamespaceAssessment): void {
    const { now, memory } = this.#input;
    const before = memory.states.get(fact.uid);
    const desired = desiredLabels(membership);
    if (before && isAsBefore(before, fact, desired)) {
      this.states.set(fact.uid, before);
      return;
    }
    const differs = deviation(fact, desired);
    const state = contest(before, { fact, desired, deviation: differs, now });
    this.states.set(fact.uid, state);
    this.#note(state, membership);
    if (differs) this.#repair({ fact, membership, state, deviation: differs, isNew: state.episode !== before?.episode }, before);
    else if (before && !before.inPlace && before.dueAt > now) {
      // A repair still waits in the writer: replace it, lest it write later what was wanted then.
      this.actions.push(this.#action({ fact, state }, undefined, []));
    }
  }

  #note(state: LabelState, membership: Membership): void {
    if (!isContested(state)) return;
    const entry = { namespace: state.fact.name, manager: state.manager ?? "" };
    for (const scope of scopesOf(membership)) this.contested.set(scope, [...(this.contested.get(scope) ?? []), entry]);
    if (state.inPlace) this.changesAt = Math.min(this.changesAt ?? Infinity, forgottenAt(state));
  }

  #repair(look: Look, before: LabelState | undefined): void {
    const planned = look.isNew || before?.fact !== look.fact ? undefined : this.#input.memory.actions.get(look.fact.uid);
    if (planned) {
      this.actions.push(planned);
      return;
    }
    const told = look.deviation.wrong.length + look.deviation.extra.length > 0 ? [this.#tell(look)] : [];
    this.actions.push(this.#action(look, look.deviation, told));
  }

  #action({ fact, state }: Pick<Look, "fact" | "state">, differs: Deviation | undefined, announce: readonly EventAction[]): LabelsAction {
    return {
      type: "Labels",
      key: `namespace/${fact.name}/labels`,
      basis: fact,
      namespace: fact.name,
      uid: fact.uid,
      labels: state.desired,
      ...(differs && differs.remove.length > 0 && { remove: differs.remove }),
      force: differs?.wrong.some((key) => fact.foreignLabels[key] !== undefined) ?? false,
      delay: differs ? Math.max(0, state.dueAt - this.#input.now) : 0,
      announce,
    };
  }

  #tell({ fact, membership, state, deviation, isNew }: Look): EventAction {
    const transition = fingerprint([
      fact.uid,
      JSON.stringify(observedLabels(fact)),
      deviation.manager ?? "",
      JSON.stringify(state.desired),
    ]);
    const known = this.told.get(transition);
    const count = known && !isNew ? known.count : (known?.count ?? 0) + 1;
    this.told.set(transition, { count, at: this.#input.now });
    const undone = state.rounds > 0 && state.manager !== undefined;
    const scope = this.#input.snapshot.scopes.get(scopesOf(membership)[0] ?? "");
    return announcement({
      ...(undone ? restoredTelling(state, deviation) : membershipTelling(membership)),
      regarding: namespaceRef(fact),
      ...(scope && { related: scopeRef(scope.scope.fact) }),
      identity: ["labels", transition, count],
      at: this.#input.now,
      basis: fact,
    });
  }
}

/**
 * The writes that bring our labels on every namespace to what the scopes declare. Call it only while namespaces and scopes are
 * read completely: to a reader who does not know the scopes yet, every label looks out of place.
 */
export const planLabels = (input: LabelPlanInput): LabelPlan => {
  const turn = new LabelTurn(input);
  const { facts, snapshot } = input;
  const unusable = new Set(snapshot.invalid.map(({ name }) => name));
  // What a scope that cannot be used declares is not known: its namespaces keep the labels they have.
  const isKept = (fact: NamespaceFact, { membership }: NamespaceAssessment): boolean =>
    membership.state === "Undeclared" && unusable.has(fact.labels[NAMESPACE_LABELS.scope] ?? "");
  for (const assessment of snapshot.namespaces.values()) {
    const fact = facts.namespace(assessment.namespace);
    // A namespace that is on its way out, or another one of the same name, is not the one that was assessed.
    if (fact && fact.uid === assessment.uid && !fact.terminating && !isKept(fact, assessment)) turn.look(fact, assessment);
  }
  const { actions, states, told, contested, changesAt } = turn;
  return { actions, memory: { states, told, actions: new Map(actions.map((action) => [action.uid, action])) }, contested, changesAt };
};
