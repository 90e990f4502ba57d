import type { V1PolicyRule } from "@kubernetes/client-node";
import type { Raw } from "./raw.ts";

/**
 * Whether rules of RBAC let somebody change what runs or lies in a namespace.
 *
 * That needs a verb that writes and a resource that lives in a namespace. Resources that are not known here (custom ones) count,
 * and so does every subresource: `pods/exec`, `pods/attach`, `pods/portforward`, `pods/ephemeralcontainers` and
 * `serviceaccounts/token` change what runs or act in its name. `*` counts. Names of resources (resourceNames) exempt nothing: who
 * may change one object may change something. What does not count:
 *
 * - resources that lie in no namespace (CLUSTER_SCOPED), but for two that reach into namespaces all the same: who may delete a
 *   namespace deletes what is in it, and who may write to `nodes/proxy` runs commands in the pods of the node;
 * - records that run nothing (RECORDS): events, leases, policy reports;
 * - questions (QUESTIONS): reviews of access and tokens are created, and change nothing;
 * - URLs that are no resources.
 *
 * One way in is called reading: `get` on CONNECTIONS runs commands in pods, for a WebSocket begins with a GET. (Kubelet authorization;
 * of pods until Kubernetes 1.35.) The `*` of the core group has them.
 */

type Rule = Raw<V1PolicyRule> | null;
type Lists = [verbs: readonly string[], groups: readonly string[], resources: readonly string[]];

const WRITING: ReadonlySet<string> = new Set(["*", "create", "update", "patch", "delete", "deletecollection"]);
/** They hand on or take over rights, on whatever resource they are given: with them the other verbs are a step away. */
const ENLARGING: ReadonlySet<string> = new Set(["bind", "escalate", "impersonate"]);
const DELETING: ReadonlySet<string> = new Set(["*", "delete"]);

const CONNECTING: ReadonlySet<string> = new Set(["*", "get"]);
const CORE: ReadonlySet<string> = new Set(["*", ""]);
// As rules name them: the exec of pods, of whatever has it, and everything.
const CONNECTIONS: ReadonlySet<string> = new Set(
  ["exec", "attach", "portforward"].flatMap((way) => [`pods/${way}`, `*/${way}`]).concat("*", "nodes/proxy", "*/proxy"),
);

type ByGroup = Readonly<Record<string, readonly string[]>>;

const CLUSTER_SCOPED: ByGroup = {
  "": ["namespaces", "nodes", "persistentvolumes", "componentstatuses"],
  "admissionregistration.k8s.io": [
    "mutatingadmissionpolicies",
    "mutatingadmissionpolicybindings",
    "mutatingwebhookconfigurations",
    "validatingadmissionpolicies",
    "validatingadmissionpolicybindings",
    "validatingwebhookconfigurations",
  ],
  "apiextensions.k8s.io": ["customresourcedefinitions"],
  "apiregistration.k8s.io": ["apiservices"],
  "certificates.k8s.io": ["certificatesigningrequests", "clustertrustbundles", "signers"],
  "flowcontrol.apiserver.k8s.io": ["flowschemas", "prioritylevelconfigurations"],
  "gateway.networking.k8s.io": ["gatewayclasses"],
  "internal.apiserver.k8s.io": ["storageversions"],
  "isms-scope.io": ["ismsscopes", "scopeexceptions"],
  "networking.k8s.io": ["ingressclasses", "ipaddresses", "servicecidrs"],
  "node.k8s.io": ["runtimeclasses"],
  "rbac.authorization.k8s.io": ["clusterroles", "clusterrolebindings"],
  "resource.k8s.io": ["deviceclasses", "resourceslices"],
  "scheduling.k8s.io": ["priorityclasses"],
  "storage.k8s.io": ["csidrivers", "csinodes", "storageclasses", "volumeattachments", "volumeattributesclasses"],
  "storagemigration.k8s.io": ["storageversionmigrations"],
};

const RECORDS: ByGroup = {
  "": ["events"],
  "coordination.k8s.io": ["leases", "leasecandidates"],
  "events.k8s.io": ["events"],
  "openreports.io": ["reports", "clusterreports"],
  "wgpolicyk8s.io": ["policyreports", "clusterpolicyreports"],
};

const QUESTIONS: ByGroup = {
  "authentication.k8s.io": ["selfsubjectreviews", "tokenreviews"],
  "authorization.k8s.io": ["localsubjectaccessreviews", "selfsubjectaccessreviews", "selfsubjectrulesreviews", "subjectaccessreviews"],
};

const setOf = (...lists: readonly ByGroup[]): ReadonlySet<string> =>
  new Set(
    lists.flatMap((byGroup) =>
      Object.entries(byGroup).flatMap(([group, names]) => names.flatMap((name) => [`${group}/${name}`, `*/${name}`])),
    ),
  );

/** As `<group>/<resource>`, and as what is meant when all groups are named. */
const HARMLESS = setOf(CLUSTER_SCOPED, RECORDS, QUESTIONS);

const anyOf = (verbs: readonly (string | null)[], set: ReadonlySet<string>): boolean =>
  verbs.some((verb) => verb !== null && set.has(verb));

const isHarmless = (group: string, resource: string, verbs: readonly string[]): boolean => {
  const [base = ""] = resource.split("/");
  if (resource === "nodes/proxy" || (resource === "namespaces" && anyOf(verbs, DELETING))) return false;
  return HARMLESS.has(`${group}/${base}`);
};

/** Whether the rule lets somebody run commands in pods by a request that counts as reading. */
const connects = ([verbs, groups, resources]: Lists): boolean =>
  anyOf(verbs, CONNECTING) && anyOf(groups, CORE) && resources.some((resource) => CONNECTIONS.has(resource));

const textsOf = (list: readonly (string | null)[] | null | undefined): readonly string[] =>
  (list ?? []).filter((text) => typeof text === "string");

const ruleWrites = (rule: Rule): boolean => {
  const lists = [rule?.verbs, rule?.apiGroups, rule?.resources].map(textsOf) as Lists;
  const [verbs, groups, resources] = lists;
  if (resources.length === 0 || groups.length === 0) return false;
  if (anyOf(verbs, ENLARGING) || connects(lists)) return true;
  return anyOf(verbs, WRITING) && groups.some((group) => resources.some((resource) => !isHarmless(group, resource, verbs)));
};

/** Whether any of the rules writes. Rules that are absent or null allow nothing. */
export const writes = (rules: readonly Rule[] | null | undefined): boolean => (rules ?? []).some(ruleWrites);
