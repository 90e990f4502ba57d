import fc from "fast-check";
import { NAMESPACE_NAMES } from "./arbitrary-scopes.ts";
import {
  clusterRole,
  clusterRoleBinding,
  gateway,
  httpRoute,
  ingress,
  networkPolicy,
  prometheusRule,
  READING_RULES,
  role,
  roleBinding,
  service,
  serviceAccount,
  WRITING_RULES,
} from "./boundary.ts";
import { type Manifest, namespace, node, pod, volumeClaim, workload } from "./manifests.ts";

/** Random clusters over few names, so that objects often meet: each kind that is watched, in the namespaces of arbitrary scopes. */

const NODES = ["n1", "n2"] as const;

const marks = fc.record(
  {
    labels: fc.constantFrom<Record<string, string>>({ app: "web" }, { app: "db" }),
    annotations: fc.constantFrom<Record<string, string>>(
      { "data-classification": "Internal" },
      { "data-classification": "restricted", "isms-scope.io/information-assets": "customer-data,pan" },
    ),
  },
  { requiredKeys: [] },
);
const place = fc.constantFrom(...NAMESPACE_NAMES);
const onNode = fc.option(fc.constantFrom(...NODES), { nil: undefined });

const parts = fc.tuple(marks, fc.boolean(), fc.constantFrom(undefined, "robot")).map(([given, host, serviceAccountName]) => ({
  ...given,
  ...(host ? { hostNetwork: true, hostPath: "/var/log" } : {}),
  ...(serviceAccountName === undefined ? {} : { serviceAccount: serviceAccountName }),
}));

const running = fc.oneof(
  fc
    .tuple(fc.constantFrom("Deployment" as const, "CronJob" as const, "DaemonSet" as const), place, fc.constantFrom("web", "job-1"), parts)
    .map(([kind, inside, name, given]) => workload(kind, inside, name, given)),
  fc
    .tuple(place, fc.constantFrom("web", "pod-2"), parts, onNode)
    .map(([inside, name, given, at]) => pod(inside, name, { ...given, claims: ["data"], ...(at === undefined ? {} : { node: at }) })),
);

const hosts = fc.constantFrom<string[]>(["shop.example"], ["api.example", "shop.example"], [""], []);
const peers = fc.constantFrom<object[]>(
  [{ ipBlock: { cidr: "203.0.113.0/24", except: ["203.0.113.8/32"] } }],
  [{ podSelector: {} }],
  [{ namespaceSelector: {} }],
  [{ namespaceSelector: { matchLabels: { env: "dev" } }, podSelector: { matchLabels: { app: "web" } } }],
  [{ namespaceSelector: { matchExpressions: [{ key: "env", operator: "NotIn", values: ["prod"] }] } }],
);
const policySpec = fc.constantFrom<(list: object[]) => object>(
  (from) => ({ policyTypes: ["Ingress"], ingress: [{ from }] }),
  (to) => ({ policyTypes: ["Egress"], egress: [{ to, ports: [{ port: 443 }] }] }),
  () => ({ policyTypes: ["Ingress", "Egress"] }),
);

const crossing = fc.oneof(
  fc
    .tuple(
      place,
      marks,
      fc.constantFrom(
        { type: "LoadBalancer", externalIPs: ["203.0.113.7"] },
        { type: "ExternalName", externalName: "api.example" },
        { type: "NodePort" },
        {},
      ),
    )
    .map(([inside, given, spec]) => service(inside, "web", { ...given, spec })),
  fc
    .tuple(place, hosts, fc.option(hosts, { nil: undefined }))
    .map(([inside, list, tls]) => ingress(inside, "web", { hosts: list, ...(tls && { tls }) })),
  fc
    .tuple(place, fc.constantFrom("HTTP", "HTTPS"))
    .map(([inside, protocol]) => gateway(inside, "edge", { listeners: [{ name: "l", protocol, port: 80, hostname: "shop.example" }] })),
  fc
    .tuple(place, place, hosts)
    .map(([inside, at, list]) => httpRoute(inside, "web", { hosts: list, parents: [{ name: "edge", namespace: at }] })),
  fc.tuple(place, policySpec, peers).map(([inside, spec, list]) => networkPolicy(inside, "policy", spec(list))),
);

const subjects = fc.subarray([
  "User/ann",
  "Group/product-owners",
  "Group/system:masters",
  "ServiceAccount/dev/robot",
  "ServiceAccount/prod/robot",
]);
const rules = fc.constantFrom(WRITING_RULES, READING_RULES);
const access = fc.oneof(
  fc.tuple(place, rules).map(([inside, given]) => role(inside, "edit", given)),
  rules.map((given) => clusterRole("edit", given)),
  fc
    .tuple(place, fc.constantFrom("Role/edit", "ClusterRole/edit"), subjects)
    .map(([inside, ref, list]) => roleBinding(inside, "grant", { role: ref, subjects: list })),
  subjects.map((list) => clusterRoleBinding("grant", { role: "ClusterRole/edit", subjects: list })),
  fc
    .tuple(place, fc.constantFrom("111111111111", "222222222222"))
    .map(([inside, account]) =>
      serviceAccount(inside, "robot", { annotations: { "eks.amazonaws.com/role-arn": `arn:aws:iam::${account}:role/robot` } }),
    ),
);

const elsewhere = fc.oneof(
  fc
    .tuple(fc.constantFrom(...NODES), fc.constantFrom("eu-1", "us-1"), fc.constantFrom("aws:///eu-1a/i-1", undefined))
    .map(([name, region, providerID]) =>
      node(name, { labels: { "topology.kubernetes.io/region": region }, ...(providerID === undefined ? {} : { providerID }) }),
    ),
  fc.tuple(place, fc.constantFrom("critical", "")).map(([inside, severity]) => prometheusRule(inside, "alerts", { Webhooks: severity })),
  fc.tuple(place, marks).map(([inside, given]) => volumeClaim(inside, "data", given)),
);

const space: fc.Arbitrary<Manifest> = fc
  .tuple(place, fc.constantFrom<Record<string, string>>({}, { env: "dev" }, { env: "prod" }))
  .map(([name, labels]) => namespace(name, { labels }));

const uidOf = ({ metadata }: Manifest): string => metadata.uid;

/** The objects of a cluster, each once. */
export const manifests: fc.Arbitrary<readonly Manifest[]> = fc
  .tuple(
    fc.uniqueArray(space, { selector: uidOf, minLength: 1, maxLength: 5 }),
    fc.uniqueArray(running, { selector: uidOf, maxLength: 8 }),
    fc.uniqueArray(crossing, { selector: uidOf, maxLength: 5 }),
    fc.uniqueArray(access, { selector: uidOf, maxLength: 6 }),
    fc.uniqueArray(elsewhere, { selector: uidOf, maxLength: 4 }),
  )
  .map((lists) => lists.flat());
