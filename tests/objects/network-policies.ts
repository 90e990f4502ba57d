import fc from "fast-check";

/**
 * NetworkPolicies as an API server's JSON has them, and what the text of the API says that they do, pod by pod and address by address:
 * slow, and read off the documentation rather than off our code.
 */

type Labels = Readonly<Record<string, string>>;

interface RawSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[] | undefined;
  }[];
}

interface RawPeer {
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
  readonly podSelector?: RawSelector;
  readonly namespaceSelector?: RawSelector;
}

interface RawRule {
  readonly from?: readonly RawPeer[];
  readonly to?: readonly RawPeer[];
}

export interface RawPolicy {
  readonly namespace: string;
  readonly podSelector: RawSelector;
  readonly policyTypes?: readonly string[];
  readonly ingress?: readonly RawRule[];
  readonly egress?: readonly RawRule[];
}

/** A pod with its namespace, or an address of IPv4. */
export type Endpoint =
  | { readonly namespace: string; readonly namespaceLabels: Labels; readonly labels: Labels }
  | { readonly address: readonly number[] };

const KEYS = ["app", "tier"];
const VALUES = ["x", "y"];

/** Every way to label something with these keys and values. */
export const ALL_LABELS: readonly Labels[] = KEYS.reduce<readonly Labels[]>(
  (all, key) => all.flatMap((labels) => [labels, ...VALUES.map((value) => ({ ...labels, [key]: value }))]),
  [{}],
);

/** "The result of matchLabels and matchExpressions are ANDed. An empty label selector matches all objects." */
export const matches = ({ matchLabels = {}, matchExpressions = [] }: RawSelector, labels: Labels): boolean => {
  for (const key of Object.keys(matchLabels)) if (labels[key] !== matchLabels[key]) return false;
  for (const { key, operator, values = [] } of matchExpressions) {
    const value = labels[key];
    if (operator === "In" && (value === undefined || !values.includes(value))) return false;
    if (operator === "NotIn" && value !== undefined && values.includes(value)) return false;
    if (operator === "Exists" && value === undefined) return false;
    if (operator === "DoesNotExist" && value !== undefined) return false;
  }
  return true;
};

/** Which directions a policy restricts: policyTypes, else ingress always and egress where there are rules for it. */
const restricts = (policy: RawPolicy, direction: string): boolean => {
  if (policy.policyTypes !== undefined && policy.policyTypes.length > 0) return policy.policyTypes.includes(direction);
  return direction === "Ingress" || (policy.egress !== undefined && policy.egress.length > 0);
};

/** Whether a pod is isolated in the direction: "selected by any NetworkPolicy that has it in its policyTypes". */
export const isIsolated = (policies: readonly RawPolicy[], namespace: string, labels: Labels, direction: string): boolean =>
  policies.some((policy) => policy.namespace === namespace && restricts(policy, direction) && matches(policy.podSelector, labels));

/** Whether the first bits of the address are those of the range. */
export const isInRange = (address: readonly number[], cidr: string): boolean => {
  const bits = (octets: readonly number[]) => octets.map((octet) => octet.toString(2).padStart(8, "0")).join("");
  const [base = "", prefix] = cidr.split("/");
  return bits(address).startsWith(bits(base.split(".").map(Number)).slice(0, Number(prefix)));
};

const peerIs = (peer: RawPeer, own: string, endpoint: Endpoint): boolean => {
  if (peer.ipBlock !== undefined) {
    const { cidr, except = [] } = peer.ipBlock;
    return "address" in endpoint && isInRange(endpoint.address, cidr) && !except.some((one) => isInRange(endpoint.address, one));
  }
  if ("address" in endpoint) return false;
  const { podSelector, namespaceSelector } = peer;
  if (namespaceSelector === undefined) return endpoint.namespace === own && matches(podSelector ?? {}, endpoint.labels);
  // "If podSelector is also set, selects the pods matching podSelector in the namespaces selected by namespaceSelector."
  return matches(namespaceSelector, endpoint.namespaceLabels) && (podSelector === undefined || matches(podSelector, endpoint.labels));
};

/** Whether the policy's rules of the direction let its pods speak with the endpoint. Without peers a rule is for all of them. */
export const lets = (policy: RawPolicy, direction: "Ingress" | "Egress", endpoint: Endpoint): boolean => {
  if (!restricts(policy, direction)) return false;
  const peersOf = direction === "Ingress" ? policy.ingress?.map(({ from }) => from) : policy.egress?.map(({ to }) => to);
  return (peersOf ?? []).some(
    (peers) => peers === undefined || peers.length === 0 || peers.some((peer) => peerIs(peer, policy.namespace, endpoint)),
  );
};

const labels = fc.dictionary(fc.constantFrom(...KEYS), fc.constantFrom(...VALUES), { maxKeys: 1 });
const expression = fc.oneof(
  fc.record({
    key: fc.constantFrom(...KEYS),
    operator: fc.constantFrom("In", "NotIn"),
    values: fc.subarray(VALUES, { minLength: 1 }),
  }),
  fc.record({ key: fc.constantFrom(...KEYS), operator: fc.constantFrom("Exists", "DoesNotExist") }),
);
/** One that some labels fulfil: what selects nothing whatever the labels are is a slip that nobody writes. */
const selector: fc.Arbitrary<RawSelector> = fc
  .record({ matchLabels: labels, matchExpressions: fc.array(expression, { maxLength: 2 }) }, { requiredKeys: [] })
  .filter((given) => ALL_LABELS.some((one) => matches(given, one)));

/** Ranges that lie in one another and side by side. */
export const CIDRS = ["0.0.0.0/0", "10.0.0.0/8", "10.0.0.0/9", "10.128.0.0/9", "10.1.0.0/16", "203.0.113.0/24", "203.0.113.7/32"];
/** Addresses on both sides of every border that these have. */
export const ADDRESSES: readonly (readonly number[])[] = [
  [0, 0, 0, 0],
  [9, 255, 255, 255],
  [10, 0, 0, 0],
  [10, 0, 255, 255],
  [10, 1, 0, 0],
  [10, 1, 255, 255],
  [10, 2, 0, 0],
  [10, 127, 255, 255],
  [10, 128, 0, 0],
  [10, 255, 255, 255],
  [11, 0, 0, 0],
  [203, 0, 113, 0],
  [203, 0, 113, 7],
  [203, 0, 113, 8],
  [203, 0, 114, 0],
  [255, 255, 255, 255],
];

const peer: fc.Arbitrary<RawPeer> = fc.oneof(
  fc.record({
    ipBlock: fc.record({ cidr: fc.constantFrom(...CIDRS), except: fc.array(fc.constantFrom(...CIDRS.slice(1)), { maxLength: 2 }) }),
  }),
  fc.record({ podSelector: selector }),
  fc.record({ namespaceSelector: selector }),
  fc.record({ podSelector: selector, namespaceSelector: selector }),
);

const rules = (field: "from" | "to") =>
  fc.array(fc.record({ [field]: fc.array(peer, { maxLength: 2 }) }, { requiredKeys: [] }), { maxLength: 2 });

/** Random policies of one of these namespaces; peers and rules are often missing, empty or everything. */
export const rawPolicy = (namespaces: readonly string[]): fc.Arbitrary<RawPolicy> =>
  fc.record(
    {
      namespace: fc.constantFrom(...namespaces),
      podSelector: selector,
      policyTypes: fc.subarray(["Ingress", "Egress"]),
      ingress: rules("from"),
      egress: rules("to"),
    },
    { requiredKeys: ["namespace", "podSelector"] },
  );
