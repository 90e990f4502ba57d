import type { ContainerFact, NamespaceFact, PodFact, PodShape } from "../facts/facts.ts";
import type { FactsView, Workload } from "../facts/view.ts";
import type { CompiledScope } from "./compiled.ts";
import { imageEvidence, type ImageEvidence } from "./logging-images.ts";
import { injectionOf, optOutOf, type OptOut } from "./logging-marks.ts";
import { collectorFor } from "./logging-node.ts";
import { variantsOf, type Variant } from "./variants.ts";

/**
 * How the logs of a pod reach a log store (A.8.15). The rules are tried in this order, and the first that says something decides:
 * sidecar by image, by name, streaming sidecar, injection asked for, node agent, log router of Fargate.
 */

export type LoggingRule =
  /** A container, native sidecars included, runs the image of a log shipper. */
  | "sidecar image"
  /** A container beside others has the name of a log shipper. */
  | "sidecar name"
  /** A container beside others writes log files to its output; a node agent must collect that. */
  | "streaming sidecar"
  /** A template asks a webhook for a sidecar; live pods will show whether it came. */
  | "pending injection"
  /** A node agent is enough and no pod is on a node yet, so nothing logs. */
  | "not started"
  | "node agent"
  /** EKS on Fargate with its log router switched on; not visible from the pod. */
  | "fargate log router"
  | "none";

/** The line that an auditor reads: whether some pods are covered, by which rule, and what was seen. */
export interface LoggingEvidence {
  readonly covered: boolean;
  readonly rule: LoggingRule;
  readonly detail: string;
  /** How many live pods; 0 for a template. */
  readonly pods: number;
}
type Judgement = Omit<LoggingEvidence, "pods">;

/** What a container is to the logs of its pod. */
interface Judged {
  readonly container: ContainerFact;
  readonly image: ImageEvidence;
}

/** Names under which log shippers run; operators put their own words and a hyphen in front. */
const SHIPPER_NAMES = [
  "fluent-bit",
  "fluentbit",
  "fluent-bit-sidecar",
  "fluentd",
  "filebeat",
  "promtail",
  "promtail-sidecar",
  "log-sidecar",
  "logging-sidecar",
  "log-collector",
  "log-forwarder",
  "log-shipper",
  "otc-container",
];

/** Of `vector` only the whole name counts: `pg-vector` is a database. */
const isShipperName = (name: string): boolean =>
  name === "vector" || SHIPPER_NAMES.some((known) => name === known || name.endsWith(`-${known}`));

/** How each part of a workload is covered: one entry per different answer, equal ones counted together. */
export const loggingEvidence = (
  workload: Workload,
  namespace: NamespaceFact,
  facts: FactsView,
  scope: CompiledScope,
): readonly LoggingEvidence[] => {
  const found = variantsOf(workload).flatMap((variant) => judgeVariant(variant, namespace, facts, scope));
  const merged = new Map<string, LoggingEvidence>();
  for (const evidence of found) {
    const key = `${evidence.rule} ${evidence.covered} ${evidence.detail}`;
    merged.set(key, { ...evidence, pods: evidence.pods + (merged.get(key)?.pods ?? 0) });
  }
  return [...merged.values()];
};

const judgeVariant = (variant: Variant, namespace: NamespaceFact, facts: FactsView, scope: CompiledScope): readonly LoggingEvidence[] => {
  const containers = running(variant.shape, scope);
  const live = variant.pods.length > 0;
  const shipper = shipperAmong(containers);
  if (shipper !== undefined) return [{ ...shipper, pods: variant.pods.length }];

  const optOut = optOutOf(variant.shape, namespace, applications(containers));
  const streamer = streamerAmong(containers);
  const asked = injectionOf(variant.shape, namespace);
  const judgeOn = (node: string | undefined): Judgement => {
    const collector = () => (optOut === undefined ? collectorOn(node, facts, scope) : optedOut(optOut));
    if (streamer !== undefined) return streams(streamer, collector());
    if (asked !== undefined && !live) return pendingInjection(asked);
    const judgement = scope.spec.rules.logging.require === "Collector" ? collector() : NO_SIDECAR;
    if (judgement.covered || asked === undefined) return judgement;
    return { ...judgement, detail: `${judgement.detail}; ${asked} asks for a sidecar that was not injected` };
  };
  return live ? [...byNode(variant.pods)].map(([node, pods]) => ({ ...judgeOn(node), pods })) : [{ ...judgeOn(undefined), pods: 0 }];
};

