import { inChildSpan, markFailed, traceHeaders } from "../telemetry/spans.ts";

/** Attributes of the span of a request, as docs/tracing.md lists them. The path stands alone: no query, header or body. */
export const REQUEST_ATTRIBUTES = {
  method: "http.request.method",
  host: "server.address",
  path: "url.path",
  code: "http.response.status_code",
} as const;

interface About {
  readonly method: string;
  readonly host: string;
  readonly path: string;
}

/**
 * Asks within a span of its own, where one runs already, and gives `ask` the headers that name it to the server.
 * Watches, lists and the lease belong to no turn and have none.
 */
export const inRequestSpan = <R extends { readonly statusCode: number }>(
  { method, host, path }: About,
  ask: (headers: Readonly<Record<string, string>>) => Promise<R>,
): Promise<R> => {
  const attributes = { [REQUEST_ATTRIBUTES.method]: method, [REQUEST_ATTRIBUTES.host]: host, [REQUEST_ATTRIBUTES.path]: path };
  return inChildSpan({ name: method, attributes, client: true }, async (span) => {
    const answer = await ask(traceHeaders());
    const { statusCode } = answer;
    span?.setAttribute(REQUEST_ATTRIBUTES.code, statusCode);
    if (span && statusCode >= 400) markFailed(span, { reason: String(statusCode), message: `HTTP ${statusCode}` });
    return answer;
  });
};
