/** Panels as a reader sees them: with values in the place of the variables. */
import type { Panel } from "../../src/monitoring/boards/panel.ts";
import type { QueryClient, Result } from "../../tools/prometheus/query.ts";

/** Values of variables, as Grafana would write them into an expression. */
export type Choice = Readonly<Record<string, string>>;

const OF_GRAFANA = { __rate_interval: "1m", __range: "6h" };

/** Puts values in the place of variables, as Grafana does before it asks. */
export const chosen = (expr: string, choice: Choice): string =>
  expr.replace(/\$(\w+)/g, (_, name: string) => ({ ...choice, ...OF_GRAFANA })[name] ?? `$${name}`);

/** The answers to all expressions of a panel; throws when one is refused. */
export const answersOf = (query: QueryClient, panel: Panel, choice: Choice): Promise<Result[][]> =>
  Promise.all(panel.queries.map(({ expr }) => query.instant(chosen(expr, choice))));

/** Something to draw, and all of it numbers. */
export const isAnswer = (results: readonly Result[]): boolean => results.length > 0 && results.every(({ value }) => Number.isFinite(value));
