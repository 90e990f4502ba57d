import type { Column, Panel, Query } from "./panel.ts";
import { PLAIN, SOME_IS_BAD } from "./reading.ts";

/** The kinds of panel that boards are made of; what a panel has of its own is given last. */

type Own = Pick<Panel, "description"> & Partial<Panel>;

/** One large number. */
export const figure = (title: string, query: Query, own: Own): Panel => ({
  title,
  view: { kind: "number" },
  unit: "none",
  width: 4,
  queries: [query],
  steps: SOME_IS_BAD,
  ...own,
});

/** What there is now, side by side. */
export const bars = (title: string, query: Query, own: Own): Panel => ({
  title,
  view: { kind: "bars" },
  unit: "none",
  decimals: 0,
  width: 6,
  queries: [query],
  steps: PLAIN,
  ...own,
});

/** Lines over time. */
export const lines = (title: string, queries: Panel["queries"], own: Own): Panel => ({
  title,
  view: { kind: "lines" },
  unit: "none",
  width: 8,
  queries,
  ...own,
});

/** Parts of a whole over time. */
export const areas = (...panel: Parameters<typeof lines>): Panel => ({ ...lines(...panel), view: { kind: "areas" } });

/** The series of one expression as rows. */
export const table = (title: string, expr: string, columns: readonly Column[], own: Own): Panel => ({
  title,
  view: { kind: "table", columns },
  unit: "none",
  width: 8,
  queries: [{ expr }],
  ...own,
});
