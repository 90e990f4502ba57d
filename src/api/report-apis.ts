import { GROUP } from "./names.ts";

/** The APIs in which the operator can report. Both are others': their CustomResourceDefinitions are not installed with it. */

interface ReportResource {
  readonly kind: string;
  readonly plural: string;
}

interface ReportApiSpec {
  readonly group: string;
  readonly version: string;
  /** Reports in a namespace, and reports of the cluster. */
  readonly namespaced: ReportResource;
  readonly cluster: ReportResource;
}

/** By the name under which `--reports` chooses one. */
export const REPORT_APIS = {
  openreports: {
    group: "openreports.io",
    version: "v1alpha1",
    namespaced: { kind: "Report", plural: "reports" },
    cluster: { kind: "ClusterReport", plural: "clusterreports" },
  },
  wgpolicy: {
    group: "wgpolicyk8s.io",
    version: "v1alpha2",
    namespaced: { kind: "PolicyReport", plural: "policyreports" },
    cluster: { kind: "ClusterPolicyReport", plural: "clusterpolicyreports" },
  },
} as const satisfies Record<string, ReportApiSpec>;

export type ReportApi = keyof typeof REPORT_APIS;
/** A kind of reports, of either API. */
export type ReportKindName = (typeof REPORT_APIS)[ReportApi]["namespaced" | "cluster"]["kind"];
export const REPORT_API_NAMES = Object.keys(REPORT_APIS) as ReportApi[];

/** What `--reports` accepts. */
export const REPORT_CHOICES = [...REPORT_API_NAMES, "none"] as const;
export type ReportChoice = (typeof REPORT_CHOICES)[number];

/** One kind of reports, with what is needed to ask for it. */
export interface ReportKindSpec extends ReportResource {
  readonly kind: ReportKindName;
  readonly api: ReportApi;
  readonly group: string;
  /** `openreports.io/v1alpha1`. */
  readonly apiVersion: string;
  readonly namespaced: boolean;
}

const kindsOf = (api: ReportApi): readonly ReportKindSpec[] => {
  const { group, version, namespaced, cluster } = REPORT_APIS[api];
  const shared = { api, group, apiVersion: `${group}/${version}` };
  return [
    { ...shared, ...namespaced, namespaced: true },
    { ...shared, ...cluster, namespaced: false },
  ];
};

export const REPORT_KINDS: readonly ReportKindSpec[] = REPORT_API_NAMES.flatMap(kindsOf);

/** The kind of reports in a namespace, or of the cluster. */
export const reportKind = (api: ReportApi, namespaced: boolean): ReportKindSpec =>
  kindsOf(api).find((kind) => kind.namespaced === namespaced) as ReportKindSpec;

/** Written by the operator on each of its reports, and what it finds them by. */
export const MANAGED_BY = { key: "app.kubernetes.io/managed-by", value: "isms-scope-operator" } as const;

/** Annotation of a report: what its content hashes to, so that it need not be read to know whether it is current. */
export const CONTENT_HASH = `${GROUP}/content-hash`;
