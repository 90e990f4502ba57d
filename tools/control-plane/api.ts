/** A small client for tests: one request, one answer, nothing hidden. */
import { Agent, request as send } from "undici";
import { readKubeconfig, type Access } from "./kubeconfig.ts";

/** What the API server said. */
export interface Answer<T> {
  readonly status: number;
  /** Parsed JSON, or the text when it is none. */
  readonly body: T;
}

/** The four verbs tests need; PATCH sends a merge patch unless told otherwise. */
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** A client bound to one API server and one identity. */
export interface Api {
  readonly url: string;
  /** Any answer is returned, also a refusal; throws only when the server cannot be reached. */
  request<T = ApiObject>(method: Method, path: string, body?: unknown, contentType?: string): Promise<Answer<T>>;
  /** Like `request`, but throws the server's message when the status is 400 or above. */
  must<T = ApiObject>(method: Method, path: string, body?: unknown, contentType?: string): Promise<T>;
  close(): Promise<void>;
}

/** As much of any Kubernetes object or Status as there is in common; who needs more gives the type. */
export interface ApiObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly generation?: number;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly message?: string;
  readonly reason?: string;
}

/** Opens a client for a kubeconfig's current context, or for an access given directly. */
export function openApi(target: string | Access): Api {
  const access = typeof target === "string" ? readKubeconfig(target) : target;
  const { ca, certificate: cert, key } = access;
  const connect = {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
    ...(access.insecure === true ? { rejectUnauthorized: false } : {}),
  };
  const dispatcher = new Agent({ connect, headersTimeout: 120_000 });
  const request = async <T>(method: Method, path: string, body?: unknown, contentType?: string): Promise<Answer<T>> => {
    const response = await send(`${access.url}${path}`, {
      method,
      dispatcher,
      headers: headers(access, body === undefined ? undefined : (contentType ?? defaultType(method))),
      body: body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body),
    });
    const text = await response.body.text();
    return { status: response.statusCode, body: parse(text) as T };
  };
  return {
    url: access.url,
    request,
    must: async <T>(method: Method, path: string, body?: unknown, contentType?: string): Promise<T> => {
      const answer = await request<T>(method, path, body, contentType);
      if (answer.status < 400) return answer.body;
      const { message } = answer.body as ApiObject;
      throw new Error(`${method} ${path}: HTTP ${answer.status}: ${message ?? String(answer.body)}`);
    },
    close: () => dispatcher.close(),
  };
}

function defaultType(method: Method): string {
  return method === "PATCH" ? "application/merge-patch+json" : "application/json";
}

function headers(access: Access, contentType: string | undefined): Record<string, string> {
  return {
    accept: "application/json",
    ...(access.token === undefined ? {} : { authorization: `Bearer ${access.token}` }),
    ...(contentType === undefined ? {} : { "content-type": contentType }),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
