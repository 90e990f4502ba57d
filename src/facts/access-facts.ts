import type { ChangeLog } from "./changes.ts";
import type { ClusterRoleBindingFact, ClusterRoleFact, RbacSubject, RoleBindingFact, RoleFact, RoleRef } from "./facts.ts";
import { Grouped } from "./grouped.ts";
import { ObjectIndex } from "./object-index.ts";

type Binding = RoleBindingFact | ClusterRoleBindingFact;

/** All ServiceAccounts of a namespace as a group, as the API server names them. (apiserver, serviceaccount/util.go) */
const ACCOUNTS_OF = "system:serviceaccounts:";

/** The namespace that a subject is in, where it is in one. One that is bound as a user is a ServiceAccount already. */
const placeOf = ({ kind, name, namespace }: RbacSubject): string | undefined => {
  if (kind === "ServiceAccount") return namespace;
  return kind === "Group" && name.startsWith(ACCOUNTS_OF) ? name.slice(ACCOUNTS_OF.length) : undefined;
};

const placesOf = ({ subjects }: Binding): ReadonlySet<string> =>
  new Set(subjects.map(placeOf).filter((place): place is string => place !== undefined));

/** Roles and bindings, and which bindings are concerned when a role or the namespace of a subject changes. */
export class AccessFacts {
  readonly #changes: ChangeLog;
  readonly #clusterRoles = new Map<string, ClusterRoleFact>();
  readonly #roles = new ObjectIndex<RoleFact>();
  readonly #bindings = new Map<string, ClusterRoleBindingFact>();
  readonly #byClusterRole = new Grouped<Binding>();
  readonly #byPlace = new Grouped<Binding>();

  constructor(changes: ChangeLog) {
    this.#changes = changes;
  }

  role({ kind, name }: RoleRef, namespace: string | undefined): RoleFact | ClusterRoleFact | undefined {
    if (kind === "ClusterRole") return this.#clusterRoles.get(name);
    return namespace === undefined ? undefined : this.#roles.get(namespace, name);
  }

  clusterRoleBindings(): Iterable<ClusterRoleBindingFact> {
    return this.#bindings.values();
  }

  clusterRoleBinding(name: string): ClusterRoleBindingFact | undefined {
    return this.#bindings.get(name);
  }

  replaceClusterRole(before: ClusterRoleFact | undefined, after: ClusterRoleFact | undefined): void {
    if (before && this.#clusterRoles.get(before.name) === before) this.#clusterRoles.delete(before.name);
    if (after) this.#clusterRoles.set(after.name, after);
    const name = (after ?? before)?.name;
    if (name !== undefined) this.#concern(this.#byClusterRole.of(name));
  }

  replaceRole(before: RoleFact | undefined, after: RoleFact | undefined): void {
    this.#roles.replace(before, after);
    for (const fact of [before, after]) if (fact) this.#changes.namespace(fact.namespace);
  }

  replaceClusterRoleBinding(before: ClusterRoleBindingFact | undefined, after: ClusterRoleBindingFact | undefined): void {
    if (before && this.#bindings.get(before.name) === before) this.#bindings.delete(before.name);
    if (after) this.#bindings.set(after.name, after);
    this.replaceBinding(before, after);
  }

  replaceBinding(before: Binding | undefined, after: Binding | undefined): void {
    if (before) this.#leave(before);
    if (after) this.#enter(after);
    this.#concern([before, after].filter((binding) => binding !== undefined));
  }

  /** The namespace is another one than it was, or came, or went: bindings that name its ServiceAccounts are judged by it. */
  namespaceChanged(name: string): void {
    this.#concern(this.#byPlace.of(name));
  }

  #concern(bindings: Iterable<Binding>): void {
    for (const binding of bindings) {
      if (binding.kind === "RoleBinding") this.#changes.namespace(binding.namespace);
      else this.#changes.object("ClusterRoleBinding", binding.name);
    }
  }

  #enter(binding: Binding): void {
    if (binding.role.kind === "ClusterRole") this.#byClusterRole.add(binding.role.name, binding);
    for (const place of placesOf(binding)) this.#byPlace.add(place, binding);
  }

  #leave(binding: Binding): void {
    if (binding.role.kind === "ClusterRole") this.#byClusterRole.delete(binding.role.name, binding);
    for (const place of placesOf(binding)) this.#byPlace.delete(place, binding);
  }
}
