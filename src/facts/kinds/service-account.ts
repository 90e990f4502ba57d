import { cloudAccountsOf } from "../cloud-accounts.ts";
import { defineKind } from "../kind-spec.ts";
import { labelsOf } from "../projection.ts";
import { metadataOf, namespaceOf } from "../raw.ts";

/** In whose name pods act, also in clouds. What is judged is in its metadata; Secrets that it names are not looked at. */
export const serviceAccountKind = defineKind({
  kind: "ServiceAccount",
  group: "",
  version: "v1",
  plural: "serviceaccounts",
  namespaced: true,
  metadataOnly: true,
  keepsAnnotations: false,
  project(raw, projection) {
    const metadata = metadataOf(raw);
    return {
      kind: "ServiceAccount",
      uid: metadata.uid,
      name: metadata.name,
      namespace: projection.interner.text(namespaceOf(metadata)),
      labels: labelsOf(metadata, projection),
      cloudAccounts: projection.interner.names(cloudAccountsOf(metadata.annotations)),
    };
  },
});
