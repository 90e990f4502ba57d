import * as units from "@grafana/grafana-foundation-sdk/units";
import { describe, expect, test } from "vitest";
import { namesOf } from "../../../tests/harness/promql.ts";
import { BOARDS } from "./boards.ts";
import { COLUMNS, layOut, type Position } from "./layout.ts";
import type { Panel } from "./panel.ts";
import { renderBoard } from "./render.ts";

const MEGABYTE = 1 << 20;
const panelsOf = (sections: (typeof BOARDS)[number]["sections"]): Panel[] => sections.flatMap(({ panels }) => [...panels]);
const overlap = (a: Position, b: Position): boolean => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
const grouped = (expr: string): readonly string[] => namesOf(expr).grouping;

test("boards have addresses of their own", () => {
  expect(new Set(BOARDS.map(({ id }) => id)).size).toBe(BOARDS.length);
});

describe.each(BOARDS.map((board) => [board.id, board] as const))("board %s", (_, board) => {
  const dashboard = renderBoard(board);
  const panels = panelsOf(board.sections);

  test("is the same text each time, and fits into a ConfigMap", () => {
    const text = JSON.stringify(dashboard);
    expect(JSON.stringify(renderBoard(board))).toBe(text);
    expect(text.length).toBeLessThan(MEGABYTE / 3);
  });

  test("has a classic form that Grafana imports: its number, unique panels, one data source that the reader chooses", () => {
    expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(39);
    expect(dashboard.schemaVersion).toBeLessThanOrEqual(42);
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(dashboard.templating.list.map(({ name }) => name)).toEqual(["datasource", ...board.variables.map(({ name }) => name)]);
    const sources = JSON.stringify(dashboard).matchAll(/"uid":"(\$[^"]*)"/g);
    expect(new Set([...sources].map(([, uid]) => uid))).toEqual(new Set(["${datasource}"]));
  });

  test("puts no panel on another, nor over the edge, and leaves no line half empty", () => {
    const placed = layOut(board.sections);
    for (const { at } of placed) expect(at.x + at.w).toBeLessThanOrEqual(COLUMNS);
    for (const [index, { at }] of placed.entries()) {
      expect(placed.slice(index + 1).filter((other) => overlap(at, other.at))).toEqual([]);
    }
    const lines = Map.groupBy(placed, ({ at }) => at.y);
    for (const line of lines.values()) expect(line.reduce((sum, { at }) => sum + at.w, 0)).toBe(COLUMNS);
    expect(dashboard.panels.map(({ gridPos }) => gridPos)).toEqual(placed.map(({ at }) => at));
  });

  test("says of each panel what the reader learns, under a title that is there once", () => {
    for (const { title, description } of panels) expect(description, title).toMatch(/^[A-Z][^]{40,}\.$/);
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
  });

  test("has units that Grafana knows", () => {
    const known: readonly unknown[] = [...Object.values(units), "none", "short"];
    const columns = panels.flatMap(({ view }) => (view.kind === "table" ? view.columns : []));
    for (const unit of [...panels, ...columns].flatMap((each) => each.unit ?? [])) expect(known).toContain(unit);
  });

  test("leaves no number to Grafana's own reading, which is red from 80 on", () => {
    const numbers = panels.filter(({ view: { kind } }) => ["number", "name", "bars"].includes(kind));
    expect(numbers.filter(({ steps }) => steps === undefined).map(({ title }) => title)).toEqual([]);
    const timelines = panels.filter(({ view: { kind } }) => kind === "timeline");
    expect(timelines.filter(({ words }) => words === undefined).map(({ title }) => title)).toEqual([]);
  });

  test("has a column for each label of its tables, and each column is a label or a value", () => {
    for (const { title, view, queries } of panels) {
      if (view.kind !== "table") continue;
      const labels = new Set(queries.flatMap(({ expr }) => outerLabels(expr)));
      const named = view.columns.map(({ of }) => of).filter((of) => !/^[A-Z]$/.test(of));
      expect(new Set(named), title).toEqual(labels);
      const letters = view.columns.map(({ of }) => of).filter((of) => /^[A-Z]$/.test(of));
      for (const letter of letters) expect("ABCDEFGHIJ".slice(0, queries.length)).toContain(letter);
    }
  });

  test("names its series by labels that they have", () => {
    for (const { title, queries } of panels) {
      for (const { expr, legend = "" } of queries) {
        const names = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label);
        for (const name of names) expect(outerLabels(expr), title).toContain(name);
      }
    }
  });

  test("leads to boards that there are, with a choice that they have", () => {
    for (const { view } of panels) {
      for (const { leadsTo } of view.kind === "table" ? view.columns : []) {
        if (leadsTo === undefined) continue;
        const target = BOARDS.find(({ id }) => id === leadsTo.board);
        expect(target?.variables.map(({ name }) => name)).toContain(leadsTo.variable);
      }
    }
  });
});

/** Labels of the outermost aggregation, which are those of the result. */
function outerLabels(expr: string): readonly string[] {
  const first = /\bby (\([^)]*\))/.exec(expr)?.[1];
  return first === undefined ? [] : grouped(`sum by ${first} (up)`);
}
