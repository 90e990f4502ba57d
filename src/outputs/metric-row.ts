import type { Snapshot } from "../assess/assessment.ts";
import type { ScopeFact } from "../scope/compiled.ts";
import type { DeclaredCoverage } from "./coverage.ts";

/** What a scrape is answered from. */
export interface MetricState {
  readonly snapshot: Snapshot;
  readonly declared: DeclaredCoverage;
  /** The scopes as they are read now. */
  readonly scopes: readonly ScopeFact[];
  /** What is remembered, by plural resource name. */
  readonly cache: readonly CachedResource[];
}

export interface CachedResource {
  /** Plural, for example `pods`. */
  readonly resource: string;
  readonly objects: number;
  readonly synced: boolean;
}

/** Values of the labels, in the order in which the metric declares them, and the value of the series. */
export type Series = readonly [labels: readonly string[], value: number];

/** A state gauge: what it is, and its series at the time of the scrape. */
export interface MetricRow {
  readonly name: string;
  readonly type: "gauge";
  readonly help: string;
  readonly labels: readonly string[];
  /** Stable: name, labels and meaning stay within a major version. Alpha: they may change. */
  readonly stability: "stable" | "alpha";
  readonly rows: (state: MetricState) => Iterable<Series>;
}
