import type { ListenerFact } from "../facts.ts";
import { hostOf } from "../hosts.ts";
import { defineKind } from "../kind-spec.ts";
import { labelsOf } from "../projection.ts";
import { metadataOf, namespaceOf } from "../raw.ts";

/** As far as it is read (Gateway API v1). */
interface RawListener {
  readonly name?: string | null;
  readonly protocol?: string | null;
  readonly port?: number | null;
  readonly hostname?: string | null;
}
interface RawGateway {
  readonly spec?: { readonly listeners?: readonly (RawListener | null)[] | null } | null;
}

const listenerOf = (listener: RawListener | null): ListenerFact => {
  const host = hostOf(listener?.hostname);
  return {
    name: listener?.name ?? "",
    protocol: listener?.protocol ?? "",
    port: listener?.port ?? 0,
    host: host === "" ? undefined : host,
  };
};

/** Where HTTPRoutes come in: listeners with their hosts and protocols. */
export const gatewayKind = defineKind({
  kind: "Gateway",
  group: "gateway.networking.k8s.io",
  version: "v1",
  plural: "gateways",
  namespaced: true,
  metadataOnly: false,
  keepsAnnotations: false,
  optional: true,
  project(raw, projection) {
    const metadata = metadataOf(raw);
    return {
      kind: "Gateway",
      uid: metadata.uid,
      name: metadata.name,
      namespace: projection.interner.text(namespaceOf(metadata)),
      labels: labelsOf(metadata, projection),
      listeners: projection.interner.tree(((raw as RawGateway).spec?.listeners ?? []).map(listenerOf)),
    };
  },
});
