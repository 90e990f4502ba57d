import type { CheckId } from "../api/check-ids.generated.ts";
import type { StringMap } from "../facts/facts.ts";
import type { ExceptionFact } from "./compiled.ts";
import { compileGlobs } from "./glob.ts";
import { compileSelector } from "../facts/selector.ts";

/** Exceptions of the scopes, ready to be asked. An exception holds until the millisecond before `expires`. */

/** What an exception is asked about. Entries of the statement have neither a namespace nor labels. */
export interface ExemptableSubject {
  readonly kind: string;
  /** The namespace it is in; a Namespace is in itself. */
  readonly namespace: string | undefined;
  readonly name: string;
  readonly labels: StringMap;
}

export interface CompiledException {
  readonly fact: ExceptionFact;
  /** Epoch ms; NaN, which is never in the future, when it cannot be read. */
  readonly expiresAt: number;
  readonly covers: (subject: ExemptableSubject) => boolean;
}

/** The exceptions of all scopes, by scope and check. */
export interface Exceptions {
  /** Of one scope, by name. */
  of(scope: string): readonly CompiledException[];
  /** Those that exempt the subject from the check at `now` (epoch ms), the one that ends last first. */
  covering(scope: string, check: CheckId, subject: ExemptableSubject, now: number): readonly CompiledException[];
}

/** How long before its end an exception counts as expiring. */
export const EXPIRING_MS = 7 * 86_400_000;

type Alternative = ExceptionFact["spec"]["subjects"][number];

const always = (): boolean => true;

/** In an exception an entry that sets nothing is every subject of its checks: that is what its author was asked to write. */
const compileAlternative = (alternative: Alternative): CompiledException["covers"] => {
  const { namespaces = [], names = [], kinds = [] } = alternative;
  const inNamespace = namespaces.length === 0 ? undefined : compileGlobs(namespaces);
  const named = names.length === 0 ? always : compileGlobs(names);
  const ofKind = new Set(kinds);
  const labelled = compileSelector(alternative);
  return ({ kind, namespace, name, labels }) =>
    (inNamespace === undefined || (namespace !== undefined && inNamespace(namespace))) &&
    (ofKind.size === 0 || ofKind.has(kind)) &&
    named(name) &&
    labelled(labels);
};

const compileException = (fact: ExceptionFact): CompiledException => {
  const alternatives = fact.spec.subjects.map(compileAlternative);
  return {
    fact,
    expiresAt: Date.parse(fact.spec.expires),
    covers: (subject) => alternatives.some((covers) => covers(subject)),
  };
};

const byName = (a: CompiledException, b: CompiledException): number => (a.fact.name < b.fact.name ? -1 : 1);

const lastToEndFirst = (a: CompiledException, b: CompiledException): number => b.expiresAt - a.expiresAt || byName(a, b);

/** Compiles exceptions. One that is being deleted is taken back: it covers nothing, however long it takes to go. Whether the scope that one names exists does not matter here: nobody asks for it if not. */
export const compileExceptions = (facts: Iterable<ExceptionFact>): Exceptions => {
  const compiled = [...facts]
    .filter(({ deleting }) => !deleting)
    .map(compileException)
    .sort(byName);
  const byScope = Map.groupBy(compiled, ({ fact }) => fact.spec.scope);
  const byCheck = new Map<string, CompiledException[]>();
  for (const exception of compiled.toSorted(lastToEndFirst)) {
    for (const check of new Set(exception.fact.spec.checks)) {
      const key = `${check} ${exception.fact.spec.scope}`;
      byCheck.set(key, [...(byCheck.get(key) ?? []), exception]);
    }
  }
  return {
    of: (scope) => byScope.get(scope) ?? [],
    covering: (scope, check, subject, now) =>
      (byCheck.get(`${check} ${scope}`) ?? []).filter(({ expiresAt, covers }) => now < expiresAt && covers(subject)),
  };
};

/** The instants (epoch ms, after `now`) at which an exception begins to expire, and at which it ends. */
export const exceptionDeadlines = ({ expiresAt }: CompiledException, now: number): readonly number[] =>
  [expiresAt - EXPIRING_MS, expiresAt].filter((instant) => instant > now);
