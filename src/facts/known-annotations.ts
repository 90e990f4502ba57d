import { DEFAULT_ASSET_KEYS, DEFAULT_CLASSIFICATION_KEYS } from "../api/names.ts";

/** Annotations by which a pod or namespace asks a log collector to skip it. */
const LOGGING_OPT_ANNOTATIONS = [
  "fluentbit.io/exclude",
  "fluentbit.io/exclude_stdout",
  "fluentbit.io/exclude_stderr",
  "vector.dev/exclude-containers",
  "co.elastic.logs/enabled",
  "co.elastic.logs/disable",
  "k8s.grafana.com/logs.autogather",
  "splunk.com/exclude",
  "ad.datadoghq.com/logs_exclude",
] as const;

/** Annotations that ask an injector for a log shipper: it is in the pod, but not in the template. */
const LOGGING_TRIGGER_ANNOTATIONS = ["sidecar.opentelemetry.io/inject", "sidecar.logging-extensions.banzaicloud.io/tail"] as const;

/** Annotations that facts keep whatever the scopes say. */
export const KNOWN_ANNOTATIONS: readonly string[] = [
  ...DEFAULT_CLASSIFICATION_KEYS,
  ...DEFAULT_ASSET_KEYS,
  ...LOGGING_OPT_ANNOTATIONS,
  ...LOGGING_TRIGGER_ANNOTATIONS,
];

/** The annotations to keep: the built-in ones and those that scopes name (`rules.classification.keys` and `assetKeys`). */
export const annotationKeys = (named: Iterable<string> = []): ReadonlySet<string> => new Set([...KNOWN_ANNOTATIONS, ...named]);
