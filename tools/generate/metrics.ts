import type { MetricReference } from "../../src/outputs/metric-reference.ts";
import { type Generator, notice } from "./generator.ts";
import { markdownTable } from "./markdown.ts";

const INTRO = [
  "# Metrics",
  "",
  "Every metric that the operator serves on `/metrics`. Gauges that describe scopes are computed from the last snapshot at the time of the scrape,",
  "so a scope, namespace or exception that is gone leaves no series behind. Every replica serves them; boards and rules take",
  "`max without (pod, instance)` first, or `max by` the labels below. [`alerts.md`](alerts.md) has the rules that are delivered.",
  "",
];

const row = ({ name, type, labels, help }: MetricReference): readonly string[] => [
  `\`${name}\``,
  type,
  labels.map((label) => `\`${label}\``).join(", ") || "–",
  help,
];

/** The reference page of the metrics. */
export const metrics: Generator = {
  title: "reference of the metrics",
  owns: ["docs/metrics.md"],
  files: async () => {
    const { METRIC_REFERENCE } = await import("../../src/outputs/metric-reference.ts");
    const table = markdownTable(["Metric", "Type", "Labels", "Meaning"], METRIC_REFERENCE.map(row));
    return [{ path: "docs/metrics.md", content: [`<!-- ${notice("src/outputs")} -->`, ...INTRO, ...table, ""].join("\n") }];
  },
};
