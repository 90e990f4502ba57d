import type { V1Ingress } from "@kubernetes/client-node";
import { hostsOf } from "../hosts.ts";
import { defineKind } from "../kind-spec.ts";
import { labelsOf } from "../projection.ts";
import { metadataOf, namespaceOf, type Raw } from "../raw.ts";

type Ingress = Raw<V1Ingress>;

/** Annotations by which a controller is given a certificate from elsewhere than a Secret in spec.tls, for all hosts of the Ingress. */
const CERTIFICATE_ANNOTATIONS = [
  "alb.ingress.kubernetes.io/certificate-arn",
  "networking.gke.io/managed-certificates",
  "ingress.gcp.kubernetes.io/pre-shared-cert",
  "appgw.ingress.kubernetes.io/appgw-ssl-certificate",
] as const;

/** Traefik serves an Ingress with TLS only, by its own certificates, where this is "true". */
const TRAEFIK_TLS = "traefik.ingress.kubernetes.io/router.tls";

const ruleHostsOf = ({ spec }: Ingress): string[] => {
  const hosts: unknown[] = (spec?.rules ?? []).map((rule) => rule?.host);
  return hostsOf(spec?.defaultBackend ? [...hosts, ""] : hosts);
};

const tlsHostsOf = ({ spec }: Ingress): string[] =>
  hostsOf((spec?.tls ?? []).flatMap((entry) => ((entry?.hosts ?? []).length > 0 ? (entry.hosts ?? []) : [""])));

const tlsByAnnotation = ({ metadata }: Ingress): boolean => {
  const annotations = metadata?.annotations ?? {};
  const filled = (key: string) => Object.hasOwn(annotations, key) && (annotations[key] ?? "") !== "";
  return CERTIFICATE_ANNOTATIONS.some(filled) || (filled(TRAEFIK_TLS) && annotations[TRAEFIK_TLS] === "true");
};

/** Ways in by HTTP: which hosts, and whether encrypted. */
export const ingressKind = defineKind({
  kind: "Ingress",
  group: "networking.k8s.io",
  version: "v1",
  plural: "ingresses",
  namespaced: true,
  metadataOnly: false,
  keepsAnnotations: false,
  project(raw, projection) {
    const metadata = metadataOf(raw);
    const ingress = raw as Ingress;
    return {
      kind: "Ingress",
      uid: metadata.uid,
      name: metadata.name,
      namespace: projection.interner.text(namespaceOf(metadata)),
      labels: labelsOf(metadata, projection),
      hosts: projection.interner.names(ruleHostsOf(ingress)),
      tlsHosts: projection.interner.names(tlsHostsOf(ingress)),
      tlsByAnnotation: tlsByAnnotation(ingress),
    };
  },
});
