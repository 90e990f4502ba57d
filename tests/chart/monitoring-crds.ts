/**
 * CustomResourceDefinitions of others, as far as the chart uses them. Written after their public API references: monitoring.coreos.com/v1
 * of the Prometheus Operator 0.93 and grafana.integreatly.org/v1beta1 of the Grafana Operator 5. A field that is not here is refused.
 */

type Schema = Readonly<Record<string, unknown>>;

const text = { type: "string" };
const flag = { type: "boolean" };
const list = (items: Schema): Schema => ({ type: "array", items });
const texts = list(text);
const textMap = { type: "object", additionalProperties: text };
const object = (properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): Schema => ({
  type: "object",
  properties,
  ...(required.length === 0 ? {} : { required }),
});

const UNITS = ["y", "w", "d", "h", "m", "s", "ms"];
const duration = { ...text, pattern: `^(0|${UNITS.map((unit) => `(([0-9]+)${unit})?`).join("")})$` };
const selector = object({
  matchLabels: textMap,
  matchExpressions: list(object({ key: text, operator: text, values: texts }, ["key", "operator"])),
});

const ACTIONS = "replace keep drop hashmod labelmap labeldrop labelkeep lowercase uppercase keepequal dropequal".split(" ");
const relabelings = list(
  object({
    action: { ...text, enum: ACTIONS, default: "replace" },
    modulus: { type: "integer", format: "int64", minimum: 0 },
    regex: text,
    replacement: text,
    separator: text,
    sourceLabels: texts,
    targetLabel: text,
  }),
);

const endpoint = object({
  port: text,
  path: text,
  honorLabels: flag,
  interval: duration,
  scrapeTimeout: duration,
  relabelings,
  metricRelabelings: relabelings,
});
const target = { jobLabel: text, selector, namespaceSelector: object({ any: flag, matchNames: texts }) };

const rule = object(
  {
    alert: text,
    record: text,
    expr: { "x-kubernetes-int-or-string": true, anyOf: [{ type: "integer" }, text] },
    for: duration,
    keep_firing_for: { ...duration, minLength: 1 },
    labels: textMap,
    annotations: textMap,
  },
  ["expr"],
);
const groups = {
  ...list(object({ name: { ...text, minLength: 1 }, interval: duration, rules: list(rule) }, ["name"])),
  "x-kubernetes-list-type": "map",
  "x-kubernetes-list-map-keys": ["name"],
};

const crd = (group: string, version: string, kind: string, spec: Schema): object => {
  const singular = kind.toLowerCase();
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${singular}s.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { kind, listKind: `${kind}List`, plural: `${singular}s`, singular },
      versions: [{ name: version, served: true, storage: true, schema: { openAPIV3Schema: object({ spec }, ["spec"]) } }],
    },
  };
};

const PROMETHEUS = ["monitoring.coreos.com", "v1"] as const;

/** All that a value of the chart may ask for. */
export const MONITORING_CRDS: readonly object[] = [
  crd(...PROMETHEUS, "ServiceMonitor", object({ ...target, endpoints: list(endpoint) }, ["endpoints", "selector"])),
  crd(...PROMETHEUS, "PodMonitor", object({ ...target, podMetricsEndpoints: list(endpoint) }, ["selector"])),
  crd(...PROMETHEUS, "PrometheusRule", object({ groups })),
  crd(
    "grafana.integreatly.org",
    "v1beta1",
    "GrafanaDashboard",
    object(
      {
        instanceSelector: selector,
        folder: text,
        allowCrossNamespaceImport: flag,
        configMapRef: object({ name: text, key: text, optional: flag }, ["key"]),
      },
      ["instanceSelector"],
    ),
  ),
];
