/**
 * The CustomResourceDefinition of GrafanaDashboard, as far as the chart uses it; a field that is not here is refused. Written after the public
 * API reference of the Grafana Operator 5: unlike the Prometheus Operator's, its definitions are in no module that could be pinned.
 */

type Schema = Readonly<Record<string, unknown>>;

const text = { type: "string" };
const flag = { type: "boolean" };
const list = (items: Schema): Schema => ({ type: "array", items });
const object = (properties: Readonly<Record<string, Schema>>, required: readonly string[]): Schema => ({
  type: "object",
  properties,
  required,
});

const selector: Schema = {
  type: "object",
  properties: {
    matchLabels: { type: "object", additionalProperties: text },
    matchExpressions: list(object({ key: text, operator: text, values: list(text) }, ["key", "operator"])),
  },
};

const spec = object(
  {
    instanceSelector: selector,
    folder: text,
    allowCrossNamespaceImport: flag,
    configMapRef: object({ name: text, key: text, optional: flag }, ["key"]),
  },
  ["instanceSelector"],
);

export const GRAFANA_DASHBOARD_CRD: object = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "grafanadashboards.grafana.integreatly.org" },
  spec: {
    group: "grafana.integreatly.org",
    scope: "Namespaced",
    names: { kind: "GrafanaDashboard", listKind: "GrafanaDashboardList", plural: "grafanadashboards", singular: "grafanadashboard" },
    versions: [{ name: "v1beta1", served: true, storage: true, schema: { openAPIV3Schema: object({ spec }, ["spec"]) } }],
  },
};
