import type { CompiledScope } from "../scope/compiled.ts";
import { accountOfProvider, accountsOfImages, platformsOf } from "../scope/cloud-accounts.ts";
import { imagesOf, variantsOf } from "../scope/variants.ts";
import { defineCheck, fail, notApplicable, passAbout, type Subject } from "./check.ts";
import { entriesOf, listed, shortened } from "./wording.ts";

/**
 * Cloud accounts that the scope uses are declared by a platform of the statement.
 *
 * Control: ISO/IEC 27001:2022 A.5.23 (use of cloud services); SOC 2 CC6.1 (the inventory of assets).
 * Reads: `technology[].accounts`; the project or subscription in the providerID of nodes that run pods of the scope (AWS names none
 * there); the accounts of the cloud roles that service accounts assume by annotation; the account or project of the registries
 * (ECR, gcr.io, Artifact Registry) of a workload's images.
 * Passes: every account is declared. An image that a supplier's registries cover is the supplier's, whatever account it is in.
 * Not judged: when no platform declares accounts, because then the statement does not claim to list them; what carries no account.
 */
export const check = defineCheck({
  id: "account-declared",
  title: "Cloud accounts in use are declared",
  severity: "High",
  controls: ["A.5.23", "CC6.1"],
  appliesTo: ["Node", "ServiceAccount", "Workload"],
  needs: [],
  about: ["technology"],
  remediation:
    "Add the account to the accounts of its platform in spec.technology, declare whose images they are in spec.suppliers, or stop using it.",
  evaluate(subject, _facts, scope) {
    if (!scope.spec.technology.some(({ accounts }) => accounts.length > 0)) return notApplicable;
    const carried = accountsOf(subject, scope);
    if (carried.length === 0) return notApplicable;
    const undeclared = carried.filter((account) => platformsOf(account, scope).length === 0);
    if (undeclared.length === 0) {
      return passAbout(
        entriesOf(
          "technology",
          carried.flatMap((account) => platformsOf(account, scope)),
        ),
      );
    }
    const names = listed(undeclared.map((account) => shortened(account)));
    const plural = undeclared.length > 1;
    return fail(
      "UndeclaredAccount",
      `${USE[subject.type]} cloud ${plural ? "accounts" : "account"} ${names}, which no platform of spec.technology declares: ` +
        `add ${plural ? "them" : "it"} there${subject.type === "Workload" ? ", declare the registry of a supplier" : ""}, or stop using ${plural ? "them" : "it"}.`,
    );
  },
});

type Judged = Subject<"Node" | "ServiceAccount" | "Workload">;

const USE: Readonly<Record<Judged["type"], string>> = {
  Node: "The node runs in",
  ServiceAccount: "The service account assumes a role in",
  Workload: "Images come from the registry of",
};

/** Each account once, in a stable order. */
const accountsOf = (subject: Judged, scope: CompiledScope): readonly string[] => {
  switch (subject.type) {
    case "Node": {
      const account = accountOfProvider(subject.node.providerID);
      return account === undefined ? [] : [account];
    }
    case "ServiceAccount":
      return subject.object.cloudAccounts;
    case "Workload": {
      const images = variantsOf(subject.workload).flatMap(({ shape }) => imagesOf(shape));
      return accountsOfImages(new Set(images), scope);
    }
  }
};
