import type { GatewayFact, HTTPRouteFact, IngressFact, ListenerFact } from "../facts/facts.ts";
import type { FactsView } from "../facts/view.ts";
import { listenersOf } from "../scope/gateways.ts";
import { certifies } from "../scope/hosts.ts";
import { defineCheck, fail, notApplicable, pass, type Outcome } from "./check.ts";
import { listed, quoted } from "./wording.ts";

/**
 * What is reached by HTTP from outside is encrypted in transit.
 *
 * Control: ISO/IEC 27001:2022 A.8.24 (cryptography), A.5.14 (information transfer); SOC 2 CC6.7.
 * Reads: hosts of the rules and of `tls` of an Ingress, annotations by which known controllers are given a certificate; protocols of the
 * listeners of a Gateway, and the HTTPRoutes that are attached to them.
 * Passes: every host of the Ingress is one of `tls` (a `*` there is one label, an entry without hosts any host), or the certificate
 * comes by annotation; the listeners of the Gateway are HTTPS or TLS, or HTTP whose routes, at least one, do nothing but redirect to https.
 * Not judged: other protocols, Gateways without listeners, routes of other kinds than HTTPRoute.
 */
export const check = defineCheck({
  id: "exposure-tls",
  title: "What is reached by HTTP from outside is encrypted",
  severity: "Medium",
  controls: ["A.8.24", "A.5.14", "CC6.7"],
  appliesTo: ["Ingress", "Gateway"],
  needs: ["HTTPRoute"],
  remediation: "Give every host of the Ingress an entry under tls; make listeners HTTPS and let those of HTTP only redirect to it.",
  evaluate(subject, facts) {
    return subject.type === "Ingress" ? ofIngress(subject.object) : ofGateway(subject.object, facts);
  },
});

const ofIngress = ({ hosts, tlsHosts, tlsByAnnotation }: IngressFact): Outcome => {
  if (hosts.length === 0) return notApplicable;
  const plain = tlsByAnnotation ? [] : hosts.filter((host) => !tlsHosts.some((certified) => certifies(certified, host)));
  if (plain.length === 0) return pass;
  const names = listed(plain.map((host) => (host === "" ? "any host" : quoted(host))));
  return fail(
    "NoTls",
    `The Ingress serves ${names} without TLS: add each host to an entry of spec.tls with the Secret of its certificate.`,
  );
};

const ENCRYPTED: ReadonlySet<string> = new Set(["HTTPS", "TLS"]);

const ofGateway = (gateway: GatewayFact, facts: FactsView): Outcome => {
  const routes = facts.routesOf(gateway.namespace, gateway.name);
  const http = gateway.listeners.filter(({ protocol }) => protocol === "HTTP");
  const plain = http.filter((listener) => !onlyRedirects(listener, gateway, routes));
  if (plain.length > 0) {
    const names = listed(plain.map(({ name }) => quoted(name)));
    return fail(
      "PlainHttp",
      `The Gateway serves HTTP by ${plain.length === 1 ? "listener" : "listeners"} ${names} without redirecting all of it: ` +
        "attach there only HTTPRoutes that redirect to https, or make the protocol HTTPS.",
    );
  }
  return http.length > 0 || gateway.listeners.some(({ protocol }) => ENCRYPTED.has(protocol)) ? pass : notApplicable;
};

/** A listener without routes answers nobody today, and whoever attaches the first one serves in the clear. */
const onlyRedirects = (listener: ListenerFact, gateway: GatewayFact, routes: readonly HTTPRouteFact[]): boolean => {
  const attached = routes.filter((route) => listenersOf(route, gateway).includes(listener));
  return attached.length > 0 && attached.every(({ redirectsToHttps }) => redirectsToHttps);
};
