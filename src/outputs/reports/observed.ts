import type { ReportApi } from "../../api/report-apis.ts";

/** A report of ours as it was seen: who it is, and enough to know whether its content is what we wrote last. */
export interface ReportFact {
  readonly uid: string;
  readonly api: ReportApi;
  /** Absent for a report of the cluster. */
  readonly namespace: string | undefined;
  readonly name: string;
  /** What we wrote of the content; empty when somebody took that away. */
  readonly hash: string;
  /** Uid of the scope that owns it; undefined when no scope does. */
  readonly owner: string | undefined;
  /** Every field that we write is still held by us, and by nobody else: the content is what the hash says. */
  readonly intact: boolean;
}

/** Where a report is: its identity whether it exists or not. */
export interface ReportPlace {
  readonly api: ReportApi;
  readonly namespace: string | undefined;
  readonly name: string;
}

/** One word for a place, for maps and for the keys of actions. */
export const placeKey = ({ api, namespace, name }: ReportPlace): string => `report/${api}/${namespace ?? ""}/${name}`;

/** The reports of ours that are there. */
export interface ReportsView {
  /** Whether reports of that API, in namespaces or of the cluster, can be written: they are served, and it is known which are there. */
  isRead(api: ReportApi, namespaced: boolean): boolean;
  /** Those of kinds that are read. */
  all(): Iterable<ReportFact>;
  /** The report that is there, or what stands for its absence: another object whenever it is found absent anew. */
  observe(place: ReportPlace): { readonly fact: ReportFact | undefined; readonly basis: object };
}
