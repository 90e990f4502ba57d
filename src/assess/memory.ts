import type { Check } from "../checks/check.ts";
import { FACT_KINDS, type Coverage, type FactKind } from "../facts/facts.ts";
import type { FactsView } from "../facts/view.ts";
import { canonicalJson } from "../scope/canonical.ts";
import { classificationKeys, compileScopes, type CompiledScopes } from "../scope/compile.ts";
import type { ExceptionFact, ScopeFact } from "../scope/compiled.ts";
import { compileExceptions, type Exceptions } from "../scope/exceptions.ts";
import { compileMembership, type MembershipOf } from "../scope/membership.ts";
import { asideAfar, tableOf, type Basis } from "./basis.ts";

/** What a turn was made from, compiled: the next turn reuses what is the same, and sees by it whether everything must be assessed again. */
export interface Memory {
  readonly compiled: CompiledScopes;
  readonly membershipOf: MembershipOf;
  readonly exceptions: Exceptions;
  readonly checks: Basis["checks"];
  readonly coverage: ReadonlyMap<FactKind, Coverage>;
  readonly legible: Basis["legible"];
  /** Everything on which the assessment of any namespace may depend, beside facts in it and the time. */
  readonly common: Common;
}

interface Common {
  /** By name. */
  readonly exceptions: readonly ExceptionFact[];
  readonly system: string;
  readonly legible: string;
  readonly coverage: string;
  readonly nodesAside: number;
  readonly asideAfar: string;
  readonly checks: readonly Check[];
}

export interface MemoryInput {
  readonly scopes: readonly ScopeFact[];
  readonly exceptions: readonly ExceptionFact[];
  /** Whether these are all that there are. */
  readonly exceptionsRead: boolean;
  readonly checks: readonly Check[];
  readonly facts: FactsView;
  /** Whether facts hold what is annotated under these keys. */
  readonly keepsAnnotations: (keys: ReadonlySet<string>) => boolean;
  /** Objects set aside because their projection failed, by kind. */
  readonly quarantined: ReadonlyMap<FactKind, number>;
  /** Globs of the namespaces that belong to the cluster itself. */
  readonly system: readonly string[];
}

const coverageOf = ({ facts }: MemoryInput): Memory["coverage"] => new Map(FACT_KINDS.map((kind) => [kind, facts.coverage(kind)]));

const legibleAmong = ({ keepsAnnotations }: MemoryInput, { scopes }: CompiledScopes): ReadonlySet<string> =>
  new Set([...scopes.values()].filter(({ spec }) => keepsAnnotations(new Set(classificationKeys(spec)))).map(({ name }) => name));

const sameException = (a: ExceptionFact, b: ExceptionFact | undefined): boolean =>
  a === b || (a.uid === b?.uid && a.name === b.name && a.deleting === b.deleting && canonicalJson(a.spec) === canonicalJson(b.spec));

/** Read again, an exception is another object, also when nothing but its status was written: only what it grants counts. */
const sameExceptions = (a: Common["exceptions"], b: Common["exceptions"]): boolean =>
  a.length === b.length && a.every((fact, place) => sameException(fact, b[place]));

/** Same scopes with the same statements; their status or other metadata may differ. */
const sameStatements = (a: CompiledScopes, b: CompiledScopes): boolean =>
  a.scopes.size === b.scopes.size && [...a.scopes].every(([name, { spec }]) => b.scopes.get(name)?.spec === spec);

const commonOf = (input: MemoryInput, { coverage, legible }: Pick<Memory, "coverage" | "legible">): Common => ({
  exceptions: input.exceptions.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  system: canonicalJson(input.system),
  legible: canonicalJson([...legible]),
  coverage: canonicalJson([...coverage.values()].map(({ state }) => state)),
  nodesAside: input.quarantined.get("Node") ?? 0,
  asideAfar: canonicalJson(asideAfar(input.quarantined)),
  checks: input.checks,
});

/** What can be taken over from the previous turn. */
const reusable = (previous: Memory | undefined, compiled: CompiledScopes, common: Common): Partial<Memory> => {
  if (previous === undefined) return {};
  const { membershipOf, exceptions, checks, common: before } = previous;
  return {
    ...(sameStatements(previous.compiled, compiled) && before.system === common.system && { membershipOf }),
    ...(sameExceptions(before.exceptions, common.exceptions) && { exceptions }),
    ...(before.checks === common.checks && { checks }),
  };
};

/** Compiles what differs from the previous turn and keeps the rest. */
export const remember = (input: MemoryInput, previous: Memory | undefined): Memory => {
  const compiled = compileScopes(input.scopes, previous?.compiled);
  const coverage = coverageOf(input);
  const legible = legibleAmong(input, compiled);
  const common = commonOf(input, { coverage, legible });
  const kept = reusable(previous, compiled, common);
  return {
    compiled,
    membershipOf: kept.membershipOf ?? compileMembership(compiled.scopes.values(), input.system),
    exceptions: kept.exceptions ?? compileExceptions(input.exceptions),
    checks: kept.checks ?? tableOf(input.checks),
    coverage,
    legible,
    common,
  };
};

/** Whether an assessment made with `a` may differ with `b` though its namespace did not change. */
export const differ = (a: Memory, b: Memory): boolean =>
  a.membershipOf !== b.membershipOf ||
  a.exceptions !== b.exceptions ||
  a.checks !== b.checks ||
  a.common.legible !== b.common.legible ||
  a.common.coverage !== b.common.coverage ||
  a.common.nodesAside !== b.common.nodesAside ||
  a.common.asideAfar !== b.common.asideAfar;
