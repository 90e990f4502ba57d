import type { NetworkPolicyFact, ServiceFact } from "../facts/facts.ts";
import { ANYWHERE } from "../scope/cidr.ts";
import { declaredInterfaces, eachOnce, type DeclaredInterfaces } from "../scope/interfaces.ts";
import { reachOf, resolvesNames } from "../scope/network.ts";
import { defineCheck, fail, notApplicable, passAbout, type Outcome } from "./check.ts";
import { listed, quoted } from "./wording.ts";

/**
 * What leaves the scope goes to a declared outbound interface.
 *
 * Control: ISO/IEC 27001:2022 A.5.14 (information transfer), A.8.12 (data leakage prevention); SOC 2 CC6.7 (what is sent out).
 * Reads: the egress rules of a NetworkPolicy to address ranges or anywhere; the name behind a Service of type ExternalName; `interfaces`
 * of direction Outbound or Both with their `hosts` and `cidrs`.
 * Passes: each range without its exceptions is inside declared ones, anywhere is declared by 0.0.0.0/0 and ::/0; the name matches a host.
 * Not judged: rules to pods and namespaces; a rule to anywhere for ports 53 only, by which pods resolve names; names inside the cluster.
 */
export const check = defineCheck({
  id: "egress-declared",
  title: "What leaves the scope goes to a declared interface",
  severity: "Medium",
  controls: ["A.5.14", "A.8.12", "CC6.7"],
  appliesTo: ["NetworkPolicy", "Service"],
  needs: [],
  about: ["interfaces"],
  remediation: "Declare where the traffic goes as an outbound interface of the scope, by host or address range, or take the way out away.",
  evaluate(subject, _facts, scope) {
    const declared = declaredInterfaces(scope, "Outbound");
    return subject.type === "Service" ? behind(subject.object, declared) : allowed(subject.object, declared);
  },
});

const CLUSTER_NAMES = [".svc", ".svc.cluster.local"];

const behind = ({ externalName }: ServiceFact, declared: DeclaredInterfaces): Outcome => {
  if (externalName === undefined || CLUSTER_NAMES.some((ending) => externalName.endsWith(ending))) return notApplicable;
  const about = declared.host(externalName);
  if (about !== undefined) return passAbout(about);
  return fail(
    "UndeclaredHost",
    `The service leads to ${quoted(externalName)}, which no outbound interface declares: ` +
      "add the host to an outbound interface, or remove the service.",
  );
};

const allowed = ({ egress = [] }: NetworkPolicyFact, declared: DeclaredInterfaces): Outcome => {
  const reaches = egress.filter((rule) => !resolvesNames(rule) || rule.peers !== undefined).map(reachOf);
  const anywhere = reaches.some((reach) => reach.anywhere) ? [{ cidr: undefined, addresses: ANYWHERE }] : [];
  const answers = [...anywhere, ...reaches.flatMap(({ blocks }) => blocks)].map(({ cidr, addresses }) => ({
    cidr,
    by: addresses && declared.addresses(addresses),
  }));
  if (answers.length === 0) return notApplicable;
  const undeclared = answers.filter(({ by }) => by === undefined);
  if (undeclared.length === 0) return passAbout(eachOnce(answers.flatMap(({ by = [] }) => by)));
  if (undeclared.some(({ cidr }) => cidr === undefined)) return toAnywhere;
  const ranges = listed([...new Set(undeclared.map(({ cidr }) => cidr ?? ""))].sort());
  return fail(
    "UndeclaredRange",
    `The policy lets pods send to addresses that no outbound interface declares (${ranges}): ` +
      "narrow its ipBlock, or add the range to the cidrs of an outbound interface.",
  );
};

const toAnywhere: Outcome = fail(
  "EgressAnywhere",
  "The policy lets pods send anywhere, which no outbound interface declares: name under `to` where the traffic goes, " +
    "or declare an outbound interface with the cidrs 0.0.0.0/0 and ::/0.",
);
