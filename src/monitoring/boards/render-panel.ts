import { PanelBuilder as BarGauge } from "@grafana/grafana-foundation-sdk/bargauge";
import * as common from "@grafana/grafana-foundation-sdk/common";
import type * as grafana from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder, PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as Stat } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as Timeline } from "@grafana/grafana-foundation-sdk/statetimeline";
import { PanelBuilder as Table } from "@grafana/grafana-foundation-sdk/table";
import { PanelBuilder as TimeSeries } from "@grafana/grafana-foundation-sdk/timeseries";
import type { Placed } from "./layout.ts";
import type { Panel, View } from "./panel.ts";
import { mappingsOf, thresholdsOf } from "./render-reading.ts";
import { letterOf, overridesOf, transformationsOf } from "./render-table.ts";

/** The Prometheus that the reader has chosen. */
export const DATASOURCE = { type: "prometheus", uid: "${datasource}" } as const;

type AnyBuilder = Stat | TimeSeries | BarGauge | Timeline | Table;

/** One panel as Grafana imports it. */
export function renderPanel({ id, at, panel }: Extract<Placed, { readonly panel: Panel }>): grafana.Panel {
  const { title, description, view, unit, decimals, steps, words, noValue } = panel;
  const builder: AnyBuilder = BUILDERS[view.kind]();
  builder.id(id).title(title).description(description).gridPos(at).datasource(DATASOURCE).unit(unit);
  for (const target of targetsOf(panel)) builder.withTarget(target);
  if (decimals !== undefined) builder.decimals(decimals);
  if (steps !== undefined) builder.thresholds({ build: () => thresholdsOf(steps) });
  if (words !== undefined) builder.mappings(mappingsOf(words));
  if (noValue !== undefined) builder.noValue(noValue);
  if (view.kind === "table") {
    for (const transformation of transformationsOf(view.columns, panel.queries.length)) builder.withTransformation(transformation);
    for (const { title: column, properties } of overridesOf(view.columns)) builder.overrideByName(column, properties);
  }
  return builder.build();
}

/** What there is now is asked for at one instant: a series that has just gone shall not be shown by its last value. */
const OVER_TIME: readonly View["kind"][] = ["lines", "areas", "timeline"];

function targetsOf({ queries, view: { kind } }: Panel): DataqueryBuilder[] {
  return queries.map(({ expr, legend }, index) => {
    const target = new DataqueryBuilder().refId(letterOf(index)).datasource(DATASOURCE).expr(expr);
    if (OVER_TIME.includes(kind)) target.range();
    else target.instant();
    if (kind === "table") target.format(PromQueryFormat.Table);
    return legend === undefined ? target : target.legendFormat(legend);
  });
}

const lastValue = () => new common.ReduceDataOptionsBuilder().calcs(["lastNotNull"]);

const number = (textMode: common.BigValueTextMode) =>
  new Stat()
    .textMode(textMode)
    .colorMode(common.BigValueColorMode.Background)
    .graphMode(common.BigValueGraphMode.None)
    .reduceOptions(lastValue());

const series = (fillOpacity: number, stacking: common.StackingMode) =>
  new TimeSeries()
    .min(0)
    .lineWidth(1)
    .fillOpacity(fillOpacity)
    .showPoints(common.VisibilityMode.Never)
    .stacking(new common.StackingConfigBuilder().mode(stacking))
    .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending))
    .legend(legend());

const legend = () =>
  new common.VizLegendOptionsBuilder().showLegend(true).displayMode(common.LegendDisplayMode.List).placement(common.LegendPlacement.Bottom);

const BUILDERS: Readonly<Record<View["kind"], () => AnyBuilder>> = {
  number: () => number(common.BigValueTextMode.Auto),
  name: () => number(common.BigValueTextMode.Name),
  lines: () => series(10, common.StackingMode.None),
  areas: () => series(40, common.StackingMode.Normal),
  bars: () =>
    new BarGauge()
      .min(0)
      .orientation(common.VizOrientation.Horizontal)
      .displayMode(common.BarGaugeDisplayMode.Basic)
      .reduceOptions(lastValue()),
  timeline: () => new Timeline().mergeValues(true).showValue(common.VisibilityMode.Auto).legend(legend()),
  table: () => new Table().showHeader(true).cellHeight(common.TableCellHeight.Sm).filterable(false),
};
