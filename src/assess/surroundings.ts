import type { Surroundings } from "../checks/check.ts";
import type { CompiledScope } from "../scope/compiled.ts";
import type { Basis } from "./basis.ts";

/**
 * What an assessment read beyond its own place: `Namespace/<name>` for what a namespace is, `Node/<name>` for what runs on a node.
 * When one of these changes, the place is assessed again though nothing in it changed.
 */
export type Reads = Set<string>;

export const namespaceKey = (name: string): string => `Namespace/${name}`;
export const nodeKey = (name: string): string => `Node/${name}`;
export const bindingKey = (name: string): string => `ClusterRoleBinding/${name}`;

/** What checks are told of other namespaces; notes in `reads` of which they asked. */
export const surroundingsOf = (basis: Basis, scope: CompiledScope, reads: Reads): Surroundings => {
  const membership = (name: string) => {
    reads.add(namespaceKey(name));
    return basis.membership(name);
  };
  return {
    now: basis.now,
    environmentOf: (name) => {
      const found = membership(name);
      return found?.state === "InScope" && found.scope === scope.name ? scope.environment(found.environment) : undefined;
    },
    isSystem: basis.isSystem,
    outside: (selector) => basis.outside(selector, scope.name),
  };
};
