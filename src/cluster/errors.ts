/**
 * Errors of this folder carry their handling:
 * Stalled (a human must act; tried again gently), Waiting (after a stated time), Transient (back off).
 * Their messages are sentences for people; nobody who throws one also logs it.
 */

export type ErrorKind = "Stalled" | "Waiting" | "Transient";

/** One word for what went wrong. */
export type ErrorReason =
  | "Forbidden"
  | "NotServed"
  | "NotFound"
  | "Unauthorized"
  | "Invalid"
  | "Conflict"
  | "AlreadyExists"
  | "Expired"
  | "TooManyRequests"
  | "ServerError"
  | "Unreachable"
  | "Untrusted"
  | "Timeout"
  | "Interrupted"
  | "Undecodable"
  | "Configuration"
  | "Credentials"
  | "Unexpected";

/** One cause that a Status names: a reason, for example FieldManagerConflict or NamespaceTerminating, and the field it is about. */
export interface ErrorCause {
  readonly reason?: string;
  readonly field?: string;
}

/** What an answer of the API server adds to a reason. */
export interface ErrorDetail {
  /** HTTP status, where there was an answer. */
  readonly status?: number;
  /** `details.causes` of the Status. */
  readonly causes?: readonly ErrorCause[];
  readonly cause?: unknown;
}

abstract class ClusterError extends Error {
  abstract readonly kind: ErrorKind;
  readonly reason: ErrorReason;
  readonly status: number | undefined;
  readonly causes: readonly ErrorCause[];

  constructor(reason: ErrorReason, message: string, detail: ErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.reason = reason;
    this.status = detail.status;
    this.causes = detail.causes ?? [];
  }
}

/** Trying again does not help until somebody changes something: a permission, a configuration, a CRD. */
export class Stalled extends ClusterError {
  override readonly name = "Stalled";
  readonly kind = "Stalled";
}

/** The server said when to come back. */
export class Waiting extends ClusterError {
  override readonly name = "Waiting";
  readonly kind = "Waiting";
  readonly retryAfterMs: number;

  constructor(reason: ErrorReason, message: string, retryAfterMs: number, detail: ErrorDetail = {}) {
    super(reason, message, detail);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Likely to pass by itself: back off and try again. */
export class Transient extends ClusterError {
  override readonly name = "Transient";
  readonly kind = "Transient";
}

export type AnyClusterError = Stalled | Waiting | Transient;

export const isClusterError = (error: unknown): error is AnyClusterError => error instanceof ClusterError;

/** How an error is to be handled, whoever threw it. */
export interface Handling {
  readonly kind: ErrorKind;
  readonly reason: ErrorReason;
  readonly message: string;
  readonly retryAfterMs?: number;
}

/** The one place that turns an error into what conditions, logs and retries need. */
export const handling = (error: unknown): Handling => {
  if (!isClusterError(error)) {
    return { kind: "Transient", reason: "Unexpected", message: error instanceof Error ? error.message : String(error) };
  }
  const { kind, reason, message } = error;
  return error instanceof Waiting ? { kind, reason, message, retryAfterMs: error.retryAfterMs } : { kind, reason, message };
};

/** Whether an error says that an object, or the kind of it, is not there. */
export const isMissing = (error: unknown): boolean =>
  isClusterError(error) && (error.reason === "NotFound" || error.reason === "NotServed");
