import type { CheckId } from "../../src/api/check-ids.generated.ts";
import { sumOf, type Sample } from "../operator/exposition.ts";
import { eventOf, findingOf, labelOf } from "./answers.ts";
import type { Stage } from "./stage.ts";
import type { Sight, Step, Telling } from "./step.ts";

/** Three ways in which a cluster drifts from its statement, and how each is seen and mended. */

/** The scope of examples/ecometricx. */
export const SCOPE = "ecometricx";
const STRANGER = "shadow-analytics";
const NAMESPACES = "/api/v1/namespaces";
const WORKLOAD = "/apis/apps/v1/namespaces/analytics/deployments/forecast-api";
const LABEL = "isms-scope.io/in-scope";

const goes = (moves: Sight["moves"], metric: string, read: Sight["read"]): Sight => ({ metric, read, moves });

const undeclared = (samples: readonly Sample[]) => sumOf(samples, "isms_undeclared_namespaces") ?? 0;
const unlogged = (samples: readonly Sample[]) =>
  sumOf(samples, "isms_scope_findings", { scope: SCOPE, namespace: "analytics", check: "logging-sidecar" }) ?? 0;
const drifted = (action: string) => (samples: readonly Sample[]) =>
  sumOf(samples, "isms_scope_drift_events_total", { scope: SCOPE, kind: "namespace", action }) ?? 0;

const UNLOGGED = 'isms_scope_findings{namespace="analytics",check="logging-sidecar"}';
const DRIFTED = (action: string) => `isms_scope_drift_events_total{kind="namespace",action="${action}"}`;

const found = (check: CheckId, name: string): Telling => ({
  what: `status.findings of the scope has ${check} about ${name}`,
  find: async (stage) => {
    const finding = await findingOf(stage, SCOPE, check, name);
    return finding && `in status.findings, ${finding.severity}: ${finding.message}`;
  },
});

const mended = (check: CheckId, name: string): Telling => ({
  what: `status.findings of the scope has ${check} about ${name} no more`,
  find: async (stage) => ((await findingOf(stage, SCOPE, check, name)) ? undefined : `gone from status.findings: ${check} about ${name}`),
});

const labelled = (name: string, value: string): Telling => ({
  what: `namespace ${name} carries ${LABEL}=${value}`,
  find: async (stage) => ((await labelOf(stage, name, LABEL)) === value ? `namespace ${name} carries ${LABEL}=${value}` : undefined),
});

const announced = (reason: string, name: string): Telling => ({
  what: `there is an event ${reason} about ${name}`,
  find: async (stage) => {
    const note = await eventOf(stage, reason, name);
    return note && `event ${reason}: ${note}`;
  },
});

const withoutSidecar = { spec: { template: { spec: { containers: [{ name: "log-forwarder", $patch: "delete" }] } } } };
const SIDECAR = {
  name: "log-forwarder",
  image: "ghcr.io/ecometricx/fluent-bit:4.1.0",
  volumeMounts: [{ name: "logs", mountPath: "/var/log/app", readOnly: true }],
};
const withSidecar = { spec: { template: { spec: { containers: [SIDECAR] } } } };

const patchWorkload = async ({ controlPlane }: Stage, body: object) => {
  await controlPlane.api.must("PATCH", WORKLOAD, body, "application/strategic-merge-patch+json");
};

export const STORY: readonly Step[] = [
  {
    title: "A namespace appears that nobody declared",
    command: `kubectl create namespace ${STRANGER}`,
    play: async ({ controlPlane }) => {
      await controlPlane.api.must("POST", NAMESPACES, { apiVersion: "v1", kind: "Namespace", metadata: { name: STRANGER } });
    },
    seen: [goes("up", "isms_undeclared_namespaces", undeclared)],
    told: [found("namespace-declared", STRANGER)],
  },
  {
    title: "It is declared: a label puts it into the environment development",
    command: `kubectl label namespace ${STRANGER} env=dev`,
    play: async ({ controlPlane }) => {
      await controlPlane.api.must("PATCH", `${NAMESPACES}/${STRANGER}`, { metadata: { labels: { env: "dev" } } });
    },
    seen: [goes("down", "isms_undeclared_namespaces", undeclared)],
    told: [mended("namespace-declared", STRANGER), labelled(STRANGER, "true")],
  },
  {
    title: "A workload loses its log shipper",
    command: "kubectl edit -n analytics deployment/forecast-api   # the container log-forwarder is taken out",
    play: (stage) => patchWorkload(stage, withoutSidecar),
    seen: [goes("up", UNLOGGED, unlogged)],
    told: [found("logging-sidecar", "forecast-api")],
  },
  {
    title: "The log shipper comes back",
    command: "kubectl edit -n analytics deployment/forecast-api   # and put back",
    play: (stage) => patchWorkload(stage, withSidecar),
    seen: [goes("down", UNLOGGED, unlogged)],
    told: [mended("logging-sidecar", "forecast-api")],
  },
  {
    title: "Somebody tampers with the label of an in-scope namespace",
    command: `kubectl label namespace analytics --overwrite ${LABEL}=false`,
    play: async ({ controlPlane }) => {
      await controlPlane.api.must("PATCH", `${NAMESPACES}/analytics?fieldManager=kubectl-label`, {
        metadata: { labels: { [LABEL]: "false" } },
      });
    },
    seen: [goes("up", DRIFTED("detected"), drifted("detected")), goes("up", DRIFTED("resolved"), drifted("resolved"))],
    told: [labelled("analytics", "true"), announced("NamespaceLabelsRestored", "analytics")],
  },
];
