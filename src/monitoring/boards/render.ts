import * as grafana from "@grafana/grafana-foundation-sdk/dashboard";
import { layOut, type Placed } from "./layout.ts";
import type { Board, Variable } from "./panel.ts";
import { DATASOURCE, renderPanel } from "./render-panel.ts";

/** Of the classic form: Grafana 11 knows it, and later ones bring it up to theirs. */
const SCHEMA_VERSION = 39;
/** By this the boards find each other. */
const TAG = "isms-scope";
const ALL = { selected: true, text: "All", value: "$__all" };

/** A board as Grafana imports it: classic JSON, which its libraries of dashboards and its operator take too. */
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly schemaVersion: number;
  readonly templating: { readonly list: readonly grafana.VariableModel[] };
  readonly panels: readonly (grafana.Panel | grafana.RowPanel)[];
  readonly [rest: string]: unknown;
}

/** The same board is always the same text. */
export const renderBoard = ({ id, title, description, variables, sections }: Board): Dashboard => ({
  uid: id,
  title,
  description,
  tags: [TAG],
  schemaVersion: SCHEMA_VERSION,
  editable: false,
  timezone: "browser",
  time: { from: "now-6h", to: "now" },
  refresh: "1m",
  graphTooltip: grafana.DashboardCursorSync.Crosshair,
  links: [otherBoards()],
  templating: { list: [dataSource(), ...variables.map(choice)] },
  annotations: { list: [] },
  panels: layOut(sections).map(onGrid),
});

const onGrid = (placed: Placed): grafana.Panel | grafana.RowPanel =>
  "heading" in placed ? new grafana.RowBuilder(placed.heading).id(placed.id).gridPos(placed.at).build() : renderPanel(placed);

const otherBoards = () => ({
  title: "ISMS scope boards",
  type: grafana.DashboardLinkType.Dashboards,
  tags: [TAG],
  asDropdown: false,
  includeVars: true,
  keepTime: true,
});

const dataSource = (): grafana.VariableModel =>
  new grafana.DatasourceVariableBuilder("datasource").label("Data source").type(DATASOURCE.type).allowCustomValue(false).build();

/** "All" is every value, and none: where the label is absent, as `cluster` is in a Prometheus that sees one cluster, it matches too. */
function choice({ name, label, values, many }: Variable): grafana.VariableModel {
  const builder = new grafana.QueryVariableBuilder(name)
    .label(label)
    .datasource(DATASOURCE)
    .query(values)
    .definition(values)
    .refresh(grafana.VariableRefresh.OnTimeRangeChanged)
    .sort(grafana.VariableSort.AlphabeticalAsc);
  return (many ? builder.multi(true).includeAll(true).allValue(".*").current(ALL) : builder).build();
}
