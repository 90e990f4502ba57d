import type { MetricRow, MetricState, Series } from "./metric-row.ts";

/** Text exposition format 0.0.4 of Prometheus. */

const escapeHelp = (text: string): string => text.replace(/\\/g, "\\\\").replace(/\n/g, "\\n");
const NEEDS_ESCAPE = /["\\\n]/;
const escapeValue = (text: string): string =>
  NEEDS_ESCAPE.test(text) ? text.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n") : text;

const line = (name: string, labels: readonly string[], [values, value]: Series): string => {
  let pairs = "";
  for (const [index, label] of labels.entries()) pairs += `${index === 0 ? "{" : ","}${label}="${escapeValue(values[index] ?? "")}"`;
  return `${name}${pairs}${pairs === "" ? "" : "}"} ${value}\n`;
};

/** The metrics as text, ready to be appended to others; a metric without series is left out. */
export const renderMetrics = (rows: readonly MetricRow[], state: MetricState): string => {
  let text = "";
  for (const { name, type, help, labels, rows: series } of rows) {
    let lines = "";
    for (const each of series(state)) lines += line(name, labels, each);
    if (lines !== "") text += `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n${lines}`;
  }
  return text;
};
