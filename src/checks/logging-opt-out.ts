import { optOutsOf } from "../scope/logging.ts";
import { defineCheck, fail, notApplicable, pass } from "./check.ts";
import { extentOf, listed } from "./wording.ts";

/**
 * No workload in scope keeps its logs from node agents without a log shipper of its own instead.
 *
 * Control: ISO/IEC 27001:2022 A.8.15 (logging); SOC 2 CC7.2.
 * Reads: the labels and annotations that node agents honour (Fluent Bit, Vector, Elastic, Grafana, Splunk, Datadog), of the pods or
 * the template, for Splunk also of the namespace; the containers.
 * Passes: no opt-out, or a log shipper in the pod; that pair is legitimate, the sidecar ships and the node agent skips.
 * A streaming sidecar does not excuse: its output needs the node agent.
 * Not judged: `rules.logging.require: None`; a workload without live pods and templates.
 */
export const check = defineCheck({
  id: "logging-opt-out",
  title: "No workload opts out of log collection",
  severity: "Medium",
  controls: ["A.8.15", "CC7.2"],
  appliesTo: ["Workload"],
  needs: [],
  remediation: "Remove the label or annotation that switches collection off, or add a log shipper container to the pod template.",
  evaluate({ workload, namespace }, _facts, scope) {
    const all = scope.spec.rules.logging.require === "None" ? [] : optOutsOf(workload, namespace, scope);
    if (all.length === 0) return notApplicable;
    const failing = all.flatMap(({ variant, optOut }) => (optOut === undefined ? [] : [{ variant, optOut }]));
    if (failing.length === 0) return pass;
    const how = failing.map(({ optOut: { carrier, key, on, containers } }) => {
      const part = containers === undefined ? "" : ` for ${listed(containers)}`;
      return `${carrier} ${key} of the ${on}${part}`;
    });
    return fail(
      "OptedOut",
      `Node agents skip ${extentOf(failing, all)} (${listed([...new Set(how)])}), and there is no log shipper instead: ` +
        "remove that, or add a log shipper container.",
    );
  },
});
