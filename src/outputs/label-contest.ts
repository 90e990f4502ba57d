import type { NamespaceFact, StringMap } from "../facts/facts.ts";
import { sameLabels, type Deviation } from "./label-deviation.ts";

/** Two who fight over a label must not do so in a loop: the first repair is immediate, each further one waits longer. */

const FIRST_DELAY_MS = 30_000;
const LONGEST_DELAY_MS = 600_000;
/** A contest is forgotten after this long without a further round. */
export const QUIET_MS = 600_000;
/** For this long after a repair was due, a namespace that still deviates may simply not have been read again. */
const GRACE_MS = 1_000;
/** Who removed a label leaves no trace in the object. */
export const UNKNOWN_MANAGER = "unknown";

/** What was last seen of, and planned for, the labels of one namespace. */
export interface LabelState {
  /** The observation that was considered last. */
  readonly fact: NamespaceFact;
  readonly desired: StringMap;
  readonly inPlace: boolean;
  /** How often in this contest somebody undid our labels. 0: nobody did. */
  readonly rounds: number;
  /** Who did it last; undefined when it is not sure that somebody did. */
  readonly manager: string | undefined;
  /** When the last repair was, or is, due (epoch ms). */
  readonly dueAt: number;
  /** The grace after the last repair is used up. */
  readonly graced: boolean;
  /** Counts deviations; a new one is told, the same one is not. */
  readonly episode: number;
}

/** 0 s, 0 s, 30 s, 1 min, 2 min, 4 min, 8 min, then 10 min. */
export const delayOf = (rounds: number): number => (rounds < 2 ? 0 : Math.min(FIRST_DELAY_MS * 2 ** (rounds - 2), LONGEST_DELAY_MS));

/** Contested: undone twice or more, and we know that it was not us who had not written yet. */
export const isContested = (state: LabelState): boolean => state.rounds >= 2 && state.manager !== undefined;

/** When the contest will be forgotten, should nothing happen (epoch ms). */
export const forgottenAt = (state: LabelState): number => state.dueAt + QUIET_MS;

const isQuiet = (state: LabelState, now: number): boolean => state.inPlace && now >= forgottenAt(state);

interface Observation {
  readonly fact: NamespaceFact;
  readonly desired: StringMap;
  readonly deviation: Deviation | undefined;
  readonly now: number;
}

const calm = (before: LabelState | undefined, { fact, desired, now }: Observation): LabelState => ({
  fact,
  desired,
  inPlace: true,
  rounds: before && !isQuiet(before, now) ? before.rounds : 0,
  manager: before && !isQuiet(before, now) ? before.manager : undefined,
  dueAt: before?.dueAt ?? now,
  graced: false,
  episode: before?.episode ?? 0,
});

/** The wish is new: it is carried out at once, whoever fought over the old one. */
const wished = (before: LabelState | undefined, seen: Observation, deviation: Deviation): LabelState => {
  const remembered = before && !isQuiet(before, seen.now) ? before : undefined;
  return {
    fact: seen.fact,
    desired: seen.desired,
    inPlace: false,
    rounds: remembered?.rounds || (deviation.manager === undefined ? 0 : 1),
    manager: deviation.manager ?? remembered?.manager,
    dueAt: seen.now,
    graced: false,
    episode: (before?.episode ?? 0) + 1,
  };
};

/** Somebody undid what was in place, or did so too fast for us to see it in place. */
const undone = (before: LabelState, seen: Observation, deviation: Deviation): LabelState => {
  const rounds = (isQuiet(before, seen.now) ? 0 : before.rounds) + 1;
  return {
    fact: seen.fact,
    desired: seen.desired,
    inPlace: false,
    rounds,
    manager: deviation.manager ?? (before.inPlace ? UNKNOWN_MANAGER : before.manager),
    dueAt: seen.now + delayOf(rounds),
    graced: false,
    episode: before.episode + 1,
  };
};

const isUndone = (before: LabelState, { fact, now }: Observation): boolean =>
  before.inPlace || (before.fact !== fact && now >= before.dueAt + (before.graced ? 0 : GRACE_MS));

/** Still the same deviation. An observation made just after the repair was due gets a second to be overtaken by it. */
const pending = (before: LabelState, { fact, now }: Observation): LabelState =>
  before.fact !== fact && now >= before.dueAt ? { ...before, fact, graced: true, dueAt: before.dueAt + GRACE_MS } : { ...before, fact };

/** What is known of a namespace's labels after one more look. Pure: `before` is what the last look gave. */
export const contest = (before: LabelState | undefined, seen: Observation): LabelState => {
  if (!seen.deviation) return calm(before, seen);
  if (before && !before.inPlace && sameLabels(before.desired, seen.desired) && !isUndone(before, seen)) return pending(before, seen);
  if (!before || !sameLabels(before.desired, seen.desired)) return wished(before, seen, seen.deviation);
  return undone(before, seen, seen.deviation);
};
