import { assetsOf } from "../scope/classification.ts";
import type { CompiledScope } from "../scope/compiled.ts";
import { variantsOf } from "../scope/variants.ts";
import { defineCheck, fail, notApplicable, passAbout, type EntryRef } from "./check.ts";
import { extentOf, listed, quoted } from "./wording.ts";

/**
 * No workload says that it handles a kind of data which the statement rules out ("no PAN").
 *
 * Control: ISO/IEC 27001:2022 A.5.10 (acceptable use), A.5.34 (personal data); SOC 2 C1.1 (what information there may be).
 * Reads: `prohibitedData`; `rules.classification.assetKeys` of the pod, else its template, its controller, its namespace.
 * Passes: none of the names is prohibited. Upper and lower case count as the same here: `PAN` is `pan`.
 * Not judged: when nothing is prohibited, or the workload has neither pods nor templates.
 */
export const check = defineCheck({
  id: "prohibited-data",
  title: "No workload handles prohibited data",
  severity: "Critical",
  controls: ["A.5.10", "A.5.34", "C1.1"],
  appliesTo: ["Workload"],
  needs: [],
  about: ["prohibitedData"],
  remediation: "Remove this kind of data from the workload, or move the workload out of the scope; then correct what it says it handles.",
  evaluate({ workload, namespace }, _facts, scope) {
    const prohibited = new Set(scope.spec.prohibitedData.map((kind) => kind.toLowerCase()));
    const all = variantsOf(workload).map((variant) => ({
      variant,
      kinds: assetsOf(workload, variant, namespace, scope).filter((name) => prohibited.has(name.toLowerCase())),
    }));
    if (prohibited.size === 0 || all.length === 0) return notApplicable;
    const failing = all.filter(({ kinds }) => kinds.length > 0);
    if (failing.length === 0) return passAbout(entriesOf(scope, prohibited));
    const kinds = [...new Set(failing.flatMap((entry) => entry.kinds))];
    return fail(
      "ProhibitedData",
      `${listed(kinds.map(quoted))} on ${extentOf(failing, all)} is ruled out by spec.prohibitedData: ` +
        "remove this data, or move the workload out of the scope.",
      entriesOf(scope, new Set(kinds.map((kind) => kind.toLowerCase()))),
    );
  },
});

/** The entries of `prohibitedData` that are one of these kinds, given in lower case. */
const entriesOf = ({ spec }: CompiledScope, kinds: ReadonlySet<string>): readonly EntryRef[] =>
  spec.prohibitedData.filter((kind) => kinds.has(kind.toLowerCase())).map((name) => ({ list: "prohibitedData", name }));
