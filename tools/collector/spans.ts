/** Spans, read from OTLP in JSON. */

/** A value of an attribute; other kinds are not used here. */
export type Value = string | number | boolean;

export interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty at the root of a trace. */
  readonly parentSpanId: string;
  readonly kind: number;
  /** Epoch ns. */
  readonly start: bigint;
  readonly end: bigint;
  readonly attributes: Readonly<Record<string, Value>>;
  /** Attributes of the process that sent it. */
  readonly resource: Readonly<Record<string, Value>>;
  readonly failed: boolean;
  readonly message: string;
  readonly events: readonly string[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
}

interface Attribute {
  readonly key: string;
  readonly value: {
    readonly stringValue?: string;
    readonly boolValue?: boolean;
    readonly intValue?: string | number;
    readonly doubleValue?: number;
  };
}

interface JsonSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly kind?: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: readonly Attribute[];
  readonly status?: { readonly code?: number; readonly message?: string };
  readonly events?: readonly { readonly name: string }[];
  readonly links?: Span["links"];
}

interface Batch {
  readonly resourceSpans?: readonly {
    readonly resource?: { readonly attributes?: readonly Attribute[] };
    readonly scopeSpans?: readonly { readonly spans?: readonly JsonSpan[] }[];
  }[];
}

const ERROR = 2;

/** All spans of the body of one request. */
export function readSpans(json: string): Span[] {
  return ((JSON.parse(json) as Batch).resourceSpans ?? []).flatMap(({ resource, scopeSpans = [] }) => {
    const whose = record(resource?.attributes);
    return scopeSpans.flatMap(({ spans = [] }) => spans.map((span) => readSpan(span, whose)));
  });
}

function readSpan(span: JsonSpan, resource: Span["resource"]): Span {
  const { name, traceId, spanId, parentSpanId = "", kind = 0, status = {}, events = [], links = [] } = span;
  return {
    name,
    traceId,
    spanId,
    parentSpanId,
    kind,
    resource,
    links,
    start: BigInt(span.startTimeUnixNano),
    end: BigInt(span.endTimeUnixNano),
    attributes: record(span.attributes),
    failed: status.code === ERROR,
    message: status.message ?? "",
    events: events.map((event) => event.name),
  };
}

function record(attributes: readonly Attribute[] = []): Record<string, Value> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, valueOf(value)]));
}

function valueOf({ stringValue, boolValue, intValue, doubleValue }: Attribute["value"]): Value {
  return stringValue ?? boolValue ?? doubleValue ?? (intValue === undefined ? "" : Number(intValue));
}
