/** Reports as a cluster has them, and the definitions of their kinds. */
import { join } from "node:path";
import { expect } from "vitest";
import { MANAGED_BY, REPORT_API_NAMES, REPORT_KINDS, reportKind, type ReportApi } from "../../src/api/report-apis.ts";
import type { ReportObject } from "../../src/outputs/reports/report.ts";
import type { Rule } from "../../tools/control-plane/account.ts";
import type { Api } from "../../tools/control-plane/api.ts";
import { eventually } from "../harness/eventually.ts";
import type { Place } from "./place.ts";

const CRDS = join(import.meta.dirname, "..", "fixtures", "reports");

/** A report as it is stored. */
export interface StoredReport extends Omit<ReportObject, "metadata"> {
  readonly metadata: ReportObject["metadata"] & { readonly uid: string; readonly resourceVersion: string; readonly generation: number };
}

/** Installs the kinds of an API of reports, and waits until they are served. */
export async function installReports(place: Pick<Place, "kubectl">, api: ReportApi): Promise<void> {
  const path = join(CRDS, `${api}.yaml`);
  await place.kubectl(["apply", "--server-side", "-f", path]);
  await place.kubectl(["wait", "--for=condition=Established", "--timeout=60s", "-f", path]);
}

/** Path of all reports of an API, in namespaces or of the cluster; of one namespace, and of one report. */
export function reportPath(api: ReportApi, namespaced: boolean, namespace?: string, name?: string): string {
  const { apiVersion, plural } = reportKind(api, namespaced);
  const where = namespace === undefined ? "" : `/namespaces/${namespace}`;
  return `/apis/${apiVersion}${where}/${plural}${name === undefined ? "" : `/${name}`}`;
}

const listed = async (client: Api, path: string): Promise<readonly StoredReport[]> => {
  const selector = encodeURIComponent(`${MANAGED_BY.key}=${MANAGED_BY.value}`);
  const { status, body } = await client.request<{ readonly items: readonly StoredReport[] }>("GET", `${path}?labelSelector=${selector}`);
  return status === 200 ? body.items : [];
};

/** The operator's reports in namespaces; none where the API is not served. */
export const reportsOf = (client: Api, api: ReportApi = "openreports"): Promise<readonly StoredReport[]> =>
  listed(client, reportPath(api, true));

/** Its reports of the cluster. */
export const clusterReportsOf = (client: Api, api: ReportApi = "openreports"): Promise<readonly StoredReport[]> =>
  listed(client, reportPath(api, false));

/** What each report is at: `prod/isms-scope-shop` → its version. */
export const versionsOf = (reports: readonly StoredReport[]): ReadonlyMap<string, string> =>
  new Map(reports.map(({ metadata }) => [`${metadata.namespace ?? ""}/${metadata.name}`, metadata.resourceVersion]));

/** Waits until what is reported is reported in this API, and nothing in the other one. */
export const untilReportedIn = (
  client: Api,
  api: ReportApi,
  patience: { readonly timeout: number; readonly interval: number },
): Promise<true> =>
  eventually(async () => {
    for (const each of REPORT_API_NAMES)
      for (const read of [reportsOf, clusterReportsOf])
        expect((await read(client, each)).length > 0, `${read.name} ${each}`).toBe(each === api);
    return true;
  }, patience);

/** A right that an apply asks for in passing, of which the audit says nothing: that it is needed is shown in reports.test.ts. */
export const isCreatingReports = ({ verbs, resources = [] }: Rule): boolean =>
  verbs.includes("create") && resources.every((resource) => REPORT_KINDS.some(({ plural }) => plural === resource));
