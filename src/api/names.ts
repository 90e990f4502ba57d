/** The words that users and other tools see on objects: group, labels, annotations, identities. */

export const GROUP = "isms-scope.io";
export const VERSION = "v1alpha1";
export const API_VERSION = `${GROUP}/${VERSION}`;

/** Field manager of every server-side apply that the operator sends. */
export const FIELD_MANAGER = "isms-scope-operator";

/** `reportingController` of the Events that the operator creates (events.k8s.io/v1). */
export const REPORTING_CONTROLLER = `${GROUP}/isms-scope-operator`;

/** The labels that the operator owns on a Namespace; it writes nothing else on that object. */
export const NAMESPACE_LABELS = {
  inScope: `${GROUP}/in-scope`,
  scope: `${GROUP}/scope`,
  environment: `${GROUP}/environment`,
} as const;

export const NAMESPACE_LABEL_KEYS: readonly string[] = Object.values(NAMESPACE_LABELS);

/** Keys that a workload or namespace may carry by default; a scope can name others in `rules.classification`. */
export const DEFAULT_CLASSIFICATION_KEYS = [`${GROUP}/data-classification`, "data-classification"] as const;
export const DEFAULT_ASSET_KEYS = [`${GROUP}/information-assets`] as const;
