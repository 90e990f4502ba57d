import type { ObservationSpec } from "../api/scope.ts";
import type { EntryList, Subject } from "../checks/check.ts";
import { blindAmong, type Basis, type Place } from "./basis.ts";
import { judge, planChecks, type Judged } from "./engine.ts";
import { seriousAmong, type Gathered } from "./gather.ts";
import { countOf, isCountable, observedOf, quantitiesOf, type Counting } from "./observed.ts";
import { countedKinds } from "./own-kinds.ts";
import type { Sheet } from "./sheet.ts";
import { parseTarget } from "../scope/target.ts";

/** Entries that count something: declared quantities first, then objectives, because those may count the findings of all before. */

export interface Counted {
  readonly basis: Basis;
  readonly sheet: Sheet;
  readonly gathered: Gathered;
}

const entryOf = (subject: Subject<"Quantity" | "Objective">, list: EntryList): Judged => ({
  subject,
  ref: { kind: subject.type, name: subject.entry.name },
  labels: {},
  namespace: undefined,
  entry: { list, name: subject.entry.name },
});

const placeOf = ({ basis, gathered }: Counted, type: "Quantity" | "Objective", observe: ObservationSpec): Place => ({
  type,
  environment: undefined,
  blind: blindAmong(basis, [...gathered.namespacesOf.values()].flat()),
  kinds: countedKinds(observe),
});

/** A share of verdicts says nothing while some are unknown: which of them would be exempt, nobody has seen. */
const isShareOpen = ({ subject }: Judged, { gathered }: Counted): boolean =>
  subject.type === "Objective" &&
  subject.observed.share !== undefined &&
  parseTarget(subject.entry.target ?? "")?.percent === true &&
  [...gathered.checks.values()].some(({ unknown }) => unknown > 0);

const judgeCounted = (context: Counted, observe: ObservationSpec, judged: Judged): void => {
  const { basis, sheet, gathered } = context;
  const type = judged.subject.type as "Quantity" | "Objective";
  const countable = isCountable(observe, basis, gathered.checks, sheet.tallies) && !isShareOpen(judged, context);
  for (const planned of planChecks(basis, sheet, placeOf(context, type, observe))) {
    judge(basis, sheet, { ...planned, sees: planned.sees && countable }, judged);
  }
};

/** What is counted before any of these entries is judged: they do not count each other's findings. */
const countingOf = ({ basis, sheet, gathered }: Counted): Counting => ({
  basis,
  scope: sheet.scope,
  gathered,
  serious: gathered.serious + seriousAmong(sheet.findings),
});

export const judgeQuantities = (context: Counted): void => {
  if (!context.basis.checks.has("Quantity")) return;
  const counting = countingOf(context);
  for (const { list, entry } of quantitiesOf(context.sheet.scope)) {
    const subject = { type: "Quantity", list, entry, observed: countOf(entry.observe, counting) } as const;
    judgeCounted(context, entry.observe, entryOf(subject, list));
  }
};

export const judgeObjectives = (context: Counted): void => {
  if (!context.basis.checks.has("Objective")) return;
  const counting = countingOf(context);
  for (const entry of context.sheet.scope.spec.objectives) {
    const { observe } = entry;
    if (observe === undefined) continue;
    const subject = { type: "Objective", entry, observed: observedOf(observe, counting, context.gathered.checks) } as const;
    judgeCounted(context, observe, entryOf(subject, "objectives"));
  }
};
