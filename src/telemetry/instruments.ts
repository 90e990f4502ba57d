import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** A metric that the process records as it goes. */
export interface Definition {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly labels: readonly string[];
  readonly buckets?: readonly number[];
  /** Series that exist from the start, at zero. */
  readonly start?: readonly Readonly<Record<string, string>>[];
}

type Labels<D extends Definition> = Readonly<Record<D["labels"][number], string>>;
/** A metric without labels is recorded without any. */
type LabelArgs<D extends Definition> = [D["labels"][number]] extends [never] ? [labels?: Record<never, never>] : [labels: Labels<D>];

/** Counts up, by one or by `by`. */
export interface CounterInstrument<D extends Definition> {
  add(by: number, ...labels: LabelArgs<D>): void;
}
/** Says how much there is now. */
export interface GaugeInstrument<D extends Definition> {
  set(value: number, ...labels: LabelArgs<D>): void;
}
/** Takes one measurement. */
export interface HistogramInstrument<D extends Definition> {
  observe(value: number, ...labels: LabelArgs<D>): void;
}

type Instrument<D extends Definition> = D["type"] extends "counter"
  ? CounterInstrument<D>
  : D["type"] extends "gauge"
    ? GaugeInstrument<D>
    : HistogramInstrument<D>;

/** Instruments by metric name. */
export type Instruments<D extends readonly Definition[]> = { readonly [K in D[number] as K["name"]]: Instrument<K> };

/** Values that are read when somebody scrapes, by metric name: a gauge, or a counter that something else counts. */
export type Readings = Readonly<Record<string, () => number>>;

/** Where the process records, and the text that a scrape gets. */
export interface InstrumentSet<D extends readonly Definition[]> {
  readonly record: Instruments<D>;
  /** Text exposition format 0.0.4. */
  text(): Promise<string>;
}

const counter = ({ name, help, labels, start = [] }: Definition, registry: Registry, read: (() => number) | undefined) => {
  const metric: Counter<string> = new Counter({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
    ...(read && {
      collect(this: Counter<string>) {
        this.reset();
        this.inc(read());
      },
    }),
  });
  for (const series of start) metric.inc({ ...series }, 0);
  return { add: (by: number, series: Record<string, string> = {}) => metric.inc(series, by) };
};

const gauge = ({ name, help, labels, start = [] }: Definition, registry: Registry, read: (() => number) | undefined) => {
  const metric: Gauge<string> = new Gauge({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
    ...(read && {
      collect(this: Gauge<string>) {
        this.set(read());
      },
    }),
  });
  for (const series of start) metric.set({ ...series }, 0);
  return { set: (value: number, series: Record<string, string> = {}) => metric.set(series, value) };
};

const histogram = ({ name, help, labels, buckets = [], start = [] }: Definition, registry: Registry) => {
  const metric = new Histogram<string>({ name, help, labelNames: [...labels], buckets: [...buckets], registers: [registry] });
  for (const series of start) metric.zero({ ...series });
  return { observe: (value: number, series: Record<string, string> = {}) => metric.observe(series, value) };
};

const instrument = (definition: Definition, registry: Registry, read: (() => number) | undefined): unknown => {
  switch (definition.type) {
    case "counter":
      return counter(definition, registry, read);
    case "gauge":
      return gauge(definition, registry, read);
    case "histogram":
      return histogram(definition, registry);
  }
};

/** Makes instruments of their definitions, in a registry of their own: two sets in one process share nothing. */
export const createInstruments = <const D extends readonly Definition[]>(definitions: D, readings: Readings = {}): InstrumentSet<D> => {
  const registry = new Registry();
  const record = Object.fromEntries(
    definitions.map((definition) => [definition.name, instrument(definition, registry, readings[definition.name])]),
  );
  return { record: record as Instruments<D>, text: () => registry.metrics() };
};
