import fc from "fast-check";

/** What objects of the boundary may have in them, absent and null where an API server lets it be. */

const text = fc.oneof(fc.constantFrom("a", "b", "constructor", "__proto__", "Shop.Example."), fc.string({ maxLength: 12 }));
const map = fc.oneof(fc.constant(null), fc.dictionary(text, text, { maxKeys: 3 }));

/** A record of which every field may be absent or null. */
const loose = (fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<object> =>
  fc.record(Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, fc.option(value, { nil: null })])), { requiredKeys: [] });

const list = (element: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.array(fc.option(element, { nil: null, freq: 8 }), { maxLength: 3 });

const requirement = fc.record(
  { key: text, operator: fc.constantFrom("In", "NotIn", "Exists", "DoesNotExist"), values: fc.option(fc.array(text, { maxLength: 2 })) },
  { requiredKeys: ["key", "operator"] },
);
const selector = loose({ matchLabels: map, matchExpressions: fc.array(requirement, { maxLength: 2 }) });

const peer = loose({
  ipBlock: loose({ cidr: fc.constantFrom("10.0.0.0/8", "::/0"), except: list(fc.constant("10.1.0.0/16")) }),
  podSelector: selector,
  namespaceSelector: selector,
});
const port = loose({ protocol: fc.constantFrom("TCP", "UDP"), port: fc.oneof(fc.nat(65535), text), endPort: fc.nat(65535) });
const policySpec = loose({
  podSelector: selector,
  policyTypes: list(fc.constantFrom("Ingress", "Egress")),
  ingress: list(loose({ from: list(peer), ports: list(port) })),
  egress: list(loose({ to: list(peer), ports: list(port) })),
});

const serviceSpec = loose({
  type: fc.constantFrom("ClusterIP", "NodePort", "LoadBalancer", "ExternalName"),
  externalName: text,
  externalIPs: list(text),
  loadBalancerIP: text,
});
const ingressSpec = loose({
  defaultBackend: loose({}),
  rules: list(loose({ host: text })),
  tls: list(loose({ hosts: list(text) })),
});
const gatewaySpec = loose({ listeners: list(loose({ name: text, protocol: text, port: fc.nat(65535), hostname: text })) });
const parent = loose({ group: text, kind: text, namespace: text, name: text, sectionName: text, port: fc.nat(65535) });
const filter = loose({ type: fc.constantFrom("RequestRedirect", "URLRewrite"), requestRedirect: loose({ scheme: text }) });
const routeSpec = loose({
  hostnames: list(text),
  parentRefs: list(parent),
  rules: list(loose({ filters: list(filter), backendRefs: list(loose({})) })),
});
const alertSpec = loose({ groups: list(loose({ rules: list(loose({ alert: text, labels: map })) })) });

/** `spec` of any of the kinds. */
export const boundarySpec: fc.Arbitrary<unknown> = fc.oneof(policySpec, serviceSpec, ingressSpec, gatewaySpec, routeSpec, alertSpec);

export const balancerStatus: fc.Arbitrary<unknown> = loose({ loadBalancer: loose({ ingress: list(loose({ ip: text, hostname: text })) }) });

/** What roles and bindings have beside their metadata. */
export const accessFields = {
  rules: fc.option(
    list(
      loose({ verbs: list(text), apiGroups: list(text), resources: list(text), resourceNames: list(text), nonResourceURLs: list(text) }),
    ),
    { nil: null },
  ),
  roleRef: fc.option(loose({ apiGroup: text, kind: fc.constantFrom("Role", "ClusterRole"), name: text }), { nil: null }),
  subjects: fc.option(list(loose({ kind: fc.constantFrom("User", "Group", "ServiceAccount"), name: text, namespace: text })), {
    nil: null,
  }),
} as const;
