import { CONTENT_HASH, reportKind, type ReportApi, type ReportChoice } from "../../src/api/report-apis.ts";
import type { Snapshot } from "../../src/assess/assessment.ts";
import type { Action, ReportAction } from "../../src/outputs/action.ts";
import { placeKey, type ReportFact, type ReportsView } from "../../src/outputs/reports/observed.ts";
import { NO_REPORT_MEMORY, planReports, type ReportMemory } from "../../src/outputs/reports/plan-reports.ts";
import type { ReportObject } from "../../src/outputs/reports/report.ts";

/** A cluster that serves no API of reports. */
export const NO_REPORTS: { readonly choice: ReportChoice; readonly observed: ReportsView } = {
  choice: "openreports",
  observed: { isRead: () => false, all: () => [], observe: () => ({ fact: undefined, basis: {} }) },
};

/** What a report says, as it would be applied. */
export const contentOf = ({ write }: ReportAction): ReportObject => {
  if (write.verb === "delete") throw new Error("a removal has no content");
  return write.render() as ReportObject;
};

/** `openreports Report prod/isms-scope-acme`. */
export const nameOf = ({ kind, namespace, name }: ReportAction): string =>
  [kind.kind, namespace === undefined ? name : `${namespace}/${name}`].join(" ");

export const reportActions = (actions: readonly Action[]): readonly ReportAction[] => actions.filter((action) => action.type === "Report");

/** The reports of a cluster, and one who plans and writes them. */
export class ReportCluster implements ReportsView {
  readonly facts = new Map<string, ReportFact>();
  readonly contents = new Map<string, ReportObject>();
  readonly served = new Set<ReportApi>(["openreports"]);
  choice: ReportChoice = "openreports";
  memory: ReportMemory = NO_REPORT_MEMORY;
  readonly #absence = {};
  #created = 0;

  isRead(api: ReportApi): boolean {
    return this.served.has(api);
  }

  *all(): Iterable<ReportFact> {
    for (const fact of this.facts.values()) if (this.served.has(fact.api)) yield fact;
  }

  observe(place: Parameters<ReportsView["observe"]>[0]) {
    const fact = this.facts.get(placeKey(place));
    return { fact, basis: fact ?? this.#absence };
  }

  plan(snapshot: Snapshot): readonly ReportAction[] {
    const { actions, memory } = planReports({ snapshot, choice: this.choice, observed: this, memory: this.memory });
    this.memory = memory;
    return actions;
  }

  carryOut(actions: readonly ReportAction[]): void {
    for (const action of actions) {
      if (action.write.verb === "delete") {
        this.facts.delete(action.key);
        this.contents.delete(action.key);
      } else this.#apply(action, contentOf(action));
    }
  }

  /** Plans and writes; returns the names of what was written or removed. */
  turn(snapshot: Snapshot): readonly string[] {
    const actions = this.plan(snapshot);
    this.carryOut(actions);
    return actions.map((action) => `${action.write.verb} ${nameOf(action)}`);
  }

  #apply({ key, namespace, name, kind }: ReportAction, content: ReportObject): void {
    const { annotations, ownerReferences } = content.metadata;
    this.contents.set(key, content);
    this.facts.set(key, {
      uid: `uid-${++this.#created}`,
      api: kind.api,
      namespace,
      name,
      hash: annotations[CONTENT_HASH] ?? "",
      owner: ownerReferences[0]?.uid,
      intact: true,
    });
  }
}

/** The key of a report in a namespace, or of the cluster. */
export const reportKey = (api: ReportApi, namespace: string | undefined, name: string): string =>
  placeKey({ api: reportKind(api, namespace !== undefined).api, namespace, name });