const pendingInjection = (key: string): Judgement => ({
  covered: true,
  rule: "pending injection",
  detail: `${key} asks for a sidecar, no pod is live yet`,
});

const NO_SIDECAR: Judgement = { covered: false, rule: "none", detail: "no container is a log shipper by image or name" };

/** Containers that run as long as the pod does: regular ones and native sidecars. */
const running = (shape: PodShape, scope: CompiledScope): readonly Judged[] =>
  shape.containers
    .filter(({ role }) => role === "container" || role === "sidecar")
    .map((container) => ({ container, image: imageEvidence(container.image, scope.spec.rules.logging.images) }));

const shipperAmong = (containers: readonly Judged[]): Judgement | undefined => {
  const certain = containers.find(({ image }) => image.kind === "shipper");
  const byImage = certain ?? containers.find(({ image }) => image.kind === "possible shipper");
  if (byImage !== undefined && "agent" in byImage.image) {
    const doubt = byImage === certain ? "" : ", which ships logs only if it is configured to";
    return { covered: true, rule: "sidecar image", detail: `container ${byImage.container.name} is ${byImage.image.agent}${doubt}` };
  }
  const byName = beside(containers).find(({ container }) => isShipperName(container.name));
  return byName && { covered: true, rule: "sidecar name", detail: `container ${byName.container.name} has the name of a log shipper` };
};

/** The containers that may be a sidecar of another: none when there is only one, and no proxy. */
const beside = (containers: readonly Judged[]): readonly Judged[] =>
  containers.length < 2 ? [] : containers.filter(({ image }) => image.kind === "unknown");

const streamerAmong = (containers: readonly Judged[]): string | undefined =>
  beside(containers).find(({ container }) => container.tails)?.container.name;

const streams = (container: string, collector: Judgement): Judgement => ({
  covered: collector.covered,
  rule: "streaming sidecar",
  detail: `container ${container} streams log files to its output; ${collector.detail}`,
});

const collectorOn = (node: string | undefined, facts: FactsView, scope: CompiledScope): Judgement =>
  node === undefined
    ? { covered: true, rule: "not started", detail: "it is on no node yet, and a node agent will have to collect there" }
    : collectorFor(node, facts, scope);

const optedOut = ({ on, carrier, key }: OptOut): Judgement => ({
  covered: false,
  rule: "none",
  detail: `the ${on} opts out of node agents by ${carrier} ${key}`,
});

/** Containers whose logs matter: neither log shippers nor proxies and exporters beside the application. */
const applications = (containers: readonly Judged[]): readonly ContainerFact[] =>
  containers.filter(({ image }) => image.kind === "unknown").map(({ container }) => container);

const byNode = (pods: readonly PodFact[]): ReadonlyMap<string | undefined, number> => {
  const counts = new Map<string | undefined, number>();
  for (const { node } of pods) counts.set(node, (counts.get(node) ?? 0) + 1);
  return counts;
};

/** The opt-out of each variant of a workload that has no log shipper of its own beside it; undefined where there is none. */
export const optOutsOf = (
  workload: Workload,
  namespace: NamespaceFact,
  scope: CompiledScope,
): readonly { readonly variant: Variant; readonly optOut: OptOut | undefined }[] =>
  variantsOf(workload).map((variant) => {
    const containers = running(variant.shape, scope);
    const pending = variant.pods.length === 0 && injectionOf(variant.shape, namespace) !== undefined;
    const shipped = pending || shipperAmong(containers) !== undefined;
    return { variant, optOut: shipped ? undefined : optOutOf(variant.shape, namespace, applications(containers)) };
  });
