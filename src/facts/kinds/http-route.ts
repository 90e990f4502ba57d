import type { RouteParent } from "../facts.ts";
import { namedHosts } from "../hosts.ts";
import { defineKind } from "../kind-spec.ts";
import { labelsOf } from "../projection.ts";
import { metadataOf, namespaceOf } from "../raw.ts";

/** As far as it is read (Gateway API v1). */
interface RawParent {
  readonly group?: string | null;
  readonly kind?: string | null;
  readonly namespace?: string | null;
  readonly name?: string | null;
  readonly sectionName?: string | null;
  readonly port?: number | null;
}
interface RawFilter {
  readonly type?: string | null;
  readonly requestRedirect?: { readonly scheme?: string | null } | null;
}
interface RawRule {
  readonly filters?: readonly (RawFilter | null)[] | null;
  readonly backendRefs?: readonly unknown[] | null;
}
interface RawRoute {
  readonly spec?: {
    readonly hostnames?: readonly (string | null)[] | null;
    readonly parentRefs?: readonly (RawParent | null)[] | null;
    readonly rules?: readonly (RawRule | null)[] | null;
  } | null;
}

/** An empty group is the core group; only an absent one has the default. */
const parentOf = ({ group, kind, namespace, name, sectionName, port }: RawParent, own: string): RouteParent => ({
  group: group ?? "gateway.networking.k8s.io",
  kind: kind ?? "Gateway",
  namespace: namespace ?? own,
  name: name ?? "",
  section: sectionName ?? undefined,
  port: port ?? undefined,
});

const redirects = (rule: RawRule | null): boolean =>
  (rule?.backendRefs ?? []).length === 0 &&
  (rule?.filters ?? []).some((filter) => filter?.type === "RequestRedirect" && filter.requestRedirect?.scheme === "https");

const redirectsToHttps = ({ spec }: RawRoute): boolean => {
  const rules = spec?.rules ?? [];
  return rules.length > 0 && rules.every(redirects);
};

/** Ways in by HTTP through a Gateway. */
export const httpRouteKind = defineKind({
  kind: "HTTPRoute",
  group: "gateway.networking.k8s.io",
  version: "v1",
  plural: "httproutes",
  namespaced: true,
  metadataOnly: false,
  keepsAnnotations: false,
  optional: true,
  project(raw, projection) {
    const metadata = metadataOf(raw);
    const { interner } = projection;
    const route = raw as RawRoute;
    const namespace = interner.text(namespaceOf(metadata));
    return {
      kind: "HTTPRoute",
      uid: metadata.uid,
      name: metadata.name,
      namespace,
      labels: labelsOf(metadata, projection),
      hosts: interner.names(namedHosts(route.spec?.hostnames)),
      parents: interner.tree((route.spec?.parentRefs ?? []).map((parent) => parentOf(parent ?? {}, namespace))),
      redirectsToHttps: redirectsToHttps(route),
    };
  },
});
