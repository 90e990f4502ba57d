import type { V1LoadBalancerIngress, V1Service } from "@kubernetes/client-node";
import type { ServiceFact } from "../facts.ts";
import { hostOf, namedHosts } from "../hosts.ts";
import { sortedNames } from "../interner.ts";
import { defineKind } from "../kind-spec.ts";
import { labelsOf } from "../projection.ts";
import { metadataOf, namespaceOf, type Raw } from "../raw.ts";

type Service = Raw<V1Service>;
type Given = Raw<V1LoadBalancerIngress> | null;

const EXTERNAL_DNS = "external-dns.alpha.kubernetes.io/hostname";
const TYPES: readonly string[] = ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"] satisfies readonly ServiceFact["type"][];

const typeOf = ({ spec }: Service): ServiceFact["type"] =>
  TYPES.includes(spec?.type ?? "") ? (spec?.type as ServiceFact["type"]) : "ClusterIP";

const externalNameOf = (service: Service): string | undefined => {
  if (typeOf(service) !== "ExternalName") return undefined;
  const name = hostOf(service.spec?.externalName);
  return name === "" ? undefined : name;
};

const balancerOf = ({ spec, status }: Service): string[] => {
  const given = (status?.loadBalancer?.ingress ?? []).flatMap((entry: Given) => [entry?.hostname, entry?.ip]);
  return namedHosts([spec?.loadBalancerIP, ...given]);
};

/** external-dns reads a list with commas. */
const requestedHostsOf = ({ metadata }: Service): string[] => namedHosts((metadata?.annotations?.[EXTERNAL_DNS] ?? "").split(","));

/** What takes traffic inside, and lets it in from outside or out to a name. */
export const serviceKind = defineKind({
  kind: "Service",
  group: "",
  version: "v1",
  plural: "services",
  namespaced: true,
  metadataOnly: false,
  keepsAnnotations: false,
  project(raw, projection) {
    const metadata = metadataOf(raw);
    const service = raw as Service;
    return {
      kind: "Service",
      uid: metadata.uid,
      name: metadata.name,
      namespace: projection.interner.text(namespaceOf(metadata)),
      labels: labelsOf(metadata, projection),
      type: typeOf(service),
      externalName: externalNameOf(service),
      externalIPs: projection.interner.names(sortedNames(service.spec?.externalIPs ?? [])),
      balancer: projection.interner.names(balancerOf(service)),
      requestedHosts: projection.interner.names(requestedHostsOf(service)),
    };
  },
});
