import type { PolicyRuleFact } from "../facts/facts.ts";
import { ANYWHERE } from "../scope/cidr.ts";
import { declaredInterfaces, eachOnce, type DeclaredInterfaces, type InterfaceRef } from "../scope/interfaces.ts";
import { reachOf } from "../scope/network.ts";
import { defineCheck, fail, notApplicable, passAbout, type Surroundings } from "./check.ts";
import { listed } from "./wording.ts";

/**
 * No NetworkPolicy in scope admits traffic across the boundary that the statement does not declare as an inbound interface.
 *
 * Control: ISO/IEC 27001:2022 A.8.22 (segregation of networks); SOC 2 CC6.6.
 * Reads: the ingress rules of the policy; the namespaces that its peers select, and whether those are in the scope; `interfaces` of
 * direction Inbound or Both with their `cidrs`.
 * Passes: namespaces that its rules admit are in the scope (in any environment) or of the system (DNS, metrics); address ranges without
 * their exceptions are inside declared ones; a rule without peers is only declared by 0.0.0.0/0 and ::/0.
 * A peer that selects all namespaces crosses the boundary whatever namespaces there are now, and whatever pods it is narrowed to.
 * Not judged: policies that do not restrict ingress (network-default-deny asks for one that does).
 */
export const check = defineCheck({
  id: "network-cross-boundary",
  title: "No network policy admits more than the scope and its interfaces",
  severity: "High",
  controls: ["A.8.22", "CC6.6"],
  appliesTo: ["NetworkPolicy"],
  needs: ["Namespace"],
  about: ["interfaces"],
  remediation:
    "Select the namespaces of the scope, for example by the label isms-scope.io/scope, instead of all; declare the address ranges that " +
    "are meant as an inbound interface of the scope.",
  evaluate({ object }, _facts, scope, around) {
    if (object.ingress === undefined) return notApplicable;
    const declared = declaredInterfaces(scope, "Inbound");
    const admitted = object.ingress.map((rule) => admission(rule, declared, around));
    const crossings = admitted.flatMap(({ crossings }) => crossings);
    const [worst] = crossings.toSorted((a, b) => REASONS.indexOf(a.reason) - REASONS.indexOf(b.reason));
    if (worst === undefined) return passAbout(eachOnce(admitted.flatMap(({ about }) => about)));
    const same = crossings.filter(({ reason }) => reason === worst.reason).flatMap(({ whom }) => whom);
    return fail(worst.reason, WORDING[worst.reason]([...new Set(same)].sort()));
  },
});

/** The worst first. */
const REASONS = ["Anywhere", "AllNamespaces", "NamespaceOutside", "UndeclaredRange"] as const;
type Reason = (typeof REASONS)[number];

const WORDING: Readonly<Record<Reason, (whom: readonly string[]) => string>> = {
  Anywhere: () =>
    "The policy admits traffic from anywhere, which no inbound interface declares: name the peers that are meant under `from`, " +
    "or declare an inbound interface with the cidrs 0.0.0.0/0 and ::/0.",
  AllNamespaces: () =>
    "The policy admits every namespace by an empty namespaceSelector, also those outside the scope: " +
    "select the namespaces of the scope, for example by the label isms-scope.io/scope.",
  NamespaceOutside: (whom) => {
    const [which, them] = whom.length === 1 ? ["a namespace", "it"] : ["namespaces", "them"];
    return (
      `The policy admits ${which} outside the scope (${listed(whom)}): ` +
      `narrow its namespaceSelector, or make ${them} part of an environment of the scope.`
    );
  },
  UndeclaredRange: (whom) =>
    `The policy admits addresses that no inbound interface declares (${listed(whom)}): ` +
    "narrow its ipBlock, or add the range to the cidrs of an inbound interface.",
};

interface Crossing {
  readonly reason: Reason;
  readonly whom: readonly string[];
}

/** What a rule admits across the boundary: undeclared, and by which interfaces declared. */
interface Admission {
  readonly crossings: readonly Crossing[];
  readonly about: readonly InterfaceRef[];
}

const admission = (rule: PolicyRuleFact, declared: DeclaredInterfaces, around: Surroundings): Admission => {
  const { anywhere, allNamespaces, namespaces, blocks } = reachOf(rule);
  const ranges = anywhere ? [{ cidr: "", addresses: ANYWHERE }] : blocks;
  const answers = ranges.map(({ cidr, addresses }) => ({ cidr, by: addresses && declared.addresses(addresses) }));
  const undeclared = answers.filter(({ by }) => by === undefined).map(({ cidr }) => cidr);
  const outside = namespaces.flatMap((selector) => around.outside(selector));
  const crossings: readonly Crossing[] = [
    { reason: anywhere ? "Anywhere" : "UndeclaredRange", whom: undeclared },
    { reason: "AllNamespaces", whom: allNamespaces ? ["all"] : [] },
    { reason: "NamespaceOutside", whom: outside },
  ];
  return { crossings: crossings.filter(({ whom }) => whom.length > 0), about: answers.flatMap(({ by = [] }) => by) };
};
