import { API_VERSION } from "../api/names.ts";
import type { ComponentSpec, EnvironmentSpec } from "../api/scope.ts";
import type { Check, EntryList, SubjectType } from "../checks/check.ts";
import type { CompiledScope } from "../scope/compiled.ts";
import type { ScopeVerdicts } from "./assessment.ts";
import { blindAmong, blindKinds, type Basis } from "./basis.ts";
import { judge, judgeAll, judgeUnseen, planChecks, seesEnough, strictest, type Judged, type PlannedCheck } from "./engine.ts";
import type { Gathered } from "./gather.ts";
import { judgeObjectives, judgeQuantities } from "./quantities.ts";
import { createSheet, verdictsOf, type CheckError, type Sheet } from "./sheet.ts";

/** The statement itself and its entries, judged by what the namespaces and objects showed. */

export interface EntriesResult {
  readonly own: ScopeVerdicts;
  readonly errors: readonly CheckError[];
  readonly changesAt: number | undefined;
}

interface Context {
  readonly basis: Basis;
  readonly sheet: Sheet;
  readonly gathered: Gathered;
}

/** An entry as it is judged: `list` is where it stands in the spec. */
const entrySubject = (subject: Judged["subject"], list: EntryList, name: string): Judged => ({
  subject,
  ref: { kind: subject.type, name },
  labels: {},
  namespace: undefined,
  entry: { list, name },
});

const NONE: ReadonlySet<string> = new Set();

const judgeEnvironment = ({ basis, sheet, gathered }: Context, entry: EnvironmentSpec): void => {
  const namespaces = gathered.namespacesOf.get(entry.name) ?? [];
  const place = { type: "Environment", environment: entry.name, blind: blindAmong(basis, []) } as const;
  judgeAll(basis, sheet, place, () => [entrySubject({ type: "Environment", entry, namespaces }, "environments", entry.name)]);
};

/** Where a component can be expected: declared for it, observable, and there at all (an optional environment may be absent). */
const expectedIn = ({ gathered }: Context, { spec }: CompiledScope, component: ComponentSpec): readonly string[] =>
  spec.environments
    .filter(({ name }) => component.environments.length === 0 || component.environments.includes(name))
    .filter(({ namespaces }) => namespaces !== undefined)
    .filter(({ name, presence }) => presence === "Required" || (presence === "Optional" && gathered.namespacesOf.has(name)))
    .map(({ name }) => name);

/** A component is judged in those of its environments in which the check is enabled, with the strictest of their settings. */
const judgeComponent = (context: Context, entry: ComponentSpec, check: Check): void => {
  const { basis, sheet, gathered } = context;
  const { scope } = sheet;
  const declared = expectedIn(context, scope, entry);
  const settingIn = (environment: string | undefined) => scope.setting(check.id, check.severity, environment);
  const expected = declared.filter((environment) => settingIn(environment).enabled);
  const setting = declared.length === 0 ? settingIn(undefined) : strictest(expected.map(settingIn));
  if (setting?.enabled !== true) return;
  const blind = blindAmong(
    basis,
    expected.flatMap((environment) => gathered.namespacesOf.get(environment) ?? []),
  );
  const planned: PlannedCheck = {
    check,
    setting,
    sees: seesEnough(basis, sheet, check, { type: "Component", environment: undefined, blind }),
  };
  const runsIn = gathered.runsIn.get(entry.name) ?? NONE;
  judge(basis, sheet, planned, entrySubject({ type: "Component", entry, expectedIn: expected, runsIn }, "components", entry.name));
};

const judgeStatement = ({ basis, sheet }: Context): void => {
  const { scope } = sheet;
  const place = { environment: undefined, blind: blindKinds(basis, []) };
  const ref = { apiVersion: API_VERSION, kind: "Scope", name: scope.name, uid: scope.fact.uid };
  judgeAll(basis, sheet, { ...place, type: "Scope" }, () => [{ subject: { type: "Scope" }, ref, labels: {}, namespace: undefined }]);
  // Without such an entry there is nothing unseen.
  const { exclusions, monitoring } = scope.spec;
  for (const check of planChecks(basis, sheet, { ...place, type: "Exclusion" })) {
    for (const entry of exclusions) judge(basis, sheet, check, entrySubject({ type: "Exclusion", entry }, "exclusions", entry.name));
  }
  for (const check of planChecks(basis, sheet, { ...place, type: "Alert" })) {
    for (const entry of monitoring?.alerts ?? []) {
      judge(basis, sheet, check, entrySubject({ type: "Alert", entry }, "monitoring.alerts", entry.name));
    }
  }
};

const OBJECT_TYPES = ["Node", "ClusterRoleBinding"] as const satisfies readonly SubjectType[];

/** Of kinds that are not seen there are no objects to be unknown: the checks of these are unknown about the scope, once. */
const judgeUnseenObjects = ({ basis, sheet, gathered }: Context): void => {
  for (const type of OBJECT_TYPES) {
    if (gathered.objectKinds.has(type)) continue;
    const place = { type, environment: undefined, blind: blindAmong(basis, []) };
    judgeUnseen(sheet, planChecks(basis, sheet, place), place);
  }
};

/** Judges the statement, its exclusions, and the entries that bind something. */
export const assessEntries = (basis: Basis, scope: CompiledScope, gathered: Gathered): EntriesResult => {
  const sheet = createSheet(basis, scope, new Set());
  const context: Context = { basis, sheet, gathered };
  judgeStatement(context);
  for (const entry of scope.spec.environments) if (entry.namespaces !== undefined) judgeEnvironment(context, entry);
  for (const entry of scope.spec.components) {
    if (entry.workloads === undefined) continue;
    for (const check of basis.checks.get("Component") ?? []) judgeComponent(context, entry, check);
  }
  judgeUnseenObjects(context);
  judgeQuantities(context);
  judgeObjectives(context);
  return { own: verdictsOf(sheet), errors: sheet.errors, changesAt: sheet.changesAt };
};
