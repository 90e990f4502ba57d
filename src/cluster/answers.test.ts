import { describe, expect, it } from "vitest";
import { status } from "../../tests/scripted/rig.ts";
import { fromNetwork, fromRefusal } from "./answers.ts";
import { handling, Stalled } from "./errors.ts";

const refusal = (code: number, body: unknown, retryAfter?: string) =>
  handling(fromRefusal({ what: "GET /api/v1/pods", code, body, retryAfter }));

describe("an answer other than 2xx", () => {
  it.each([
    [400, "Stalled", "Invalid"],
    [401, "Stalled", "Unauthorized"],
    [403, "Stalled", "Forbidden"],
    [405, "Stalled", "Invalid"],
    [409, "Transient", "Conflict"],
    [410, "Transient", "Expired"],
    [422, "Stalled", "Invalid"],
    [500, "Transient", "ServerError"],
    [503, "Transient", "ServerError"],
    [504, "Transient", "ServerError"],
  ])("%i is %s with the reason %s", (code, kind, reason) => {
    expect(refusal(code, status(code, "Any", "what the server said"))).toMatchObject({ kind, reason });
  });

  it("tells what the server said, whole sentences and no more than 1000 characters", () => {
    expect(refusal(403, status(403, "Forbidden", "pods is forbidden")).message).toBe(
      "the API server forbids GET /api/v1/pods: pods is forbidden",
    );
    expect(refusal(500, "x".repeat(5000)).message).toHaveLength(1000);
  });

  it("404 without a name means that the kind is not served; with one, that the object is not there", () => {
    expect(refusal(404, "404 page not found\n")).toEqual({
      kind: "Stalled",
      reason: "NotServed",
      message: "the API server does not serve /api/v1/pods",
    });
    expect(refusal(404, status(404, "NotFound", "the server could not find the requested resource"))).toMatchObject({
      reason: "NotServed",
    });
    expect(refusal(404, status(404, "NotFound", 'namespaces "a" not found', { name: "a" }))).toMatchObject({ reason: "NotFound" });
  });

  it("409 tells an object that exists from one that has changed", () => {
    expect(refusal(409, status(409, "AlreadyExists", "exists"))).toMatchObject({ reason: "AlreadyExists" });
    expect(refusal(409, status(409, "Conflict", "changed"))).toMatchObject({ reason: "Conflict" });
  });

  it("a version that is unknown, too new or unreadable is expired, whatever its status", () => {
    expect(refusal(504, status(504, "Timeout", "Too large resource version: 9, current: 2"))).toMatchObject({ reason: "Expired" });
    expect(refusal(400, status(400, "BadRequest", 'invalid resource version "x"'))).toMatchObject({ reason: "Expired" });
  });

  it.each([
    ["3", 3000],
    ["0", 0],
    [undefined, 1000],
  ])("429 with Retry-After %s waits %i ms", (header, ms) => {
    expect(refusal(429, "busy", header)).toMatchObject({ kind: "Waiting", reason: "TooManyRequests", retryAfterMs: ms });
  });

  it("takes Retry-After as a date, and from the Status where there is no header", () => {
    expect(refusal(503, status(503, "ServiceUnavailable", "later", { retryAfterSeconds: 7 }))).toMatchObject({
      kind: "Waiting",
      retryAfterMs: 7000,
    });
    expect(refusal(429, "busy", "Thu, 01 Jan 1970 00:00:00 GMT")).toMatchObject({ kind: "Waiting", retryAfterMs: 0 });
  });

  it("carries the causes that a Status names", () => {
    const body = status(409, "Conflict", "Apply failed", { causes: [{ reason: "FieldManagerConflict" }] });
    expect(fromRefusal({ what: "PATCH /x", code: 409, body }).causes).toEqual([{ reason: "FieldManagerConflict" }]);
  });
});

describe("a failure below HTTP", () => {
  const failure = (code: string) => Object.assign(new Error("connect ECONNREFUSED 10.0.0.1:6443\n    at Socket"), { code });

  it.each([
    ["ECONNREFUSED", "Transient", "cannot reach https://k8s: connection refused"],
    ["ENOTFOUND", "Transient", "cannot reach https://k8s: the host name is not known"],
    ["UND_ERR_CONNECT_TIMEOUT", "Transient", "cannot reach https://k8s: the connection timed out"],
    ["CERT_HAS_EXPIRED", "Stalled", "cannot trust https://k8s: its certificate has expired"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "Stalled", "cannot trust https://k8s: its certificate is for another host name"],
  ])("%s is %s and told in words", (code, kind, message) => {
    expect(handling(fromNetwork("https://k8s", failure(code)))).toMatchObject({ kind, message });
  });

  it("is found behind a wrapping error, and among several tries", () => {
    const wrapped = new TypeError("fetch failed", { cause: new AggregateError([failure("ECONNREFUSED")]) });
    expect(fromNetwork("https://k8s", wrapped).message).toBe("cannot reach https://k8s: connection refused");
  });
});

describe("handling", () => {
  it("backs off from what nobody foresaw, and says what it was", () => {
    expect(handling(new TypeError("x is undefined"))).toEqual({ kind: "Transient", reason: "Unexpected", message: "x is undefined" });
    expect(handling("odd")).toMatchObject({ message: "odd" });
  });

  it("is read off the error itself", () => {
    expect(handling(new Stalled("Configuration", "no kubeconfig"))).toEqual({
      kind: "Stalled",
      reason: "Configuration",
      message: "no kubeconfig",
    });
  });
});
