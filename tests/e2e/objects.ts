/** What these suites put into a cluster. */
import type { ScopeSpecInput } from "../../src/api/scope.ts";
import type { ExceptionSpec } from "../../src/api/exception.ts";
import type { ScopeStatus } from "../../src/api/status.ts";
import { API_VERSION, NAMESPACE_LABELS } from "../../src/api/names.ts";
import type { Api, ApiObject } from "../../tools/control-plane/api.ts";

const SCOPES = `/apis/${API_VERSION}/ismsscopes`;
const EXCEPTIONS = `/apis/${API_VERSION}/scopeexceptions`;
const APPLY = "application/apply-patch+yaml";

/** Path of a scope. */
export const scopePath = (name: string): string => `${SCOPES}/${name}`;
/** Path of an exception. */
export const exceptionPath = (name: string): string => `${EXCEPTIONS}/${name}`;
/** Path of a namespace. */
export const namespacePath = (name: string): string => `/api/v1/namespaces/${name}`;
/** Path of a Deployment. */
export const deploymentPath = (namespace: string, name: string): string => `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;

/** Server-side apply by a field manager of ours, whatever was there. */
const apply = (api: Api, path: string, object: object): Promise<ApiObject> =>
  api.must("PATCH", `${path}?fieldManager=end-to-end&force=true`, object, APPLY);

/** A scope with metadata and status as the API server returns it. */
export interface ScopeObject extends ApiObject {
  readonly status?: ScopeStatus;
}

/** Declares a scope, or changes what it declares. */
export const declare = (api: Api, name: string, spec: Omit<ScopeSpecInput, "document">): Promise<ApiObject> =>
  apply(api, scopePath(name), {
    apiVersion: API_VERSION,
    kind: "IsmsScope",
    metadata: { name },
    spec: { document: { title: "Scope under test" }, ...spec },
  });

/** Grants an exception. */
export const except = (
  api: Api,
  name: string,
  spec: Pick<ExceptionSpec, "scope" | "checks" | "subjects" | "expires">,
): Promise<ApiObject> =>
  apply(api, exceptionPath(name), {
    apiVersion: API_VERSION,
    kind: "ScopeException",
    metadata: { name },
    spec: { reason: "a trial", owner: "the team", approvedBy: "the owner of the scope", ...spec },
  });

/** Reads a scope's status; an empty one while there is none. */
export const statusOf = async (api: Api, name: string): Promise<ScopeStatus> =>
  (await api.must<ScopeObject>("GET", scopePath(name))).status ?? {};

/** The operator's labels on a namespace, by the last part of their keys: in-scope, scope, environment. */
export const labelsOf = async (api: Api, name: string): Promise<Readonly<Record<string, string>>> => {
  const labels = (await api.must("GET", namespacePath(name))).metadata?.labels ?? {};
  const ours = Object.values(NAMESPACE_LABELS).flatMap((key) => (labels[key] === undefined ? [] : [[key.split("/")[1], labels[key]]]));
  return Object.fromEntries(ours) as Record<string, string>;
};

/** What a workload is to look like. */
export interface WorkloadOptions {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Whether a log shipper runs beside the application; true by default. */
  readonly logged?: boolean;
  readonly replicas?: number;
  /** The cluster makes no ReplicaSet of it. */
  readonly paused?: boolean;
  readonly env?: readonly { readonly name: string; readonly value: string }[];
}

const APP = { name: "app", image: "registry.example/app:1" };
const SHIPPER = { name: "log-forwarder", image: "fluent/fluent-bit:4.1.0" };

/** A Deployment that is logged, unless told otherwise; without pods, unless `replicas` says so. */
export const deployment = (namespace: string, name: string, options: WorkloadOptions = {}): object => {
  const { labels = {}, annotations = {}, logged = true, replicas = 0, paused = false, env = [] } = options;
  const own = { app: name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace },
    spec: {
      replicas,
      paused,
      // the images can be pulled nowhere: on real nodes a rolling update would wait for a pod that never runs
      strategy: { type: "Recreate" },
      selector: { matchLabels: own },
      template: {
        metadata: { labels: { ...own, ...labels }, annotations },
        spec: { containers: [{ ...APP, env }, ...(logged ? [SHIPPER] : [])] },
      },
    },
  };
};

/** Creates a Deployment, or changes it to be so. */
export const deploy = (api: Api, namespace: string, name: string, options: WorkloadOptions = {}): Promise<ApiObject> =>
  apply(api, deploymentPath(namespace, name), deployment(namespace, name, options));

/** Annotation by which everything in a namespace is of this class. */
export const classified = (level: string): { readonly annotations: Readonly<Record<string, string>> } => ({
  annotations: { "isms-scope.io/data-classification": level },
});
