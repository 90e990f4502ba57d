import { AccessFacts } from "./access-facts.ts";
import { AsideCounts } from "./aside.ts";
import type { ChangeLog } from "./changes.ts";
import { ContentFacts } from "./content-facts.ts";
import { CoverageByKind } from "./coverage.ts";
import type { FactByKind, ObjectKind } from "./fact-by-kind.ts";
import type { SelectorFact } from "./selector.ts";
import type {
  ClusterRoleBindingFact,
  ClusterRoleFact,
  Coverage,
  FactKind,
  GatewayFact,
  HTTPRouteFact,
  NamespaceFact,
  NodeFact,
  PodFact,
  PrometheusRuleFact,
  RoleFact,
  RoleRef,
  VolumeClaimFact,
} from "./facts.ts";
import { NodeIndex } from "./node-index.ts";
import { ObjectIndex } from "./object-index.ts";
import { RouteFacts } from "./route-facts.ts";
import { Selections } from "./selections.ts";
import type { FactsView, Workload } from "./view.ts";

type ObjectIndexes = { readonly [K in ObjectKind]: ObjectIndex<FactByKind[K]> };

const NOTHING: readonly never[] = Object.freeze([]);

const objectIndexes = (): ObjectIndexes => ({
  Service: new ObjectIndex(),
  Ingress: new ObjectIndex(),
  Gateway: new ObjectIndex(),
  HTTPRoute: new ObjectIndex(),
  PrometheusRule: new ObjectIndex(),
  NetworkPolicy: new ObjectIndex(),
  RoleBinding: new ObjectIndex(),
  ServiceAccount: new ObjectIndex(),
});

/** All facts, in the indexes that answer what checks ask. Who writes them is the store. */
export class IndexedFacts implements FactsView {
  protected readonly known = new CoverageByKind();
  protected readonly aside = new AsideCounts();
  protected readonly byName = new Map<string, NamespaceFact>();
  protected readonly contents = new ContentFacts();
  protected readonly onNodes = new NodeIndex();
  protected readonly placed = objectIndexes();
  protected readonly selections = new Selections(this.byName);
  protected readonly access: AccessFacts;
  protected readonly routes: RouteFacts;

  constructor(changes: ChangeLog) {
    this.access = new AccessFacts(changes);
    this.routes = new RouteFacts(changes);
  }

  coverage(kind: FactKind): Coverage {
    return this.known.of(kind);
  }

  namespace(name: string): NamespaceFact | undefined {
    return this.byName.get(name);
  }

  namespaces(): Iterable<NamespaceFact> {
    return this.byName.values();
  }

  workloads(namespace: string): readonly Workload[] {
    return this.contents.in(namespace)?.workloads() ?? NOTHING;
  }

  volumeClaims(namespace: string): readonly VolumeClaimFact[] {
    return this.contents.in(namespace)?.claims() ?? NOTHING;
  }

  volumeClaim(namespace: string, name: string): VolumeClaimFact | undefined {
    return this.contents.in(namespace)?.claim(name);
  }

  workloadsMounting(namespace: string, claim: string): readonly Workload[] {
    return this.contents.in(namespace)?.mounting(claim) ?? NOTHING;
  }

  objects<K extends ObjectKind>(kind: K, namespace: string): readonly FactByKind[K][] {
    return this.placed[kind].in(namespace);
  }

  role(ref: RoleRef, namespace: string | undefined): RoleFact | ClusterRoleFact | undefined {
    return this.access.role(ref, namespace);
  }

  clusterRoleBindings(): Iterable<ClusterRoleBindingFact> {
    return this.access.clusterRoleBindings();
  }

  clusterRoleBinding(name: string): ClusterRoleBindingFact | undefined {
    return this.access.clusterRoleBinding(name);
  }

  gateway(namespace: string, name: string): GatewayFact | undefined {
    return this.placed.Gateway.get(namespace, name);
  }

  routesOf(gatewayNamespace: string, gateway: string): readonly HTTPRouteFact[] {
    return this.routes.routesOf(gatewayNamespace, gateway);
  }

  prometheusRules(): Iterable<PrometheusRuleFact> {
    return this.placed.PrometheusRule.all();
  }

  namespacesSelected(selector: SelectorFact): ReadonlySet<string> {
    return this.selections.of(selector);
  }

  node(name: string): NodeFact | undefined {
    return this.onNodes.node(name);
  }

  nodes(): Iterable<NodeFact> {
    return this.onNodes.nodes();
  }

  namespacesOn(node: string): Iterable<string> {
    return this.onNodes.namespacesOn(node);
  }

  daemonPodsOn(node: string): readonly PodFact[] {
    return this.onNodes.daemonPods(node);
  }

  quarantined(kind: FactKind, namespace: string): number {
    return this.aside.of(kind, namespace);
  }
}
