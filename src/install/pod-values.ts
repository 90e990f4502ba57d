import { allPassedOn, count, flag, formed, group, oneOf, passedOn, text, textMap, texts } from "./value-fields.ts";
import { NAME } from "./identity.ts";

interface ProbeTimes {
  readonly period: number;
  readonly timeout: number;
  readonly failures: number;
}

const probe = (description: string, { period, timeout, failures }: ProbeTimes) =>
  group(description, {
    periodSeconds: count(1, period, "Seconds between two tries."),
    timeoutSeconds: count(1, timeout, "Seconds within which the answer must come."),
    failureThreshold: count(1, failures, "How many tries must fail in a row."),
  });

const REPOSITORY = {
  form: /^([A-Za-z0-9][-A-Za-z0-9.]*(:[0-9]+)?\/)?[a-z0-9][-a-z0-9._]*(\/[a-z0-9][-a-z0-9._]*)*$/,
  mend: "write where the image is, without tag and digest: registry.example.com/team/isms-scope-operator",
};
const TAG = { form: /^([A-Za-z0-9_][-A-Za-z0-9_.]{0,127})?$/, mend: "write a tag: letters, digits, _, - and ., at most 128" };
const DIGEST = { form: /^(sha256:[a-f0-9]{64})?$/, mend: "write sha256: and 64 hexadecimal digits" };
const PULL_POLICIES = ["Always", "IfNotPresent", "Never"] as const;

/** What runs, how often, where, and with what. */
export const POD_VALUES = {
  replicas: count(0, 1, "How many replicas run. One of them leads and writes; the others are warm, and serve the same metrics."),
  image: group("The image of the operator.", {
    repository: formed(REPOSITORY, `ghcr.io/isms-scope/${NAME}`, "Where it is, with its registry."),
    tag: formed(TAG, "", "Its tag. Empty: the version of the operator that the chart was made for."),
    digest: formed(DIGEST, "", "Its digest, `sha256:…`; it decides, whatever the tag says."),
    pullPolicy: oneOf(PULL_POLICIES, "IfNotPresent", "When the image is pulled."),
  }),
  imagePullSecrets: allPassedOn("Secrets for a private registry: `- name: …`."),
  resources: passedOn(
    { requests: { cpu: "100m", memory: "224Mi" }, limits: { memory: "672Mi" } },
    "What the container asks for and may take. The default is for clusters of up to 10,000 pods: bench/README.md measured a peak of 210 MiB there; " +
      "the limit is three times that. No CPU limit: it would only delay the first verdict.",
  ),
  podDisruptionBudget: group("Keeps a drain from taking all replicas at once; rendered with more than one replica only.", {
    enabled: flag(true, "Create it."),
    maxUnavailable: count(1, 1, "How many replicas may be away at once."),
  }),
  topologySpreadConstraints: allPassedOn(
    "How replicas are spread. Empty: over nodes and zones where there are several, with more than one replica.",
  ),
  nodeSelector: textMap({}, "Labels of the nodes on which it may run."),
  tolerations: allPassedOn("Taints that it tolerates."),
  affinity: passedOn({}, "Affinity of the pods."),
  priorityClassName: text("", "PriorityClass of the pods."),
  podLabels: textMap({}, "Further labels of the pods."),
  podAnnotations: textMap({}, "Annotations of the pods."),
  podSecurityContext: passedOn(
    { runAsNonRoot: true, runAsUser: 65_532, runAsGroup: 65_532, fsGroup: 65_532, seccompProfile: { type: "RuntimeDefault" } },
    "Security context of the pods; the default is allowed in namespaces of the level `restricted`. " +
      "Where the platform chooses the user, set runAsUser, runAsGroup and fsGroup to null.",
  ),
  securityContext: passedOn(
    { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
    "Security context of the container.",
  ),
  startupProbe: probe("`/healthz`, until it answers for the first time: within a second, unless the node is very busy.", {
    period: 1,
    timeout: 5,
    failures: 60,
  }),
  livenessProbe: probe("`/healthz`: fails when every turn has failed for a minute. It does not ask for the API server.", {
    period: 10,
    timeout: 5,
    failures: 3,
  }),
  readinessProbe: probe(
    "`/readyz`: succeeds when every kind was read and assessed, 3 s after the start with 10,000 pods. Without CustomResourceDefinitions it waits.",
    { period: 5, timeout: 5, failures: 3 },
  ),
  terminationGracePeriodSeconds: count(5, 10, "How long a pod may take to end. The operator releases its Lease and is gone within 4.5 s."),
  extraArgs: texts([], "Further flags, for example `--retry-period=5s`; the last one of a name decides."),
  extraEnv: allPassedOn("Further environment variables of the container."),
  extraVolumes: allPassedOn("Further volumes of the pods."),
  extraVolumeMounts: allPassedOn("Further mounts of the container."),
};
