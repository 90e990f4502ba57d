/** What a board shows, as data: which question each panel answers, how it asks, and how the answer is to be read. */

/** Units by the ids that Grafana gives them. */
export type Unit = "none" | "short" | "percentunit" | "s" | "d" | "dateTimeAsIso" | "bytes" | "reqps" | "ops";

/** Colours by the names that Grafana gives them. */
export type Colour = "green" | "yellow" | "orange" | "red" | "blue" | "purple" | "text";

/** From this value on, this colour; the first step has no value. */
export type Steps = readonly [Colour, ...(readonly [from: number, Colour])[]];

/** A value, by the text that Prometheus has for it, as a word. */
export type Words = Readonly<Record<string, { readonly text: string; readonly colour: Colour }>>;

/** One expression. */
export interface Query {
  readonly expr: string;
  /** With labels in double braces; in a table the columns say it. */
  readonly legend?: string;
}

/** A column of a table: a label, or the value of a query by its letter (A for the first). */
export interface Column {
  readonly of: string;
  readonly title: string;
  readonly unit?: Unit;
  readonly decimals?: number;
  readonly steps?: Steps;
  readonly words?: Words;
  /** The board that a click leads to, about this cell. */
  readonly leadsTo?: Destination;
}

/** Another board, with one of its variables set to the value of the cell. */
export interface Destination {
  readonly board: BoardId;
  readonly variable: "scope" | "namespace";
}

/** How the answer is drawn. */
export type View =
  /** One number in large letters, or the label that the legend names. */
  | { readonly kind: "number" | "name" }
  /** Lines over time, or stacked areas where the parts make a whole. */
  | { readonly kind: "lines" | "areas" }
  /** What there is now, side by side. */
  | { readonly kind: "bars" }
  /** Which states there were when. */
  | { readonly kind: "timeline" }
  | { readonly kind: "table"; readonly columns: readonly Column[] };

/** One panel. */
export interface Panel {
  readonly title: string;
  /** What the reader learns, and what to do when it is not as it should be. */
  readonly description: string;
  readonly view: View;
  readonly unit: Unit;
  readonly decimals?: number;
  /** Columns of 24. */
  readonly width: number;
  readonly queries: readonly [Query, ...Query[]];
  readonly steps?: Steps;
  readonly words?: Words;
  /** Shown where there is no answer. */
  readonly noValue?: string;
  /** Why there may rightly be no answer; absent where there must be one as soon as a scope is evaluated. */
  readonly mayBeEmpty?: string;
}

/** Panels under a heading, all as high as each other. */
export interface Section {
  readonly title: string;
  /** Rows of about 30 pixels. */
  readonly height: number;
  readonly panels: readonly Panel[];
}

/** A choice above the panels: the values of a label. */
export interface Variable {
  readonly name: "cluster" | "scope" | "namespace";
  readonly label: string;
  /** A query of Grafana for Prometheus: `label_values(…)`. */
  readonly values: string;
  /** All at once, or one after the other. */
  readonly many: boolean;
}

/** Fixed, so that addresses stay and boards find each other. */
export type BoardId = "isms-scope-overview" | "isms-scope-namespace" | "isms-scope-operator";

/** A whole board. */
export interface Board {
  readonly id: BoardId;
  readonly title: string;
  readonly description: string;
  readonly variables: readonly Variable[];
  readonly sections: readonly Section[];
}
