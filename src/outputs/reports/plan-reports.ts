import { reportKind, type ReportApi, type ReportChoice } from "../../api/report-apis.ts";
import type { Snapshot } from "../../assess/assessment.ts";
import type { ReportAction } from "../action.ts";
import { placeKey, type ReportFact, type ReportPlace, type ReportsView } from "./observed.ts";
import { toldOf, type Told } from "./places.ts";
import { chunksOf, renderReport, type Chunk } from "./writing.ts";

/** What is remembered from turn to turn: which reports tell of a place, as long as it is made of the same. Contents are not kept. */
export interface ReportMemory {
  readonly api: ReportChoice;
  /** By namespace and scope. */
  readonly places: ReadonlyMap<string, PlannedPlace>;
}

interface PlannedPlace {
  readonly madeOf: readonly unknown[];
  readonly chunks: readonly Chunk[];
}

export const NO_REPORT_MEMORY: ReportMemory = { api: "none", places: new Map() };

export interface ReportPlanInput {
  readonly snapshot: Snapshot;
  /** The API in which to report; `none`: what was reported before is taken away. */
  readonly choice: ReportChoice;
  readonly observed: ReportsView;
  readonly memory: ReportMemory;
}

export interface ReportPlan {
  readonly actions: readonly ReportAction[];
  readonly memory: ReportMemory;
}

/** Whoever else writes our reports writes again at once: a repair waits so long (ms) that nobody is kept busy by the two. */
const REPAIR_DELAY_MS = 1_000;

const isSame = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((each, index) => each === b[index]);

/** What the report that is there tells wrong: nothing, something that we told earlier, or what somebody else made of it. */
const deviation = (fact: ReportFact | undefined, { hash }: Chunk, told: Told): "none" | "ours" | "foreign" => {
  if (fact === undefined || fact.hash !== hash) return "ours";
  return fact.intact && fact.owner === told.scope.uid ? "none" : "foreign";
};

const applied = (api: ReportApi, told: Told, chunk: Chunk, observed: ReportsView): ReportAction | undefined => {
  const place: ReportPlace = { api, namespace: told.namespace, name: chunk.name };
  const { fact, basis } = observed.observe(place);
  const differs = deviation(fact, chunk, told);
  if (differs === "none") return undefined;
  return {
    type: "Report",
    key: placeKey(place),
    basis,
    announce: [],
    kind: reportKind(api, told.namespace !== undefined),
    namespace: told.namespace,
    name: chunk.name,
    scope: told.scope.name,
    delay: differs === "foreign" ? REPAIR_DELAY_MS : 0,
    write: { verb: "apply", hash: chunk.hash, render: () => renderReport(api, told, chunk) },
  };
};

const removed = (fact: ReportFact): ReportAction => ({
  type: "Report",
  key: placeKey(fact),
  basis: fact,
  announce: [],
  kind: reportKind(fact.api, fact.namespace !== undefined),
  namespace: fact.namespace,
  name: fact.name,
  scope: undefined,
  delay: 0,
  write: { verb: "delete", uid: fact.uid },
});

/** What is to be told, of the kinds of the chosen API that are read. Where none is, nothing is made ready. */
const toTell = ({ snapshot, choice, observed }: ReportPlanInput): readonly { readonly api: ReportApi; readonly told: Told }[] => {
  if (choice === "none") return [];
  const kinds = [true, false].filter((namespaced) => observed.isRead(choice, namespaced));
  const all = kinds.length === 0 ? [] : toldOf(snapshot);
  return all.filter(({ namespace }) => kinds.includes(namespace !== undefined)).map((told) => ({ api: choice, told }));
};

/**
 * The difference between the reports that should be and those that are. Reports of kinds that are not served, or not yet read, are
 * neither written nor taken away. Call it only with a settled snapshot: an unread kind would read as its absence.
 */
export const planReports = (input: ReportPlanInput): ReportPlan => {
  const { choice, observed, memory } = input;
  const before = memory.api === choice ? memory.places : NO_REPORT_MEMORY.places;
  const places = new Map<string, PlannedPlace>();
  const wanted = new Set<string>();
  const actions: ReportAction[] = [];
  for (const { api, told } of toTell(input)) {
    const key = `${told.namespace ?? ""}/${told.scope.name}`;
    const known = before.get(key);
    const place = known && isSame(known.madeOf, told.madeOf) ? known : { madeOf: told.madeOf, chunks: chunksOf(api, told) };
    places.set(key, place);
    for (const chunk of place.chunks) {
      wanted.add(placeKey({ api, namespace: told.namespace, name: chunk.name }));
      const action = applied(api, told, chunk, observed);
      if (action) actions.push(action);
    }
  }
  for (const fact of observed.all()) if (!wanted.has(placeKey(fact))) actions.push(removed(fact));
  return { actions, memory: { api: choice, places } };
};
