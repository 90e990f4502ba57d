import { loggingEvidence } from "../scope/logging.ts";
import { defineCheck, fail, notApplicable, pass } from "./check.ts";
import { listed, podCount } from "./wording.ts";

/**
 * The logs of every pod in scope reach a log store in the way that `rules.logging.require` demands.
 *
 * Control: ISO/IEC 27001:2022 A.8.15 (logging); SOC 2 CC7.2.
 * Reads: containers and native sidecars of the pods (KEP-753), else of the template: image, name, whether they stream files;
 * labels and annotations that ask for injection or opt out; for `Collector` the ready node agents on the nodes of the pods.
 * Passes: `Sidecar`: a log shipper in the pod, or a streaming sidecar with a node agent behind it. `Collector`: that or a node
 * agent. A template that asks for injection passes while no pod is live; a live pod without the container fails.
 * Not judged: `None`; a workload without live pods and templates.
 */
export const check = defineCheck({
  id: "logging-sidecar",
  title: "The logs of every workload are shipped",
  severity: "High",
  controls: ["A.8.15", "CC7.2"],
  appliesTo: ["Workload"],
  needs: ["Namespace", "Node"],
  needsUnder: (scope) => (scope.spec.rules.logging.require === "Collector" ? ["Namespace", "Node"] : []),
  remediation:
    "Add a log shipper container to the pod template, or allow node agents by rules.logging.require: Collector; " +
    "name an image that is not recognised in rules.logging.images.",
  evaluate({ workload, namespace }, facts, scope) {
    const { require } = scope.spec.rules.logging;
    if (require === "None") return notApplicable;
    const evidence = loggingEvidence(workload, namespace, facts, scope);
    if (evidence.length === 0) return notApplicable;
    const failing = evidence.filter(({ covered }) => !covered);
    if (failing.length === 0) return pass;
    const count = (list: typeof evidence) => list.reduce((sum, { pods }) => sum + pods, 0);
    const seen = failing.map(({ rule, detail }) => (rule === "none" ? detail : `${rule}: ${detail}`));
    const mend = require === "Collector" ? "run a node agent there or add a log shipper container" : "add a log shipper container";
    return fail("NotCovered", `Logs of ${podCount(count(failing), count(evidence))} are not shipped (${listed(seen)}): ${mend}.`);
  },
});
