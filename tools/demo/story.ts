import { setTimeout as sleep } from "node:timers/promises";
import { sumOf, type Sample } from "../operator/exposition.ts";
import { samplesOf, untilMetrics } from "./readings.ts";
import type { Stage } from "./stage.ts";

/** Three ways in which a cluster drifts from its statement, and how each is seen and mended. */

export interface Step {
  readonly title: string;
  /** The command that a person would type; the same change is sent to the API server. */
  readonly command: string;
  readonly play: (stage: Stage) => Promise<void>;
  /** What the metrics say once it is seen, given what they said before. */
  readonly seen: { readonly says: string; readonly holds: (before: readonly Sample[], now: readonly Sample[]) => boolean };
  /** What must be true beside the metrics. */
  readonly also?: (stage: Stage) => Promise<string>;
}

const SCOPE = "ecometricx";
const STRANGER = "shadow-analytics";
const WORKLOAD = "/apis/apps/v1/namespaces/analytics/deployments/forecast-api";
const NAMESPACE = "/api/v1/namespaces";
const LABEL = "isms-scope.io/in-scope";

const undeclared = (samples: readonly Sample[]) => sumOf(samples, "isms_undeclared_namespaces") ?? 0;
const unlogged = (samples: readonly Sample[]) =>
  sumOf(samples, "isms_scope_findings", { scope: SCOPE, namespace: "analytics", check: "logging-sidecar" }) ?? 0;
const events = (samples: readonly Sample[], action: string) =>
  sumOf(samples, "isms_scope_drift_events_total", { scope: SCOPE, kind: "namespace", action }) ?? 0;

const labelOf = async ({ controlPlane }: Stage, name: string) =>
  (await controlPlane.api.must("GET", `${NAMESPACE}/${name}`)).metadata?.labels?.[LABEL];

/** The operator's answer on the object itself, not only in its metrics. */
async function untilLabel(stage: Stage, name: string, value: string): Promise<string> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    if ((await labelOf(stage, name)) === value) return `namespace/${name} carries ${LABEL}=${value}`;
    await sleep(5);
  }
  throw new Error(`waited 30 s, and namespace/${name} does not carry ${LABEL}=${value}`);
}

const removeSidecar = { spec: { template: { spec: { containers: [{ name: "log-forwarder", $patch: "delete" }] } } } };
const restoreSidecar = {
  spec: {
    template: {
      spec: {
        containers: [
          {
            name: "log-forwarder",
            image: "fluent/fluent-bit:4.1.0",
            volumeMounts: [{ name: "logs", mountPath: "/var/log/app", readOnly: true }],
          },
        ],
      },
    },
  },
};
const patchWorkload = async ({ controlPlane }: Stage, body: object) => {
  await controlPlane.api.must("PATCH", WORKLOAD, body, "application/strategic-merge-patch+json");
};

export const STORY: readonly Step[] = [
  {
    title: "A namespace appears that nobody declared",
    command: `kubectl create namespace ${STRANGER}`,
    play: async ({ controlPlane }) => {
      await controlPlane.api.must("POST", NAMESPACE, { apiVersion: "v1", kind: "Namespace", metadata: { name: STRANGER } });
    },
    seen: { says: "isms_undeclared_namespaces went up", holds: (before, now) => undeclared(now) > undeclared(before) },
  },
  {
    title: "It is declared: its label puts it into the environment development",
    command: `kubectl label namespace ${STRANGER} env=dev`,
    play: async ({ controlPlane }) => {
      await controlPlane.api.must("PATCH", `${NAMESPACE}/${STRANGER}`, { metadata: { labels: { env: "dev" } } });
    },
    seen: { says: "isms_undeclared_namespaces went down again", holds: (before, now) => undeclared(now) < undeclared(before) },
    also: (stage) => untilLabel(stage, STRANGER, "true"),
  },
  {
    title: "A workload loses its log shipper",
    command: "kubectl edit -n analytics deployment/forecast-api   # the container log-forwarder is taken out",
    play: (stage) => patchWorkload(stage, removeSidecar),
    seen: { says: 'isms_scope_findings{check="logging-sidecar"} went up', holds: (before, now) => unlogged(now) > unlogged(before) },
  },
  {
    title: "The log shipper comes back",
    command: "kubectl edit -n analytics deployment/forecast-api   # and put back",
    play: (stage) => patchWorkload(stage, restoreSidecar),
    seen: {
      says: 'isms_scope_findings{check="logging-sidecar"} went down again',
      holds: (before, now) => unlogged(now) < unlogged(before),
    },
  },
  {
    title: "Somebody tampers with the label of an in-scope namespace",
    command: `kubectl label namespace analytics --overwrite ${LABEL}=false`,
    play: async ({ controlPlane }) => {
      await controlPlane.api.must("PATCH", `${NAMESPACE}/analytics?fieldManager=kubectl-label`, {
        metadata: { labels: { [LABEL]: "false" } },
      });
    },
    seen: {
      says: 'isms_scope_drift_events_total{action="detected"} went up, and "resolved" after it',
      holds: (before, now) =>
        events(now, "detected") > events(before, "detected") &&
        events(now, "resolved") >= events(before, "resolved") + events(now, "detected") - events(before, "detected"),
    },
    also: (stage) => untilLabel(stage, "analytics", "true"),
  },
];

/** Plays one step; returns the lines that tell how it went. Throws a sentence when it did not happen. */
export async function playStep(stage: Stage, { play, seen, also }: Step): Promise<string[]> {
  const before = await samplesOf(stage.operator);
  const began = performance.now();
  await play(stage);
  const accepted = performance.now() - began;
  const took = await untilMetrics(stage.operator, seen.says, (now) => seen.holds(before, now), began);
  const lines = [`after ${took.toFixed(0)} ms (${accepted.toFixed(0)} of them the API server's answer): ${seen.says}`];
  if (also) lines.push(await also(stage));
  return lines;
}
