import { Stalled, Transient, Waiting, type AnyClusterError, type ErrorCause, type ErrorDetail, type ErrorReason } from "./errors.ts";

/** A meta.k8s.io/v1 Status, as far as it is read. */
interface Status {
  readonly reason?: string;
  readonly message?: string;
  readonly details?: {
    readonly name?: string;
    readonly retryAfterSeconds?: number;
    readonly causes?: readonly ErrorCause[];
  };
}

/** A refusal: `what` was asked, as "GET /api/v1/pods", and how the server answered. */
export interface Refusal {
  readonly what: string;
  readonly code: number;
  /** The body: a Status, or text. */
  readonly body: unknown;
  /** The header Retry-After, in seconds or as an HTTP date. */
  readonly retryAfter?: string | undefined;
}

const LONGEST_MESSAGE = 1000;
const DEFAULT_RETRY_AFTER_MS = 1000;

const asStatus = (body: unknown): Status => (typeof body === "object" && body !== null ? body : {});

const sentence = (refusal: Refusal, lead: string): string => {
  const said = typeof refusal.body === "string" ? refusal.body.trim() : asStatus(refusal.body).message;
  return (said ? `${lead}: ${said}` : lead).slice(0, LONGEST_MESSAGE);
};

const retryAfterMs = (refusal: Refusal): number | undefined => {
  const seconds = Number(refusal.retryAfter ?? asStatus(refusal.body).details?.retryAfterSeconds ?? Number.NaN);
  if (Number.isFinite(seconds)) {
    return Math.max(0, seconds * 1000);
  }
  const date = Date.parse(refusal.retryAfter ?? "");
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
};

/** A kind that is not served answers in plain text, or with a Status that names no object. */
const notFound = (refusal: Refusal, detail: ErrorDetail): AnyClusterError =>
  asStatus(refusal.body).details?.name === undefined
    ? new Stalled("NotServed", `the API server does not serve ${refusal.what.replace(/^[A-Z]+ /, "")}`, detail)
    : new Stalled("NotFound", sentence(refusal, `${refusal.what} found nothing`), detail);

const conflict = (refusal: Refusal, detail: ErrorDetail): AnyClusterError => {
  const reason = asStatus(refusal.body).reason === "AlreadyExists" ? "AlreadyExists" : "Conflict";
  return new Transient(reason, sentence(refusal, `${refusal.what} conflicts`), detail);
};

const EXPIRED = /resource ?version/i;

/** A resourceVersion that the server no longer knows, does not yet know, or cannot read: only a new list helps. */
const isExpired = ({ code, body }: Refusal, causes: readonly ErrorCause[]): boolean =>
  code === 410 ||
  causes.some(({ reason }) => reason === "ResourceVersionTooLarge") ||
  ((code === 400 || code === 504) && EXPIRED.test(asStatus(body).message ?? ""));

const STALLED: Readonly<Record<number, readonly [ErrorReason, string]>> = {
  401: ["Unauthorized", "the API server does not accept our credentials for"],
  403: ["Forbidden", "the API server forbids"],
};

const later = (refusal: Refusal, detail: ErrorDetail): AnyClusterError => {
  const after = retryAfterMs(refusal);
  if (refusal.code === 429) {
    return new Waiting(
      "TooManyRequests",
      sentence(refusal, `the API server is busy and puts off ${refusal.what}`),
      after ?? DEFAULT_RETRY_AFTER_MS,
      detail,
    );
  }
  const message = sentence(refusal, `the API server failed ${refusal.what} with status ${refusal.code}`);
  return after === undefined ? new Transient("ServerError", message, detail) : new Waiting("ServerError", message, after, detail);
};

/** The error that an answer other than 2xx, or an ERROR event inside a watch, stands for. */
export const fromRefusal = (refusal: Refusal): AnyClusterError => {
  const causes = asStatus(refusal.body).details?.causes ?? [];
  const detail: ErrorDetail = { status: refusal.code, causes };
  if (isExpired(refusal, causes)) {
    return new Transient("Expired", sentence(refusal, `${refusal.what} is too old to resume`), detail);
  }
  const stalled = STALLED[refusal.code];
  if (stalled) {
    return new Stalled(stalled[0], sentence(refusal, `${stalled[1]} ${refusal.what}`), detail);
  }
  if (refusal.code === 404) {
    return notFound(refusal, detail);
  }
  if (refusal.code === 409) {
    return conflict(refusal, detail);
  }
  if (refusal.code === 429 || refusal.code >= 500) {
    return later(refusal, detail);
  }
  return new Stalled("Invalid", sentence(refusal, `the API server refuses ${refusal.what} with status ${refusal.code}`), detail);
};

const NETWORK: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "the connection was reset",
  EPIPE: "the connection was closed",
  UND_ERR_SOCKET: "the connection was closed",
  ENOTFOUND: "the host name is not known",
  EAI_AGAIN: "the host name cannot be resolved now",
  EHOSTUNREACH: "no route to the host",
  ENETUNREACH: "no route to the network",
  ETIMEDOUT: "the connection timed out",
  UND_ERR_CONNECT_TIMEOUT: "the connection timed out",
  EPROTO: "the server does not speak TLS, or not with us",
  ERR_SSL_WRONG_VERSION_NUMBER: "the server does not speak TLS",
};

const CERTIFICATE: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed and not in our certificate authority",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is not signed by our certificate authority",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is not signed by our certificate authority",
  UNABLE_TO_GET_ISSUER_CERT: "its certificate is not signed by our certificate authority",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its certificate is not signed by our certificate authority",
  CERT_SIGNATURE_FAILURE: "its certificate is not signed by our certificate authority",
  CERT_HAS_EXPIRED: "its certificate has expired",
  CERT_NOT_YET_VALID: "its certificate is not valid yet",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host name",
};

const codeOf = (error: unknown): string => {
  const own = (error as { code?: unknown } | null)?.code;
  if (typeof own === "string") {
    return own;
  }
  const { cause, errors } = (error ?? {}) as { cause?: unknown; errors?: readonly unknown[] };
  return cause !== undefined ? codeOf(cause) : errors?.length ? codeOf(errors[0]) : "";
};

/** The error that a failure below HTTP stands for. `server` is the address as in the kubeconfig. */
export const fromNetwork = (server: string, error: unknown): AnyClusterError => {
  const code = codeOf(error);
  const certificate = CERTIFICATE[code];
  if (certificate) {
    return new Stalled("Untrusted", `cannot trust ${server}: ${certificate}`, { cause: error });
  }
  const said = NETWORK[code] ?? (error instanceof Error ? error.message : String(error));
  return new Transient("Unreachable", `cannot reach ${server}: ${said}`, { cause: error });
};
