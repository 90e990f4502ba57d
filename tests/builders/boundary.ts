import type { Manifest, Marks } from "./manifests.ts";

/** Objects of the boundary, what comes in, what goes out and who has access, as an API server would answer them. */

const uidOf = (kind: string, namespace: string, name: string): string => `uid-${kind}-${namespace}-${name}`;

interface Place {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

const object = ({ apiVersion, kind, namespace, name }: Place, { labels, annotations }: Marks, fields: object): Manifest => ({
  apiVersion,
  kind,
  metadata: {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    uid: uidOf(kind, namespace ?? "", name),
    ...(labels && { labels }),
    ...(annotations && { annotations }),
  },
  ...fields,
});

/** `spec` as in core/v1; `status` may hold the load balancer. */
export const service = (
  inNamespace: string,
  name: string,
  { spec = {}, status = {}, ...marks }: Marks & { readonly spec?: object; readonly status?: object } = {},
): Manifest => object({ apiVersion: "v1", kind: "Service", namespace: inNamespace, name }, marks, { spec, status });

/** An Ingress for these hosts ("" is any), with TLS for `tls`: one entry of spec.tls, without hosts when the list is empty. */
export const ingress = (
  inNamespace: string,
  name: string,
  { hosts = [], tls, ...marks }: Marks & { readonly hosts?: readonly string[]; readonly tls?: readonly string[] } = {},
): Manifest =>
  object({ apiVersion: "networking.k8s.io/v1", kind: "Ingress", namespace: inNamespace, name }, marks, {
    spec: {
      rules: hosts.map((host) => (host === "" ? {} : { host })),
      ...(tls && { tls: [tls.length === 0 ? { secretName: "tls" } : { hosts: tls, secretName: "tls" }] }),
    },
  });

interface Listener {
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
  readonly hostname?: string;
}

export const gateway = (
  inNamespace: string,
  name: string,
  { listeners = [], ...marks }: Marks & { readonly listeners?: readonly Listener[] } = {},
): Manifest =>
  object({ apiVersion: "gateway.networking.k8s.io/v1", kind: "Gateway", namespace: inNamespace, name }, marks, { spec: { listeners } });

interface Route extends Marks {
  readonly hosts?: readonly string[];
  readonly parents?: readonly object[];
  readonly rules?: readonly object[];
}

/** `parents` are parentRefs; a Gateway of the same namespace is `{ name }`. */
export const httpRoute = (inNamespace: string, name: string, { hosts = [], parents = [], rules = [{}], ...marks }: Route = {}): Manifest =>
  object({ apiVersion: "gateway.networking.k8s.io/v1", kind: "HTTPRoute", namespace: inNamespace, name }, marks, {
    spec: { hostnames: hosts, parentRefs: parents, rules },
  });

/** `spec` as in networking.k8s.io/v1; of all pods unless it says which. */
export const networkPolicy = (inNamespace: string, name: string, spec: object = {}, marks: Marks = {}): Manifest =>
  object({ apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", namespace: inNamespace, name }, marks, {
    spec: { podSelector: {}, ...spec },
  });

/** Rules of a role that may change all that is in a namespace, and of one that may look. */
export const WRITING_RULES = [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }] as const;
export const READING_RULES = [{ apiGroups: ["", "apps"], resources: ["pods", "deployments"], verbs: ["get", "list", "watch"] }] as const;

const RBAC = "rbac.authorization.k8s.io/v1";

export const role = (inNamespace: string, name: string, rules: readonly object[] = WRITING_RULES): Manifest =>
  object({ apiVersion: RBAC, kind: "Role", namespace: inNamespace, name }, {}, { rules });

export const clusterRole = (name: string, rules: readonly object[] = WRITING_RULES): Manifest =>
  object({ apiVersion: RBAC, kind: "ClusterRole", name }, {}, { rules });

interface Grant extends Marks {
  /** `Role/<name>` or `ClusterRole/<name>`. */
  readonly role: string;
  /** `User/<name>`, `Group/<name>`, `ServiceAccount/<namespace>/<name>`, or `ServiceAccount/<name>` of the binding's own namespace. */
  readonly subjects: readonly string[];
}

const subjectOf = (text: string): object => {
  const [kind = "", ...rest] = text.split("/");
  if (kind !== "ServiceAccount") return { kind, name: rest.join("/"), apiGroup: "rbac.authorization.k8s.io" };
  return rest.length === 1 ? { kind, name: rest[0] } : { kind, namespace: rest[0], name: rest[1] };
};

const grantOf = ({ role: ref, subjects }: Grant): object => {
  const [kind, name] = ref.split("/");
  return { roleRef: { apiGroup: "rbac.authorization.k8s.io", kind, name }, subjects: subjects.map(subjectOf) };
};

export const roleBinding = (inNamespace: string, name: string, grant: Grant): Manifest =>
  object({ apiVersion: RBAC, kind: "RoleBinding", namespace: inNamespace, name }, grant, grantOf(grant));

export const clusterRoleBinding = (name: string, grant: Grant): Manifest =>
  object({ apiVersion: RBAC, kind: "ClusterRoleBinding", name }, grant, grantOf(grant));

export const serviceAccount = (inNamespace: string, name: string, marks: Marks = {}): Manifest =>
  object({ apiVersion: "v1", kind: "ServiceAccount", namespace: inNamespace, name }, marks, {});

/** Alerts by name, with their severity; "" for one without. */
export const prometheusRule = (inNamespace: string, name: string, alerts: Readonly<Record<string, string>>): Manifest =>
  object(
    { apiVersion: "monitoring.coreos.com/v1", kind: "PrometheusRule", namespace: inNamespace, name },
    {},
    {
      spec: {
        groups: [
          {
            name: "alerts",
            rules: Object.entries(alerts).map(([alert, severity]) => ({
              alert,
              expr: "vector(1)",
              ...(severity === "" ? {} : { labels: { severity } }),
            })),
          },
        ],
      },
    },
  );
