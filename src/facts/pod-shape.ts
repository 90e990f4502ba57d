import type { V1Container, V1EphemeralContainer, V1PodSpec, V1PodTemplateSpec, V1Volume } from "@kubernetes/client-node";
import { HOST_ACCESS, type ContainerFact, type ContainerRole, type HostAccess, type PodShape } from "./facts.ts";
import { showsContainerLogs } from "./host-logs.ts";
import { sortedNames } from "./interner.ts";
import { annotationEntries, podLabelEntries, type Projection } from "./projection.ts";
import type { Raw } from "./raw.ts";
import { runsTailFollow } from "./tails.ts";

type RawSpec = Raw<V1PodSpec> | null | undefined;
type RawContainer = Raw<V1Container> | Raw<V1EphemeralContainer>;
type ContainerTuple = readonly [name: string, image: string, role: ContainerRole, tails: boolean];

const tupleOf = (container: RawContainer, role: ContainerRole): ContainerTuple => [
  container.name ?? "",
  container.image ?? "",
  role,
  runsTailFollow([...(container.command ?? []), ...(container.args ?? [])]),
];

/** A native sidecar is an init container that never ends (KEP-753). */
const initRole = (container: Raw<V1Container>): ContainerRole => (container.restartPolicy === "Always" ? "sidecar" : "init");

const containersOf = (spec: RawSpec): ContainerTuple[] => [
  ...(spec?.containers ?? []).map((container) => tupleOf(container, "container")),
  ...(spec?.initContainers ?? []).map((container) => tupleOf(container, initRole(container))),
  ...(spec?.ephemeralContainers ?? []).map((container) => tupleOf(container, "ephemeral")),
];

const mountsHostLogs = (spec: RawSpec): boolean =>
  (spec?.volumes ?? []).some((volume) => typeof volume.hostPath?.path === "string" && showsContainerLogs(volume.hostPath.path));

const isPrivileged = (container: RawContainer): boolean => container.securityContext?.privileged === true;

/** On Windows: a process of the node itself. What is set for the pod holds for its containers. */
const isHostProcess = ({ securityContext }: Pick<RawContainer, "securityContext">): boolean =>
  securityContext?.windowsOptions?.hostProcess === true;

const allContainers = (spec: RawSpec): readonly RawContainer[] => [
  ...(spec?.containers ?? []),
  ...(spec?.initContainers ?? []),
  ...(spec?.ephemeralContainers ?? []),
];

const hostAccessOf = (spec: RawSpec): HostAccess[] => {
  const ways: Readonly<Record<HostAccess, boolean>> = {
    hostNetwork: spec?.hostNetwork === true,
    hostPID: spec?.hostPID === true,
    hostIPC: spec?.hostIPC === true,
    hostPath: (spec?.volumes ?? []).some(({ hostPath }) => hostPath !== undefined && hostPath !== null),
    privileged: allContainers(spec).some(isPrivileged),
    hostProcess: spec?.securityContext?.windowsOptions?.hostProcess === true || allContainers(spec).some(isHostProcess),
  };
  return HOST_ACCESS.filter((way) => ways[way]);
};

const volumeImagesOf = (spec: RawSpec): string[] => sortedNames((spec?.volumes ?? []).map(({ image }) => image?.reference));

const containerFact = ([name, image, role, tails]: ContainerTuple): ContainerFact => Object.freeze({ name, image, role, tails });

/** What equal pods share. `pod` is a pod or a pod template: both have labels and annotations in `metadata`. */
export const shapeOf = (pod: Raw<V1PodTemplateSpec> | null | undefined, { interner, annotationKeys }: Projection): PodShape => {
  const { metadata, spec } = pod ?? {};
  const labels = podLabelEntries(metadata?.labels);
  const annotations = annotationEntries(metadata?.annotations, annotationKeys);
  const containers = containersOf(spec);
  const volumeImages = volumeImagesOf(spec);
  const readsHostLogs = mountsHostLogs(spec);
  const hostAccess = hostAccessOf(spec);
  // The API server fills this in on pods; templates may leave it out.
  const serviceAccount = spec?.serviceAccountName || "default";
  // One key over the whole: for all but the first of equal pods this is the only look-up.
  return interner.intern(
    `shape${JSON.stringify([labels, annotations, containers, volumeImages, readsHostLogs, hostAccess, serviceAccount])}`,
    () => ({
      labels: interner.map(labels),
      annotations: interner.map(annotations),
      containers: interner.intern(`containers${JSON.stringify(containers)}`, () => containers.map(containerFact)),
      volumeImages: interner.names(volumeImages),
      readsHostLogs,
      hostAccess: interner.names(hostAccess) as readonly HostAccess[],
      serviceAccount,
    }),
  );
};

const claimOf = (volume: Raw<V1Volume>, pod: string | undefined): string | undefined => {
  if (volume.persistentVolumeClaim) return volume.persistentVolumeClaim.claimName ?? undefined;
  return volume.ephemeral && pod !== undefined && volume.name ? `${pod}-${volume.name}` : undefined;
};

/**
 * Names of the claims that a pod mounts. Claims of ephemeral volumes are named `<pod>-<volume>`; a template, which has no
 * pod name, has none of them.
 */
export const claimsOf = (spec: RawSpec, pod: string | undefined, { interner }: Projection): readonly string[] =>
  interner.names(sortedNames((spec?.volumes ?? []).map((volume) => claimOf(volume, pod))));
