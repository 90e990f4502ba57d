/** Under which names the operator is installed, in the chart and in `k8s/`. */

/** Of the chart, the image, the Lease, the scrape job, and of every object outside namespaces: there is one install in a cluster. */
export const NAME = "isms-scope-operator";
/** Namespace of an install whose namespace nobody chose. */
export const NAMESPACE = "isms-scope-system";

/** By which labels Services and Deployments find the pods. */
export const SELECTOR_LABELS = { "app.kubernetes.io/name": NAME, "app.kubernetes.io/instance": NAME };

/** Labels of every object of the install; `version` is the operator's. */
export const objectLabels = (version: string): Readonly<Record<string, string>> => ({
  ...SELECTOR_LABELS,
  "app.kubernetes.io/version": version,
  "app.kubernetes.io/part-of": NAME,
});
