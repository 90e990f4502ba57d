import type { EnvironmentSpec } from "../api/scope.ts";
import type { CompiledScope } from "../scope/compiled.ts";
import { locationsOf, regionOf } from "../scope/locations.ts";
import { defineCheck, fail, notApplicable, passAbout } from "./check.ts";
import { entriesOf, listed, quoted, shortened } from "./wording.ts";

/**
 * What is in scope runs only in regions of declared locations, and each environment only in its own.
 *
 * Control: ISO/IEC 27001:2022 A.5.23 (use of cloud services); SOC 2 CC9.2 (vendors keep to what was agreed). The region is also
 * where personal data is (GDPR, chapter V).
 * Reads: the region label of nodes that run pods of the scope, of which environments those are; `environments[].locations`,
 * `locations[].regions`.
 * Passes: the region is one of a location that each of these environments names, or of any location for one that names none.
 * Not judged: environments none of whose locations has regions, because then the statement does not say where they run.
 */
export const check = defineCheck({
  id: "location-declared",
  title: "Nodes that run the scope are in declared locations",
  severity: "High",
  controls: ["A.5.23", "CC9.2"],
  appliesTo: ["Node"],
  needs: [],
  about: ["locations"],
  remediation:
    "Move the pods to nodes of a declared region, or declare the region in spec.locations and in the locations of the environment.",
  evaluate({ node, environments }, _facts, scope) {
    const judged = bound(environments, scope);
    if (judged.length === 0) return notApplicable;
    const region = regionOf(node.labels);
    if (region === undefined) {
      return fail(
        "RegionUnknown",
        `Node ${shortened(node.name)} runs ${what(judged)}, but no label says its region: set topology.kubernetes.io/region on the node.`,
      );
    }
    const astray = judged.filter(({ locations }) => !locations.some(({ regions }) => regions.includes(region)));
    if (astray.length === 0) {
      const here = judged.flatMap(({ locations }) => locations.filter(({ regions }) => regions.includes(region)));
      return passAbout(
        entriesOf(
          "locations",
          here.map(({ name }) => name),
        ),
      );
    }
    const declared = [...new Set(astray.flatMap(({ locations }) => locations.flatMap(({ regions }) => regions)))];
    return fail(
      "UndeclaredRegion",
      `Node ${shortened(node.name)} is in region ${quoted(region)} and runs ${what(astray)}, declared for ${listed(declared)}: ` +
        "move the pods, or declare the region in a location of the environment.",
    );
  },
});

/** An environment that is said to run somewhere, and its namespaces on the node. */
interface Bound {
  readonly environment: EnvironmentSpec;
  readonly namespaces: readonly string[];
  readonly locations: ReturnType<typeof locationsOf>;
}

const bound = (environments: ReadonlyMap<string, EnvironmentSpec>, scope: CompiledScope): readonly Bound[] => {
  const namespaces = Map.groupBy(environments.keys(), (name) => environments.get(name)?.name);
  return scope.spec.environments.flatMap((environment) => {
    const here = namespaces.get(environment.name);
    const locations = locationsOf(environment, scope);
    return here === undefined || locations.length === 0 ? [] : [{ environment, namespaces: here.sort(), locations }];
  });
};

const what = (entries: readonly Bound[]): string => {
  const names = entries.map(({ environment }) => environment.name);
  return `${names.length === 1 ? "environment" : "environments"} ${listed(names)} (${listed(entries.flatMap(({ namespaces }) => namespaces))})`;
};
