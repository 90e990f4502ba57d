import type { InformationAssetSpec, ScopeSpec } from "../api/scope.ts";
import { assetsOf, classify, probablyMeant, type ClassifiedVariant } from "../scope/classification.ts";
import type { CompiledScope } from "../scope/compiled.ts";
import { defineCheck, fail, notApplicable, passAbout, type EntryRef, type Outcome } from "./check.ts";
import { extentOf, listed, quoted } from "./wording.ts";

/**
 * A workload is classified at least as high as every information asset that it says it handles.
 *
 * Control: ISO/IEC 27001:2022 A.5.12 (the class follows the information); SOC 2 C1.1.
 * Reads: `rules.classification.assetKeys` (names separated by commas) and the class, each of the pod, else its template, its
 * controller, its namespace; `informationAssets`.
 * Passes: each name is declared, exactly as written, and the class is not below the highest of theirs. A name may also be one of
 * `prohibitedData` (the finding of prohibited-data) or a category of a regulation; these ask for no class.
 * Not judged: a workload that names nothing.
 */
export const check = defineCheck({
  id: "classification-sufficient",
  title: "A workload is classified as high as the information it handles",
  severity: "High",
  controls: ["A.5.12", "C1.1"],
  appliesTo: ["Workload"],
  needs: [],
  about: ["informationAssets"],
  remediation: "Raise the classification of the workload to that of its information assets, or correct the assets it names.",
  evaluate({ workload, namespace }, _facts, scope) {
    const all = classify(workload, namespace, scope);
    const handling = all.map((entry): Handling => ({ ...entry, assets: assetsOf(workload, entry.variant, namespace, scope) }));
    if (handling.every(({ assets }) => assets.length === 0)) return notApplicable;
    const confirmed = passAbout(
      entriesOf(
        handling.flatMap(({ assets }) => assets),
        scope.spec,
      ),
    );
    return unknownAssets(handling, scope.spec) ?? tooLow(handling, scope) ?? confirmed;
  },
});

interface Handling extends ClassifiedVariant {
  readonly assets: readonly string[];
}

/** The declared assets among the names. */
const entriesOf = (names: readonly string[], { informationAssets }: ScopeSpec): readonly EntryRef[] =>
  informationAssets.filter(({ name }) => names.includes(name)).map(({ name }) => ({ list: "informationAssets", name }));

const unknownAssets = (all: readonly Handling[], spec: ScopeSpec): Outcome | undefined => {
  const assets = spec.informationAssets.map(({ name }) => name);
  const categories = spec.requirements?.regulations.flatMap((regulation) => regulation.categories) ?? [];
  const declared = new Set([...assets, ...categories]);
  const prohibited = new Set(spec.prohibitedData.map((kind) => kind.toLowerCase()));
  const known = (name: string): boolean => declared.has(name) || prohibited.has(name.toLowerCase());
  const failing = all.filter((entry) => !entry.assets.every(known));
  if (failing.length === 0) return undefined;
  const unknown = [...new Set(failing.flatMap((entry) => entry.assets.filter((name) => !known(name))))];
  const meant = unknown.length === 1 ? probablyMeant(unknown[0] ?? "", [...declared]) : undefined;
  const mend = meant === undefined ? "declare it in spec.informationAssets or correct the name" : `probably ${meant} is meant`;
  return fail("UnknownAsset", `${listed(unknown.map(quoted))} on ${extentOf(failing, all)} is no information asset of the scope: ${mend}.`);
};

const tooLow = (all: readonly Handling[], scope: CompiledScope): Outcome | undefined => {
  const failing = all.filter((entry) => (entry.class?.rank ?? -1) < demand(entry, scope).rank);
  const worst = failing[0];
  if (worst === undefined) return undefined;
  const { asset, level } = demand(worst, scope);
  const above = failing.flatMap((entry) => entry.assets.filter((name) => rankOf(name, scope) > (entry.class?.rank ?? -1)));
  const actual = worst.class === undefined ? "without classification" : `classified as ${quoted(worst.class.value)}`;
  return fail(
    "ClassTooLow",
    `Asset ${asset?.name ?? ""} (${level}) is handled by ${extentOf(failing, all)} ${actual}: classify it as ${level} or higher.`,
    entriesOf(above, scope.spec),
  );
};

/** -1 for an asset that has no class, and for a name that is none. */
const rankOf = (name: string, scope: CompiledScope): number => {
  const level = scope.spec.informationAssets.find((asset) => asset.name === name)?.classification;
  return level === undefined ? -1 : (scope.rank(level) ?? -1);
};

/** The asset with the highest class; rank -1 when none of them has one. */
const demand = ({ assets }: Handling, scope: CompiledScope): { rank: number; level: string; asset?: InformationAssetSpec } => {
  let highest: ReturnType<typeof demand> = { rank: -1, level: "" };
  for (const asset of scope.spec.informationAssets) {
    const rank = asset.classification === undefined || !assets.includes(asset.name) ? undefined : scope.rank(asset.classification);
    if (rank !== undefined && rank > highest.rank) highest = { rank, level: asset.classification ?? "", asset };
  }
  return highest;
};
