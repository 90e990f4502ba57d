import { describe, expect, it } from "vitest";
import { boundaryObject, judgeObject } from "../../tests/builders/crossings.ts";
import { namespace, type Manifest, type Marks } from "../../tests/builders/manifests.ts";
import { worldOf } from "../../tests/builders/world.ts";
import { check } from "./exposure-tls.ts";

const world = (...manifests: readonly Manifest[]) => worldOf({}, [namespace("prod"), ...manifests]);

const ingress = (hosts: readonly string[], tls: readonly object[], marks: Marks = {}) => {
  const rules = hosts.map((host) => (host === "" ? {} : { host }));
  return judgeObject(check, world(boundaryObject("Ingress", "prod/it", { rules, tls }, marks)), "Ingress", "prod/it");
};

describe("an Ingress", () => {
  it("passes when a certificate covers each host", () => {
    expect(ingress(["a.example", "b.example"], [{ hosts: ["a.example"] }, { hosts: ["*.example"] }]).verdict).toBe("pass");
    expect(ingress(["", "a.example"], [{ secretName: "tls" }]).verdict).toBe("pass");
    const byController = { annotations: { "alb.ingress.kubernetes.io/certificate-arn": "arn" } };
    expect(ingress(["a.example"], [], byController).verdict).toBe("pass");
  });

  it("fails for those that none covers", () => {
    expect(ingress(["a.example", "b.c.example", ""], [{ hosts: ["*.example"] }])).toEqual({
      verdict: "fail",
      reason: "NoTls",
      message:
        'The Ingress serves any host, "b.c.example" without TLS: ' +
        "add each host to an entry of spec.tls with the Secret of its certificate.",
    });
  });

  it("without hosts is not judged", () => {
    expect(ingress([], []).verdict).toBe("not-applicable");
  });
});

const HTTP = { name: "http", protocol: "HTTP", port: 80 };
const HTTPS = { name: "https", protocol: "HTTPS", port: 443 };
const TCP = { name: "db", protocol: "TCP", port: 5432 };
const gateway = (listeners: readonly object[], ...routes: readonly Manifest[]) =>
  judgeObject(check, world(boundaryObject("Gateway", "prod/it", { listeners }), ...routes), "Gateway", "prod/it");

const route = (path: string, rules: readonly object[], more: object = {}) =>
  boundaryObject("HTTPRoute", path, { parentRefs: [{ namespace: "prod", name: "it", ...more }], rules });
const redirect = { filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https" } }] };
const serve = { backendRefs: [{ name: "web", port: 80 }] };

describe("a Gateway", () => {
  it("passes when it only encrypts", () => {
    expect(gateway([HTTPS, TCP], route("prod/web", [serve])).verdict).toBe("pass");
    expect(gateway([{ ...TCP, protocol: "TLS" }]).verdict).toBe("pass");
  });

  it("passes when what is attached to its HTTP redirects, from whatever namespace", () => {
    expect(gateway([HTTP], route("prod/redirect", [redirect])).verdict).toBe("pass");
    const served = route("shop/web", [serve], { sectionName: "https" });
    expect(gateway([HTTP, HTTPS], route("shop/redirect", [redirect], { port: 80 }), served).verdict).toBe("pass");
  });

  it("fails when something attached to its HTTP serves, or nothing is attached", () => {
    expect(gateway([HTTP, HTTPS])).toEqual({
      verdict: "fail",
      reason: "PlainHttp",
      message:
        'The Gateway serves HTTP by listener "http" without redirecting all of it: ' +
        "attach there only HTTPRoutes that redirect to https, or make the protocol HTTPS.",
    });
    expect(gateway([HTTP], route("prod/redirect", [redirect]), route("shop/web", [serve]))).toMatchObject({ reason: "PlainHttp" });
    expect(gateway([HTTP], route("prod/both", [redirect, serve]))).toMatchObject({ reason: "PlainHttp" });
    const second = { ...HTTP, name: "more", port: 8080 };
    expect(gateway([HTTP, second], route("prod/redirect", [redirect], { sectionName: "http" }))).toMatchObject({
      message: expect.stringContaining('by listener "more" '),
    });
  });

  it("is not held to a route that has no host in common with the listener", () => {
    const shop = { ...HTTP, hostname: "shop.example" };
    const other = boundaryObject("HTTPRoute", "prod/web", { parentRefs: [{ name: "it" }], hostnames: ["other.example"], rules: [serve] });
    expect(gateway([shop], route("prod/redirect", [redirect]), other).verdict).toBe("pass");
  });

  it("with other protocols only, or without listeners, is not judged", () => {
    expect(gateway([TCP, { ...TCP, name: "dns", protocol: "UDP" }]).verdict).toBe("not-applicable");
    expect(gateway([]).verdict).toBe("not-applicable");
  });
});
