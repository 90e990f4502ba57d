import type { GatewayFact, HTTPRouteFact, ListenerFact, RouteParent } from "../facts/facts.ts";
import { hostsMeet } from "./hosts.ts";

/**
 * Which listeners of Gateways an HTTPRoute is attached to, by what route and Gateway say of each other (gateway.networking.k8s.io/v1).
 * Which namespaces a listener allows routes from (`allowedRoutes`) is not read: a route that is not allowed counts as attached.
 */

/** Protocols of listeners that no HTTPRoute attaches to. */
const NOT_HTTP: ReadonlySet<string> = new Set(["TLS", "TCP", "UDP"]);

/** Whether a parent of a route is a Gateway. The others are Services (mesh), or of an implementation. */
export const isGateway = ({ group, kind }: RouteParent): boolean => group === "gateway.networking.k8s.io" && kind === "Gateway";

/** Whether a parent of a route is a Service: such a route directs traffic between pods. */
export const isService = ({ group, kind }: RouteParent): boolean => group === "" && kind === "Service";

const names = ({ section, port }: RouteParent, listener: ListenerFact): boolean =>
  !NOT_HTTP.has(listener.protocol) &&
  (section === undefined || section === listener.name) &&
  (port === undefined || port === listener.port);

const shareHost = ({ hosts }: HTTPRouteFact, { host }: ListenerFact): boolean =>
  hosts.length === 0 || hosts.some((one) => hostsMeet(one, host));

/** The listeners of the Gateway to which the route is attached. */
export const listenersOf = (route: HTTPRouteFact, gateway: GatewayFact): readonly ListenerFact[] => {
  const parents = route.parents.filter(
    (parent) => isGateway(parent) && parent.namespace === gateway.namespace && parent.name === gateway.name,
  );
  return gateway.listeners.filter((listener) => parents.some((parent) => names(parent, listener)) && shareHost(route, listener));
};
