import type { StringMap } from "../../facts/facts.ts";
import type { ObjectRef } from "../action.ts";

/** A report as both APIs have it; fields are named as there. Nothing in it tells a time of ours, so that the same answer is the same report. */

export type ReportOutcome = "pass" | "fail" | "warn" | "error" | "skip";
export type ReportSeverity = "critical" | "high" | "medium" | "low" | "info";
export type ReportSummary = Readonly<Record<ReportOutcome, number>>;

/** One row of a report. */
export interface ReportResult {
  /** Always the operator. */
  readonly source: string;
  /** Name of the scope. */
  readonly policy: string;
  /** Id of the check; or `statement`, `statements`, `exception` for rows about the scope itself. */
  readonly rule: string;
  /** The first control that the check serves, with its framework. */
  readonly category?: string;
  readonly severity?: ReportSeverity;
  readonly result: ReportOutcome;
  /** Whether the summary counts it. */
  readonly scored: boolean;
  readonly message: string;
  readonly properties: StringMap;
  readonly resources: readonly ObjectRef[];
}

/** A whole report as it is applied. */
export interface ReportObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels: StringMap;
    readonly annotations: StringMap;
    readonly ownerReferences: readonly ObjectRef[];
  };
  /** Who reports; only openreports.io has it here. */
  readonly source?: string;
  /** What the report is about: a namespace, or the IsmsScope. */
  readonly scope: ObjectRef;
  readonly summary: ReportSummary;
  readonly results: readonly ReportResult[];
}

/** A row before it is written out: enough to order, to divide and to count it. */
export interface ReportRow {
  /** Tells this row from all others of its place, and stays while the row says something of the same thing. */
  readonly key: string;
  /** Where the summary counts it; undefined for a row that repeats what other rows say. */
  readonly counted: "fail" | "skip" | undefined;
  render(): ReportResult;
}

/** `source` of every result. */
export const REPORT_SOURCE = "isms-scope-operator";
