/**
 * The namespace in which EKS keeps the settings of the log router of Fargate, and the label that switches it on: pods in
 * any namespace are logged or not by it. (logging on Fargate, EKS user guide)
 */
export const LOG_ROUTER = { namespace: "aws-observability", label: "aws-observability", on: "enabled" } as const;

/** Namespaces that are consulted when others are judged: a change of theirs concerns all. */
export const LANDMARKS: ReadonlySet<string> = new Set([LOG_ROUTER.namespace]);
