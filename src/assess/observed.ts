import type { ObservationSpec, QuantityEntry } from "../api/scope.ts";
import type { Subject } from "../checks/check.ts";
import type { CompiledScope } from "../scope/compiled.ts";
import type { Basis } from "./basis.ts";
import { boundTo } from "./contents.ts";
import type { Gathered } from "./gather.ts";
import { emptyTally, sum } from "./tally.ts";

/** How many there are of what entries of the statement count (src/api/observation.ts). */

export interface Counting {
  readonly basis: Basis;
  readonly scope: CompiledScope;
  readonly gathered: Gathered;
  /** Open findings of severity High or Critical so far, those of objectives left out. */
  readonly serious: number;
}

const people = ({ basis, gathered }: Counting, kind: "User" | "Group", list: "users" | "groups"): number => {
  const names = new Set(boundTo(kind, basis.facts.clusterRoleBindings()));
  for (const contents of gathered.contents) for (const name of contents[list]) names.add(name);
  return names.size;
};

const exceptionsThatHold = ({ basis, scope }: Counting): number =>
  basis.exceptions.of(scope.name).filter(({ expiresAt }) => basis.now < expiresAt).length;

export const countOf = ({ kind }: ObservationSpec, counting: Counting): number => {
  const { basis, gathered, serious } = counting;
  switch (kind) {
    case "Node":
      return [...basis.facts.nodes()].length;
    case "Namespace":
      return gathered.contents.length;
    case "ServiceAccount":
      return gathered.contents.reduce((total, { serviceAccounts }) => total + serviceAccounts, 0);
    case "PersistentVolumeClaim":
      return gathered.contents.reduce((total, { volumeClaims }) => total + volumeClaims, 0);
    case "User":
      return people(counting, "User", "users");
    case "Group":
      return people(counting, "Group", "groups");
    case "ScopeException":
      return exceptionsThatHold(counting);
    case "Finding":
      return serious;
  }
};

type Observed = Subject<"Objective">["observed"];

/** Of exceptions also how many verdicts in per cent they exempt, of all that were reached in namespaces and about objects. */
export const observedOf = (observation: ObservationSpec, counting: Counting, places: Gathered["checks"]): Observed => {
  const { pass, fail, exempt } = [...places.values()].reduce(sum, emptyTally);
  const judged = pass + fail + exempt;
  const share = observation.kind === "ScopeException" && judged > 0 ? (100 * exempt) / judged : undefined;
  return { count: countOf(observation, counting), share };
};

type Counted = Pick<Subject<"Quantity">, "list" | "entry">;

/** Entries that say how many there are of something that can be counted. */
export const quantitiesOf = ({ spec }: CompiledScope): readonly Counted[] => {
  const services = spec.technology.flatMap((platform) =>
    platform.services.map((service) => ({ list: "technology" as const, ...service, name: `${platform.name}/${service.name}` })),
  );
  const people = spec.personnel.map((entry) => ({ list: "personnel" as const, presence: "Required" as const, ...entry }));
  return [...services, ...people].flatMap(({ list, name, quantity, observe, presence }) => {
    if (quantity === undefined || observe === undefined) return [];
    const entry: QuantityEntry = { name, quantity, observe, presence };
    return [{ list, entry }];
  });
};

/** While a check is unknown somewhere nobody can say how many findings there are; nor exceptions, while they are not read. */
export const isCountable = ({ kind }: ObservationSpec, { exceptionsRead }: Basis, ...tallies: readonly Gathered["checks"][]): boolean => {
  if (kind === "ScopeException") return exceptionsRead;
  return kind !== "Finding" || tallies.every((checks) => [...checks.values()].every(({ unknown }) => unknown === 0));
};
