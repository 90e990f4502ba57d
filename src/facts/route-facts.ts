import type { ChangeLog } from "./changes.ts";
import type { GatewayFact, HTTPRouteFact } from "./facts.ts";
import { Grouped } from "./grouped.ts";

const GATEWAY_GROUP = "gateway.networking.k8s.io";

const order = (a: HTTPRouteFact, b: HTTPRouteFact): number => {
  if (a.namespace !== b.namespace) return a.namespace < b.namespace ? -1 : 1;
  return a.name < b.name ? -1 : 1;
};

const keyOf = (namespace: string, name: string): string => `${namespace}/${name}`;

/** Routes may have parents of other kinds (a Service, in a mesh): they come in by no Gateway. */
const gatewaysOf = ({ parents }: HTTPRouteFact) => parents.filter(({ group, kind }) => group === GATEWAY_GROUP && kind === "Gateway");

/** Which HTTPRoutes name which Gateway, and whom a change of either concerns beside its own namespace. */
export class RouteFacts {
  readonly #changes: ChangeLog;
  readonly #byGateway = new Grouped<HTTPRouteFact>();

  constructor(changes: ChangeLog) {
    this.#changes = changes;
  }

  /** By namespace and name. */
  routesOf(namespace: string, gateway: string): readonly HTTPRouteFact[] {
    return [...this.#byGateway.of(keyOf(namespace, gateway))].sort(order);
  }

  replaceRoute(before: HTTPRouteFact | undefined, after: HTTPRouteFact | undefined): void {
    for (const { namespace, name } of before ? gatewaysOf(before) : []) {
      if (before) this.#byGateway.delete(keyOf(namespace, name), before);
      this.#changes.namespace(namespace);
    }
    for (const { namespace, name } of after ? gatewaysOf(after) : []) {
      if (after) this.#byGateway.add(keyOf(namespace, name), after);
      this.#changes.namespace(namespace);
    }
  }

  replaceGateway(before: GatewayFact | undefined, after: GatewayFact | undefined): void {
    const gateway = after ?? before;
    if (!gateway) return;
    for (const route of this.#byGateway.of(keyOf(gateway.namespace, gateway.name))) this.#changes.namespace(route.namespace);
  }
}
