import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { Attributes, Context, Link, Span, TimeInput } from "@opentelemetry/api";

/** Spans as this project makes them. Where no SDK is registered, which is the default, all of it does next to nothing. */

export interface SpanOptions {
  readonly name: string;
  readonly attributes: Attributes;
  /** A request to a server. */
  readonly client?: boolean;
  /** The span belongs to this instead of to what runs around it. */
  readonly origin?: Origin;
}

/** Where work was asked for that is done later: its span is a child of the last asking, and linked to those it makes good as well. */
export interface Origin {
  readonly context: Context;
  readonly links: readonly Link[];
}

/** So many earlier askings are remembered: a write that is refused for days is asked for again and again. */
const MOST_LINKS = 8;

const startSpan = (
  name: string,
  parent: Context,
  more: { attributes?: Attributes; links?: Link[]; startTime?: TimeInput; kind?: SpanKind },
) => trace.getTracer("isms-scope-operator").startSpan(name, more, parent);

/** What runs now, as the origin of work that is done later; `earlier` asked for the same work and waits no more. */
export const originHere = (earlier?: { readonly origin: Origin }): Origin => {
  const here = context.active();
  const { context: there, links } = earlier?.origin ?? { context: here, links: [] };
  const before = trace.getSpanContext(there);
  const same = !before || before.spanId === trace.getSpanContext(here)?.spanId;
  return { context: here, links: same ? links : [...links, { context: before }].slice(-MOST_LINKS) };
};

/** Says on a span that it failed, and why: the reason in one word, and the sentence that the log has, too. */
export const markFailed = (span: Span, { reason, message }: { readonly reason: string; readonly message: string }): void => {
  span.setAttribute("error.type", reason);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
};

const recordError = (span: Span, error: unknown): void => {
  const known = error instanceof Error ? error : new Error(String(error));
  span.recordException(known);
  markFailed(span, { reason: "reason" in known ? String(known.reason) : known.name, message: known.message });
};

/** Does work in a span of its own, which ends with it. What is thrown is recorded and thrown on. */
export const inSpan = async <T>({ name, attributes, client, origin }: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> => {
  const parent = origin?.context ?? context.active();
  const kind = client ? SpanKind.CLIENT : SpanKind.INTERNAL;
  const span = startSpan(name, parent, { attributes, kind, links: [...(origin?.links ?? [])] });
  try {
    return await context.with(trace.setSpan(parent, span), work, undefined, span);
  } catch (error) {
    recordError(span, error);
    throw error;
  } finally {
    span.end();
  }
};

/** Like `inSpan`, where a span runs already; elsewhere the work is done without one. */
export const inChildSpan = <T>(options: SpanOptions, work: (span: Span | undefined) => Promise<T>): Promise<T> =>
  trace.getActiveSpan() === undefined ? work(undefined) : inSpan(options, work);

/** The headers by which a server learns which span asks; empty where none does. */
export const traceHeaders = (): Record<string, string> => {
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  return headers;
};

/** A piece of work that is over. Times are epoch ms. */
export interface Past {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly attributes?: Attributes;
  readonly error?: unknown;
}

/** What all the parts belong to. It ends when `rest` is done, at the time that `now` gives then. */
export interface Whole extends Omit<Past, "end"> {
  readonly now: () => number;
}

/** Makes the spans of work that is over, with its parts, and runs `rest`, which still belongs to it, inside. */
export const inPastSpan = <T>(whole: Whole, parts: readonly Past[], rest: () => T): T => {
  const { name, start, now, attributes = {}, error } = whole;
  const span = startSpan(name, ROOT_CONTEXT, { attributes, startTime: start });
  const inside = trace.setSpan(ROOT_CONTEXT, span);
  for (const part of parts) {
    const child = startSpan(part.name, inside, { attributes: part.attributes ?? {}, startTime: part.start });
    if (part.error !== undefined) recordError(child, part.error);
    child.end(part.end);
  }
  if (error !== undefined) recordError(span, error);
  try {
    return context.with(inside, rest);
  } finally {
    span.end(now());
  }
};
