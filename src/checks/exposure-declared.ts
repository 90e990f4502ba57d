import type { HTTPRouteFact, ServiceFact } from "../facts/facts.ts";
import type { FactsView } from "../facts/view.ts";
import { addressRange } from "../scope/cidr.ts";
import { isGateway, isService, listenersOf } from "../scope/gateways.ts";
import { declaredInterfaces, eachOnce, type DeclaredInterfaces, type InterfaceRef } from "../scope/interfaces.ts";
import { defineCheck, fail, notApplicable, passAbout, type Outcome } from "./check.ts";
import { listed, quoted } from "./wording.ts";

/**
 * What is reached from outside is a declared inbound interface.
 *
 * Control: ISO/IEC 27001:2022 A.8.21 (security of network services), A.5.14 (information transfer);
 * SOC 2 CC6.6 (protection from outside).
 * Reads: hosts of an Ingress; of an HTTPRoute its own hosts, else those of the listeners of the Gateways to which it is attached; of a
 * Service its load balancer, node port and external addresses, and the hosts that it asks external-dns for; `interfaces` of direction
 * Inbound or Both with their `hosts` and `cidrs`.
 * Passes: each host is matched by a declared one (a wildcard as a whole), each address inside a declared range. A load balancer or node
 * port is declared by the hosts that it asks for; a load balancer that asks for none by its own names and addresses.
 * Not judged: Services that only the cluster reaches; routes that are attached to nothing, or to Services only (mesh).
 */
export const check = defineCheck({
  id: "exposure-declared",
  title: "What is reached from outside is a declared interface",
  severity: "High",
  controls: ["A.8.21", "A.5.14", "CC6.6"],
  appliesTo: ["Ingress", "HTTPRoute", "Service"],
  needs: ["Gateway"],
  about: ["interfaces"],
  remediation: "Declare the host or address as an inbound interface of the scope, or take the exposure away.",
  evaluate(subject, facts, scope) {
    const declared = declaredInterfaces(scope, "Inbound");
    switch (subject.type) {
      case "Ingress":
        return subject.object.hosts.length === 0 ? notApplicable : ofHosts(subject.object.hosts, "Ingress", declared);
      case "HTTPRoute":
        return ofRoute(subject.object, facts, declared);
      case "Service":
        return ofService(subject.object, declared);
    }
  },
});

const ofHosts = (hosts: readonly string[], what: string, declared: DeclaredInterfaces): Outcome => {
  const undeclared = hosts.filter((host) => declared.host(host) === undefined);
  if (undeclared.length === 0) return passAbout(eachOnce(hosts.flatMap((host) => declared.host(host) ?? [])));
  if (undeclared.includes("")) {
    return fail(
      "AnyHost",
      `The ${what} answers to any host, which no inbound interface declares: name its hosts, and declare each of them.`,
    );
  }
  const names = listed(undeclared.map(quoted));
  const [which, them] = undeclared.length === 1 ? ["a host", "it"] : ["hosts", "them"];
  return fail(
    "UndeclaredHost",
    `The ${what} answers to ${which} that no inbound interface declares (${names}): ` +
      `add ${them} to the hosts of an inbound interface, or take ${them} out of the ${what}.`,
  );
};

/** The hosts of a route are the narrower ones; without any it answers to those of its listeners, and to any where none is known yet. */
const ofRoute = (route: HTTPRouteFact, facts: FactsView, declared: DeclaredInterfaces): Outcome => {
  if (route.parents.every(isService)) return notApplicable;
  if (route.hosts.length > 0) return ofHosts(route.hosts, "HTTPRoute", declared);
  const gateways = route.parents.filter(isGateway).flatMap(({ namespace, name }) => facts.gateway(namespace, name) ?? []);
  const hosts = [...new Set(gateways.flatMap((gateway) => listenersOf(route, gateway)).map(({ host = "" }) => host))].sort();
  return ofHosts(hosts.length > 0 ? hosts : [""], "HTTPRoute", declared);
};

/** A way into a Service: the interfaces that declare it, and what is wrong where none does. */
interface Way {
  readonly by: readonly InterfaceRef[] | undefined;
  readonly otherwise: Outcome;
}

const ofService = (service: ServiceFact, declared: DeclaredInterfaces): Outcome => {
  const ways = [...externalAddresses(service, declared), ...typeWays(service, declared)];
  if (ways.length === 0) return notApplicable;
  const undeclared = ways.find(({ by }) => by === undefined);
  return undeclared === undefined ? passAbout(eachOnce(ways.flatMap(({ by = [] }) => by))) : undeclared.otherwise;
};

const EXTERNAL_DNS = "external-dns.alpha.kubernetes.io/hostname";

const typeWays = (service: ServiceFact, declared: DeclaredInterfaces): readonly Way[] => {
  switch (service.type) {
    case "LoadBalancer":
      return [loadBalancer(service, declared)];
    case "NodePort":
      return [{ by: allOf(service.requestedHosts, declared.host), otherwise: nodePort }];
    case "ClusterIP":
    case "ExternalName":
      return [];
  }
};

/** What declares all of these together; undefined when one is not declared, or when there is none. */
const allOf = (values: readonly string[], by: (value: string) => readonly InterfaceRef[] | undefined): Way["by"] => {
  const answers = values.map(by);
  return answers.length === 0 || answers.includes(undefined) ? undefined : answers.flatMap((refs = []) => refs);
};

const addressBy =
  ({ addresses }: DeclaredInterfaces) =>
  (text: string): Way["by"] => {
    const range = addressRange(text);
    return range && addresses([range]);
  };

const externalAddresses = ({ type, externalIPs }: ServiceFact, declared: DeclaredInterfaces): readonly Way[] => {
  if (type === "ExternalName" || externalIPs.length === 0) return [];
  const by = addressBy(declared);
  const undeclared = listed(externalIPs.filter((address) => by(address) === undefined));
  const message =
    `The service answers at external addresses that no inbound interface declares (${undeclared}): ` +
    "add them to the cidrs of an inbound interface, or remove them from externalIPs.";
  return [{ by: allOf(externalIPs, by), otherwise: fail("ExternalIP", message) }];
};

const nodePort: Outcome = fail(
  "NodePort",
  "The service opens a port on every node and asks for no declared host: make it a ClusterIP behind a declared Ingress or HTTPRoute, " +
    `or name hosts of an inbound interface in its annotation ${EXTERNAL_DNS}.`,
);

/** The hosts that it asks for are written by others under a key of theirs: they are never quoted. */
const loadBalancer = ({ balancer, requestedHosts }: ServiceFact, declared: DeclaredInterfaces): Way => {
  if (requestedHosts.length > 0) {
    const message =
      `The load balancer asks for a host in its annotation ${EXTERNAL_DNS} that no inbound interface declares: ` +
      "add the host to the hosts of an inbound interface, or take it out of the annotation.";
    return { by: allOf(requestedHosts, declared.host), otherwise: fail("UndeclaredHost", message) };
  }
  const address = addressBy(declared);
  const by = (name: string) => address(name) ?? declared.host(name);
  const undeclared = balancer.filter((name) => by(name) === undefined);
  const message =
    balancer.length === 0
      ? "The load balancer asks for no host and has no address yet: declare the address when it has one as an inbound interface, "
      : `The load balancer answers at ${listed(undeclared.map(quoted))}, which no inbound interface declares: add each to the hosts or cidrs of one, `;
  return {
    by: allOf(balancer, by),
    otherwise: fail("UndeclaredLoadBalancer", `${message}or name a declared host in its annotation ${EXTERNAL_DNS}.`),
  };
};
