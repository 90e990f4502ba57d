import type { NamespaceFact, StringMap, VolumeClaimFact } from "../facts/facts.ts";
import type { Workload } from "../facts/view.ts";
import type { CompiledScope } from "./compiled.ts";
import { valueOf } from "../facts/selector.ts";
import { variantsOf, type Variant } from "./variants.ts";

/** How objects say which class of information they hold, and which information assets they handle (A.5.12, A.5.13). */

/** Where a value was found, nearest first; a value further away is inherited. */
export type Place = "pod" | "template" | "controller" | "volume claim" | "namespace";

/** A value that an object declares under one of the keys of the scope. */
export interface Declaration {
  readonly value: string;
  readonly key: string;
  readonly place: Place;
}

/** A declared class and its rank; `rank` is undefined when the value is none of the scope's levels. */
export interface Class extends Declaration {
  readonly rank: number | undefined;
}

/** One variant of a workload and the class that applies to it; `class` is undefined when nothing declares one. */
export interface ClassifiedVariant {
  readonly variant: Variant;
  readonly class: Class | undefined;
}

interface Marked {
  readonly labels: StringMap;
  readonly annotations: StringMap;
}
type Placed = readonly [Place, Marked];

/** Per place the keys in their order, per key the annotation before the label; the first that is present counts, also when empty. */
const nearest = (keys: readonly string[], places: readonly Placed[]): Declaration | undefined => {
  for (const [place, object] of places) {
    for (const key of keys) {
      const value = valueOf(object.annotations, key) ?? valueOf(object.labels, key);
      if (value !== undefined) return { value, key, place };
    }
  }
  return undefined;
};

/** From near to far: the pod, the templates it came from, its controller, its namespace. */
const placesOf = (workload: Workload, variant: Variant, namespace: NamespaceFact): readonly Placed[] => {
  const live = variant.pods.length > 0;
  const templates = live ? workload.templates.map((template): Placed => ["template", template.template]) : [];
  return [[live ? "pod" : "template", variant.shape], ...templates, ["controller", workload.own], ["namespace", namespace]];
};

const ranked = (declaration: Declaration | undefined, scope: CompiledScope): Class | undefined =>
  declaration && { ...declaration, rank: scope.rank(declaration.value) };

/** The class that a namespace declares for what runs in it. */
export const namespaceClass = (namespace: NamespaceFact, scope: CompiledScope): Class | undefined =>
  ranked(nearest(scope.spec.rules.classification.keys, [["namespace", namespace]]), scope);

/** The class of a volume claim: its own, else its namespace's. */
export const claimClass = (claim: VolumeClaimFact, namespace: NamespaceFact, scope: CompiledScope): Class | undefined =>
  ranked(
    nearest(scope.spec.rules.classification.keys, [
      ["volume claim", claim],
      ["namespace", namespace],
    ]),
    scope,
  );

/** The class of each variant of a workload: its own, else its template's, its controller's, its namespace's. */
export const classify = (workload: Workload, namespace: NamespaceFact, scope: CompiledScope): readonly ClassifiedVariant[] =>
  variantsOf(workload).map((variant) => ({
    variant,
    class: ranked(nearest(scope.spec.rules.classification.keys, placesOf(workload, variant, namespace)), scope),
  }));

/** The names that a variant declares under the asset keys ("customer-data, employee-data"), inherited as a class is; each once. */
export const assetsOf = (workload: Workload, variant: Variant, namespace: NamespaceFact, scope: CompiledScope): readonly string[] => {
  const declaration = nearest(scope.spec.rules.classification.assetKeys, placesOf(workload, variant, namespace));
  const names = declaration?.value
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  return [...new Set(names)];
};

/** The candidate that differs from the value only by case, separators or a slip of the pen; undefined when none is near. */
export const probablyMeant = (value: string, candidates: readonly string[]): string | undefined => {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  const sought = plain(value);
  if (sought === "") return undefined;
  const same = candidates.find((candidate) => plain(candidate) === sought);
  const allowed = sought.length > 5 ? 2 : 1;
  // Values are written by those who are judged, and may be thousands of letters long: only what can be near is compared letter by letter.
  const near = (candidate: string) => Math.abs(candidate.length - sought.length) <= allowed && slips(candidate, sought) <= allowed;
  return same ?? candidates.find((candidate) => near(plain(candidate)));
};

/** Levenshtein distance: letters to insert, drop or replace. */
const slips = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
};
