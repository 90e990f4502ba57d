import { hash } from "node:crypto";
import { NAMESPACE_LABELS } from "../../api/names.ts";
import { CONTENT_HASH, MANAGED_BY, reportKind, type ReportApi } from "../../api/report-apis.ts";
import { belongsTo, divide, type Part } from "./division.ts";
import { scopeReference } from "./finding-rows.ts";
import type { Told } from "./places.ts";
import { REPORT_SOURCE, type ReportObject, type ReportRow, type ReportSummary } from "./report.ts";

/** From what is to be told to objects that the API server takes. */

/**
 * Most bytes of one report as JSON. etcd takes 1.5 MiB, and whoever reads reports takes less gladly; managed fields and what
 * else the server adds come on top.
 */
export const MAX_REPORT_BYTES = 950_000;

/** One report, without its content: what is remembered of it, and what it can be made from again. */
export interface Chunk {
  readonly part: Part;
  readonly name: string;
  readonly hash: string;
  /** Bytes as JSON, as it is applied. */
  readonly bytes: number;
}

/** A name that ends like that of a further report would be taken for one. */
const ENDS_IN_NUMBER = /-\d+$/;

/** `isms-scope-<scope>` for the first report of a place, `-2`, `-3` and so on for further ones; no two of all scopes share a name. */
export const reportName = (scope: string, id: number): string => {
  const name = `isms-scope-${scope}`;
  return id === 0 && !ENDS_IN_NUMBER.test(name) ? name : `${name}-${id + 1}`;
};

const count = (rows: readonly Pick<ReportRow, "counted">[], outcome: ReportRow["counted"]): number =>
  rows.filter(({ counted }) => counted === outcome).length;

/** A further report counts its own rows, the first one all the rest: together they count what was judged, each once. */
const summaryOf = (told: Told, id: number, own: Counts, others: Counts): ReportSummary => {
  if (id !== 0) return { pass: 0, fail: own.fail, warn: 0, error: 0, skip: own.skip };
  const { pass, fail, unknown, exempt } = told.tally();
  return { pass, fail: fail - others.fail, warn: 0, error: unknown, skip: exempt - others.skip };
};

interface Counts {
  readonly fail: number;
  readonly skip: number;
}
const countsOf = (rows: readonly Pick<ReportRow, "counted">[]): Counts => ({ fail: count(rows, "fail"), skip: count(rows, "skip") });

/** All but the rows. */
const frame = (api: ReportApi, told: Told, name: string, summary: ReportSummary): Omit<ReportObject, "results"> => {
  const { kind, apiVersion } = reportKind(api, told.namespace !== undefined);
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(told.namespace !== undefined && { namespace: told.namespace }),
      labels: { [MANAGED_BY.key]: MANAGED_BY.value, [NAMESPACE_LABELS.scope]: told.scope.name },
      annotations: { [CONTENT_HASH]: "" },
      ownerReferences: [scopeReference(told.scope)],
    },
    ...(api === "openreports" && { source: REPORT_SOURCE }),
    scope: told.about,
    summary,
  };
};

const HASH_BYTES = 64;
const lengthOf = (text: string): number => Buffer.byteLength(text);

/** The reports that tell this, without their content, by the ids of their parts. */
export const chunksOf = (api: ReportApi, told: Told): readonly Chunk[] => {
  const rows = told.rows().map((row) => {
    const json = JSON.stringify(row.render());
    return { row, json, bytes: lengthOf(json) + 1, counted: row.counted };
  });
  const most = { pass: 1e9, fail: 1e9, warn: 1e9, error: 1e9, skip: 1e9 };
  const room =
    MAX_REPORT_BYTES -
    HASH_BYTES -
    lengthOf(JSON.stringify({ ...frame(api, told, reportName(told.scope.name, 2 ** 16), most), results: [] }));
  const divided = divide(rows, room);
  const others = countsOf(divided.slice(1).flatMap((each) => each.rows));
  return divided.map(({ part, rows: own }) => {
    const name = reportName(told.scope.name, part.id);
    const head = JSON.stringify({ ...frame(api, told, name, summaryOf(told, part.id, countsOf(own), others)), results: [] });
    const text = own.map(({ json }) => json).join(",");
    return { part, name, hash: hash("sha256", `${head}${text}`, "hex"), bytes: lengthOf(head) + HASH_BYTES + lengthOf(text) };
  });
};

/** The report whole, as it is applied. */
export const renderReport = (api: ReportApi, told: Told, { part, name, hash: content }: Chunk): ReportObject => {
  const rows = told.rows();
  const own = rows.filter((row) => belongsTo(row, part));
  const others = countsOf(rows.filter((row) => !belongsTo(row, part)));
  const { metadata, scope, summary, ...head } = frame(api, told, name, summaryOf(told, part.id, countsOf(own), others));
  return {
    ...head,
    metadata: { ...metadata, annotations: { [CONTENT_HASH]: content } },
    scope,
    summary,
    results: own.map((row) => row.render()),
  };
};
