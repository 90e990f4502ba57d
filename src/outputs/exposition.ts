import type { MetricRow, MetricState, Series } from "./metric-row.ts";

/** Text exposition format 0.0.4 of Prometheus. */

const escapeHelp = (text: string): string => text.replace(/\\/g, "\\\\").replace(/\n/g, "\\n");
const NEEDS_ESCAPE = /["\\\n]/;
const escapeValue = (text: string): string =>
  NEEDS_ESCAPE.test(text) ? text.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n") : text;

/** What stands before the value of each label, `name{scope="` and `",check="`: the same for all series of a metric. */
const leads = (name: string, labels: readonly string[]): readonly string[] =>
  labels.map((label, index) => `${index === 0 ? `${name}{` : '",'}${label}="`);

const lineOf = (name: string, labels: readonly string[]): ((series: Series) => string) => {
  if (labels.length === 0) return ([, value]) => `${name} ${value}\n`;
  const before = leads(name, labels);
  return ([values, value]) => {
    let text = "";
    for (let index = 0; index < before.length; index++) text += before[index] + escapeValue(values[index] ?? "");
    return `${text}"} ${value}\n`;
  };
};

/** The metrics as text, ready to be appended to others; a metric without series is left out. */
export const renderMetrics = (rows: readonly MetricRow[], state: MetricState): string => {
  const parts: string[] = [];
  for (const { name, type, help, labels, rows: series } of rows) {
    const toLine = lineOf(name, labels);
    const lines = Array.from(series(state), toLine);
    if (lines.length > 0) parts.push(`# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n`, lines.join(""));
  }
  return parts.join("");
};
