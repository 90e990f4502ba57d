import * as common from "@grafana/grafana-foundation-sdk/common";
import type * as grafana from "@grafana/grafana-foundation-sdk/dashboard";
import type { Column, Destination } from "./panel.ts";
import { mappingsOf, thresholdsOf } from "./render-reading.ts";

/** Tables: the answers of several queries become rows, and their fields columns. */

/** The letter of a query. */
export const letterOf = (index: number): string => "ABCDEFGHIJKLMNOPQRSTUVWXYZ".charAt(index);

/** What Grafana calls the field; the value of an only query has no letter. */
const fieldOf = ({ of }: Column, queries: number): string => {
  if (!/^[A-Z]$/.test(of)) return of;
  return queries === 1 ? "Value" : `Value #${of}`;
};

/** Puts the answers together by their labels, leaves out what is no column, and gives the others their place and title. */
export function transformationsOf(columns: readonly Column[], queries: number): grafana.DataTransformerConfig[] {
  const fields = columns.map((column) => fieldOf(column, queries));
  const letters = Array.from({ length: queries }, (_, index) => letterOf(index));
  const unused = queries === 1 ? ["Value"] : letters.map((letter) => `Value #${letter}`);
  const left = ["Time", ...unused.filter((field) => !fields.includes(field))];
  const options = {
    excludeByName: Object.fromEntries(left.map((field) => [field, true])),
    indexByName: Object.fromEntries(fields.map((field, index) => [field, index])),
    renameByName: Object.fromEntries(fields.map((field, index) => [field, columns[index]?.title])),
  };
  return [
    { id: "merge", options: {} },
    { id: "organize", options },
  ];
}

/** A column that is read in a way of its own. */
interface Override {
  readonly title: string;
  readonly properties: grafana.DynamicConfigValue[];
}

export const overridesOf = (columns: readonly Column[]): Override[] =>
  columns.map((column) => ({ title: column.title, properties: propertiesOf(column) })).filter(({ properties }) => properties.length > 0);

function propertiesOf({ unit, decimals, steps, words, leadsTo }: Column): grafana.DynamicConfigValue[] {
  const coloured = steps !== undefined || words !== undefined;
  return [
    ...(unit === undefined ? [] : [{ id: "unit", value: unit }]),
    ...(decimals === undefined ? [] : [{ id: "decimals", value: decimals }]),
    ...(steps === undefined ? [] : [{ id: "thresholds", value: thresholdsOf(steps) }]),
    ...(words === undefined ? [] : [{ id: "mappings", value: mappingsOf(words) }]),
    ...(coloured ? [{ id: "custom.cellOptions", value: { type: common.TableCellDisplayMode.ColorText } }] : []),
    ...(leadsTo === undefined ? [] : [{ id: "links", value: [linkTo(leadsTo)] }]),
  ];
}

const linkTo = ({ board, variable }: Destination) => ({
  title: `Show this ${variable}`,
  url: `/d/${board}?var-${variable}=\${__value.raw}&\${cluster:queryparam}&\${datasource:queryparam}&\${__url_time_range}`,
});
