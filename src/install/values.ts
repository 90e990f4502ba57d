import { z } from "zod";
import { REPORT_CHOICES } from "../api/report-apis.ts";
import { NAME } from "./identity.ts";
import { MONITORING_VALUES } from "./monitoring-values.ts";
import { POD_VALUES } from "./pod-values.ts";
import { allFormed, flag, formed, group, oneOf, text, textMap, value } from "./value-fields.ts";

/**
 * The values of the chart: the one source of its values.yaml, of its values.schema.json, of the table in its README, and of what the
 * plain manifests in `k8s/` are made with. Their order is the one in which a reader meets them.
 */
export const chartValues = z.strictObject({
  clusterName: formed(
    {
      form: /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/,
      mend: "write letters, digits, -, _ and ., beginning and ending with a letter or digit",
    },
    "",
    "Name of this cluster. ServiceMonitor and PodMonitor put it on every metric as label `cluster`, traces carry it as `k8s.cluster.name`. " +
      "Leave it empty where Prometheus adds such a label itself.",
  ),
  systemNamespaces: allFormed(
    { form: /^[-a-z0-9.*?]+$/, mend: "write names of namespaces, or globs with * and ?" },
    ["kube-*"],
    "Namespaces of the platform, by name or glob: neither in scope nor undeclared, unless a scope names one literally. " +
      "The namespace of the release is always among them.",
  ),
  logLevel: oneOf(["debug", "info", "warn", "error"], "info", "What is logged at least."),
  crds: group("The CustomResourceDefinitions of IsmsScope and ScopeException.", {
    enabled: flag(true, "Install them, and upgrade them with the release. Without them the operator waits until they are there."),
    keep: flag(true, "Leave them in the cluster when the release is uninstalled. Without them every scope and exception is deleted, too."),
  }),
  rbac: group("What the operator, and who uses it, may.", {
    create: flag(
      true,
      `Create the operator's roles and bindings, and the ClusterRoles \`${NAME}-viewer\` (part of \`view\`), \`${NAME}-scope-editor\` and \`${NAME}-approver\` (bound to nobody).`,
    ),
    labelNamespaces: flag(
      true,
      "Let the operator label namespaces. With false it only reports: it has no right to change a namespace, and does not try.",
    ),
  }),
  reports: oneOf(
    [...REPORT_CHOICES],
    "openreports",
    "In which API it reports, where the cluster serves it: `openreports` (openreports.io/v1alpha1), `wgpolicy` (wgpolicyk8s.io/v1alpha2) " +
      "or `none`. Reports in another one, which it wrote before, are taken away.",
  ),
  serviceAccount: group("The identity of the operator.", {
    create: flag(true, "Create the ServiceAccount."),
    name: text("", "Its name; with `create: false` an existing one. Empty: the name of the release, or `default` with `create: false`."),
    annotations: textMap({}, "Annotations of the ServiceAccount."),
  }),
  ...POD_VALUES,
  ...MONITORING_VALUES,
  fullnameOverride: formed(
    {
      form: /^([a-z]([-a-z0-9]{0,51}[a-z0-9])?)?$/,
      mend: "write at most 53 lower-case letters, digits and -, beginning with a letter and not ending with -",
    },
    "",
    "Name of the objects in the release's namespace, instead of one made from the release's name. Objects outside namespaces are always " +
      `called \`${NAME}\`: there is one release in a cluster.`,
  ),
  extraObjects: value(
    z.array(z.union([z.record(z.string(), z.unknown()), z.string()])),
    [],
    "Further objects to install with the release, as YAML or as templates in a text.",
  ),
});

/** The values of an install for which none was given. */
export type ChartValues = z.output<typeof chartValues>;
