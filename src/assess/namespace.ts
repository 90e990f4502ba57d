import type { NamespaceFact } from "../facts/facts.ts";
import type { CompiledScope, Membership } from "../scope/compiled.ts";
import type { NamespaceAssessment } from "./assessment.ts";
import { blindKinds, type Basis, type Place } from "./basis.ts";
import { contentsOf, NO_CONTENTS, runningComponents, runningEntries } from "./contents.ts";
import { earliest } from "./deadline.ts";
import { judgeAll } from "./engine.ts";
import { neighboursIn } from "./neighbours.ts";
import { createSheet, verdictsOf, type CheckError, type Sheet } from "./sheet.ts";
import { namespaceSubject, neighbourSubject, SUBJECTS_INSIDE, type Inside } from "./subjects.ts";
import type { Reads } from "./surroundings.ts";

/** What one namespace is, and what the scopes that it concerns say of it and of what is in it. */

export interface NamespaceResult {
  readonly assessment: NamespaceAssessment;
  readonly errors: readonly CheckError[];
  readonly reads: Reads;
}

const NOTHING: ReadonlySet<string> = new Set();

/** The scopes that judge a namespace: those that claim it; of an undeclared one, those that ask to report it. */
const judgesOf = (membership: Membership, scopes: Basis["scopes"]): readonly CompiledScope[] => {
  switch (membership.state) {
    case "InScope":
    case "Excluded":
      return [scopes.get(membership.scope)].filter((scope) => scope !== undefined);
    case "Conflict":
      return [...new Set(membership.claims.map(({ scope }) => scope))].flatMap((name) => scopes.get(name) ?? []);
    case "Undeclared":
      return [...scopes.values()].filter(({ spec }) => spec.rules.undeclaredNamespaces === "Report");
    case "System":
      return [];
  }
};

const insideOf = ({ scope }: Sheet, namespace: NamespaceFact, membership: Membership): Inside | undefined => {
  const environment = membership.state === "InScope" ? scope.environment(membership.environment) : undefined;
  return environment && { namespace, environment };
};

type Blind = Place["blind"];

const judgeInside = (basis: Basis, sheet: Sheet, inside: Inside, blind: Blind): void => {
  const environment = inside.environment.name;
  for (const [type, list] of SUBJECTS_INSIDE) judgeAll(basis, sheet, { type, environment, blind }, () => list(basis.facts, inside));
};

/** Judges what a namespace outside of some scopes runs on their nodes. A scope with nothing to say of it gets no sheet. */
const judgeNeighbours = (
  basis: Basis,
  namespace: NamespaceFact,
  sheets: Map<string, Sheet>,
  { reads, membership, blind }: Outside,
): void => {
  for (const [name, workloads] of neighboursIn(basis, namespace, membership, reads)) {
    const scope = basis.scopes.get(name);
    if (scope === undefined) continue;
    const sheet = sheets.get(name) ?? createSheet(basis, scope, reads);
    judgeAll(basis, sheet, { type: "Neighbour", environment: undefined, blind }, () =>
      workloads.map((workload) => neighbourSubject(namespace, workload)),
    );
    if (sheet.tallies.size > 0) sheets.set(name, sheet);
  }
};

interface Outside {
  readonly membership: Membership;
  readonly blind: Blind;
  readonly reads: Reads;
}

/** What the scope that holds the namespace finds running in it. */
const foundInside = ({ facts }: Basis, { scope }: Sheet, { namespace, environment }: Inside) => {
  const workloads = facts.workloads(namespace.name);
  return {
    components: runningComponents(scope, environment.name, workloads),
    running: runningEntries(scope, workloads),
    counts: contentsOf(facts, namespace.name),
  };
};

/** Assesses one namespace, with all that is in it. `membership` is the namespace's own. */
export const assessNamespace = (basis: Basis, namespace: NamespaceFact, membership: Membership): NamespaceResult => {
  const { name, uid } = namespace;
  const blind = blindKinds(basis, [name]);
  const reads: Reads = new Set();
  const sheets = new Map(judgesOf(membership, basis.scopes).map((scope) => [scope.name, createSheet(basis, scope, reads)]));
  const environment = membership.state === "InScope" ? membership.environment : undefined;
  let found = { components: NOTHING, running: NOTHING, counts: NO_CONTENTS };
  for (const sheet of sheets.values()) {
    judgeAll(basis, sheet, { type: "Namespace", environment, blind }, () => [namespaceSubject(namespace, membership)]);
    const inside = insideOf(sheet, namespace, membership);
    if (inside === undefined) continue;
    judgeInside(basis, sheet, inside, blind);
    found = foundInside(basis, sheet, inside);
  }
  judgeNeighbours(basis, namespace, sheets, { membership, blind, reads });
  const all = [...sheets.values()];
  return {
    assessment: {
      namespace: name,
      uid,
      membership,
      ...found,
      verdicts: new Map(all.map((sheet) => [sheet.scope.name, verdictsOf(sheet)])),
      changesAt: earliest(basis.now, ...all.map(({ changesAt }) => changesAt)),
    },
    errors: all.flatMap(({ errors }) => errors),
    reads,
  };
};
