import type { CheckId } from "../api/check-ids.generated.ts";
import { API_VERSION } from "../api/names.ts";
import { SEVERITIES } from "../api/rules.ts";
import type { ComponentSpec, EnvironmentSpec } from "../api/scope.ts";
import type { Check } from "../checks/check.ts";
import type { FactKind } from "../facts/facts.ts";
import type { CheckSetting, CompiledScope } from "../scope/compiled.ts";
import type { ScopeVerdicts, Verdict } from "./assessment.ts";
import { blindKinds, type Basis } from "./basis.ts";
import {
  createSheet,
  judge,
  planChecks,
  seesEnough,
  verdictsOf,
  type CheckError,
  type Judged,
  type PlannedCheck,
  type Sheet,
} from "./engine.ts";
import type { Gathered } from "./gather.ts";

/** The statement itself and its entries, judged by what the namespaces showed. */

/** Verdicts by subject (`Environment/production`) and check. */
export type EntryVerdicts = ReadonlyMap<string, ReadonlyMap<CheckId, Verdict>>;

export interface EntriesResult {
  readonly own: ScopeVerdicts;
  readonly byEntry: EntryVerdicts;
  readonly errors: readonly CheckError[];
  readonly changesAt: number | undefined;
}

interface Context {
  readonly basis: Basis;
  readonly sheet: Sheet;
  readonly seen: Pick<Gathered, "namespacesOf" | "runsIn">;
  readonly byEntry: Map<string, Map<CheckId, Verdict>>;
}

type EntryKind = "Scope" | "Environment" | "Component" | "Exclusion";

/** Key of an entry in `EntryVerdicts`. */
export const entryKey = (kind: EntryKind, name: string): string => `${kind}/${name}`;

const NONE: ReadonlySet<string> = new Set();

const judgeEntry = ({ basis, sheet, byEntry }: Context, planned: PlannedCheck, subject: Judged["subject"]): void => {
  const kind = subject.type as EntryKind;
  const name = "entry" in subject ? subject.entry.name : sheet.scope.name;
  const ref = kind === "Scope" ? { apiVersion: API_VERSION, kind, name, uid: sheet.scope.fact.uid } : { kind, name };
  const verdict = judge(basis, sheet, planned, { subject, ref, labels: {}, namespace: undefined });
  if (verdict === undefined) return;
  const key = entryKey(kind, name);
  byEntry.set(key, (byEntry.get(key) ?? new Map<CheckId, Verdict>()).set(planned.check.id, verdict));
};

/** A Namespace that was set aside may belong to any environment. */
const blindAmong = (basis: Basis, namespaces: Iterable<string>): ReadonlySet<FactKind> => {
  const blind = blindKinds(basis, namespaces);
  return (basis.quarantined.get("Namespace") ?? 0) > 0 ? new Set([...blind, "Namespace" as const]) : blind;
};

const judgeEnvironment = (context: Context, entry: EnvironmentSpec): void => {
  const { basis, sheet, seen } = context;
  const namespaces = seen.namespacesOf.get(entry.name) ?? [];
  const place = { type: "Environment", environment: entry.name, blind: blindAmong(basis, []) } as const;
  for (const planned of planChecks(basis, sheet, place)) judgeEntry(context, planned, { type: "Environment", entry, namespaces });
};

/** Where a component can be expected: declared for it, observable, and there at all (an optional environment may be absent). */
const expectedIn = ({ seen }: Context, { spec }: CompiledScope, component: ComponentSpec): readonly string[] =>
  spec.environments
    .filter(({ name }) => component.environments.length === 0 || component.environments.includes(name))
    .filter(({ namespaces }) => namespaces !== undefined)
    .filter(({ name, presence }) => presence === "Required" || (presence === "Optional" && seen.namespacesOf.has(name)))
    .map(({ name }) => name);

const strictest = (settings: readonly CheckSetting[]): CheckSetting | undefined =>
  settings.toSorted((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity))[0];

/** A component is judged in those of its environments in which the check is enabled, with the strictest of their settings. */
const judgeComponent = (context: Context, entry: ComponentSpec, check: Check): void => {
  const { basis, sheet, seen } = context;
  const { scope } = sheet;
  const declared = expectedIn(context, scope, entry);
  const settingIn = (environment: string | undefined) => scope.setting(check.id, check.severity, environment);
  const expected = declared.filter((environment) => settingIn(environment).enabled);
  const setting = declared.length === 0 ? settingIn(undefined) : strictest(expected.map(settingIn));
  if (setting?.enabled !== true) return;
  const blind = blindAmong(
    basis,
    expected.flatMap((environment) => seen.namespacesOf.get(environment) ?? []),
  );
  const sees = seesEnough(basis, sheet, check, { type: "Component", environment: undefined, blind });
  const runsIn = seen.runsIn.get(entry.name) ?? NONE;
  judgeEntry(context, { check, setting, sees }, { type: "Component", entry, expectedIn: expected, runsIn });
};

const judgeStatement = (context: Context): void => {
  const { basis, sheet } = context;
  const place = { environment: undefined, blind: blindKinds(basis, []) };
  for (const planned of planChecks(basis, sheet, { ...place, type: "Scope" })) judgeEntry(context, planned, { type: "Scope" });
  const planned = planChecks(basis, sheet, { ...place, type: "Exclusion" });
  for (const entry of sheet.scope.spec.exclusions) for (const check of planned) judgeEntry(context, check, { type: "Exclusion", entry });
};

/** Judges the statement, its exclusions, and the environments and components that bind something. */
export const assessEntries = (basis: Basis, scope: CompiledScope, seen: Context["seen"]): EntriesResult => {
  const sheet = createSheet(scope);
  const context: Context = { basis, sheet, seen, byEntry: new Map() };
  judgeStatement(context);
  for (const entry of scope.spec.environments) if (entry.namespaces !== undefined) judgeEnvironment(context, entry);
  for (const entry of scope.spec.components) {
    if (entry.workloads === undefined) continue;
    for (const check of basis.checks.get("Component") ?? []) judgeComponent(context, entry, check);
  }
  return { own: verdictsOf(sheet), byEntry: context.byEntry, errors: sheet.errors, changesAt: sheet.changesAt };
};
