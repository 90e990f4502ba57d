import { describe, expect, it } from "vitest";
import { boundaryObject, judgeObject } from "../../tests/builders/crossings.ts";
import { namespace, type Manifest } from "../../tests/builders/manifests.ts";
import { worldOf } from "../../tests/builders/world.ts";
import type { ScopeSpecInput } from "../api/scope.ts";
import { check } from "./exposure-declared.ts";

const interfaces: ScopeSpecInput["interfaces"] = [
  { name: "Portals", direction: "Inbound", hosts: ["*.portal.example"] },
  { name: "Partners", direction: "Both", hosts: ["partner.example"], cidrs: ["203.0.113.0/24"] },
  { name: "Weather", direction: "Outbound", hosts: ["api.weather.example"], cidrs: ["198.51.100.0/24"] },
];
const named = (...names: readonly string[]) => names.map((name) => ({ list: "interfaces", name }));
const world = (...manifests: readonly Manifest[]) => worldOf({ interfaces }, [namespace("prod"), ...manifests]);

const ingress = (...hosts: readonly string[]) => {
  const rules = hosts.map((host) => (host === "" ? {} : { host }));
  return judgeObject(check, world(boundaryObject("Ingress", "prod/it", { rules })), "Ingress", "prod/it");
};

describe("an Ingress", () => {
  it("passes when each host is declared, and confirms the interfaces that it uses", () => {
    expect(ingress("eu.portal.example", "partner.example")).toEqual({ verdict: "pass", about: named("Portals", "Partners") });
    expect(ingress("*.eu.portal.example")).toEqual({ verdict: "pass", about: named("Portals") });
  });

  it("fails for a host that is not, also one that is declared to go out", () => {
    expect(ingress("eu.portal.example", "api.weather.example")).toEqual({
      verdict: "fail",
      reason: "UndeclaredHost",
      message:
        'The Ingress answers to a host that no inbound interface declares ("api.weather.example"): ' +
        "add it to the hosts of an inbound interface, or take it out of the Ingress.",
    });
    expect(ingress("*.example", "a.test")).toMatchObject({
      message: expect.stringContaining('to hosts that no inbound interface declares ("*.example", "a.test"): add them'),
    });
  });

  it("fails for any host, by a rule without one or a default backend", () => {
    expect(ingress("", "eu.portal.example")).toMatchObject({ reason: "AnyHost" });
    const backend = boundaryObject("Ingress", "prod/it", { defaultBackend: { service: { name: "web", port: { number: 80 } } } });
    expect(judgeObject(check, world(backend), "Ingress", "prod/it")).toMatchObject({ reason: "AnyHost" });
  });

  it("may answer to any host where an interface declares all", () => {
    const all: ScopeSpecInput["interfaces"] = [{ name: "All", direction: "Inbound", hosts: ["*"] }];
    const open = worldOf({ interfaces: all }, [namespace("prod"), boundaryObject("Ingress", "prod/it", { rules: [{}] })]);
    expect(judgeObject(check, open, "Ingress", "prod/it")).toEqual({ verdict: "pass", about: named("All") });
  });
});

const gateway = boundaryObject("Gateway", "edge/public", {
  listeners: [
    { name: "portal", protocol: "HTTPS", port: 443, hostname: "*.portal.example" },
    { name: "admin", protocol: "HTTPS", port: 8443, hostname: "admin.example" },
    { name: "any", protocol: "HTTP", port: 80 },
  ],
});
const to = (section?: string) => ({ namespace: "edge", name: "public", sectionName: section });
const route = (parentRefs: readonly object[], hostnames: readonly string[] = []) =>
  judgeObject(check, world(gateway, boundaryObject("HTTPRoute", "prod/it", { parentRefs, hostnames })), "HTTPRoute", "prod/it");

describe("an HTTPRoute", () => {
  it("is judged by its own hosts, whatever its listeners answer to", () => {
    expect(route([to("any")], ["eu.portal.example"])).toEqual({ verdict: "pass", about: named("Portals") });
    expect(route([to("portal")], ["admin.example"])).toMatchObject({ reason: "UndeclaredHost" });
  });

  it("without hosts is judged by those of the listeners to which it is attached", () => {
    expect(route([to("portal")])).toEqual({ verdict: "pass", about: named("Portals") });
    expect(route([to("portal"), to("admin")])).toMatchObject({
      message: expect.stringContaining('The HTTPRoute answers to a host that no inbound interface declares ("admin.example")'),
    });
    expect(route([to()])).toMatchObject({ reason: "AnyHost" });
  });

  it("without hosts answers to any while its Gateway is not known", () => {
    expect(route([{ name: "absent" }])).toMatchObject({ reason: "AnyHost" });
    expect(route([{ name: "set", group: "example.com", kind: "Listeners" }])).toMatchObject({ reason: "AnyHost" });
  });

  it("is not judged when it directs traffic between services only, or is attached to nothing", () => {
    const mesh = { name: "web", group: "", kind: "Service" };
    expect(route([mesh], ["a.test"]).verdict).toBe("not-applicable");
    expect(route([], ["a.test"]).verdict).toBe("not-applicable");
    expect(route([mesh, to("any")], ["a.test"])).toMatchObject({ reason: "UndeclaredHost" });
  });
});

const DNS = "external-dns.alpha.kubernetes.io/hostname";
interface Asked {
  readonly hosts?: string;
  readonly at?: readonly object[];
}
const service = (spec: object, { hosts, at = [] }: Asked = {}) => {
  const marks = hosts === undefined ? {} : { annotations: { [DNS]: hosts } };
  const manifest = boundaryObject("Service", "prod/it", spec, { ...marks, status: { loadBalancer: { ingress: at } } });
  return judgeObject(check, world(manifest), "Service", "prod/it");
};
const balancer = (asked?: Asked) => service({ type: "LoadBalancer" }, asked);

describe("a load balancer", () => {
  it("passes by the hosts that it asks for, or else by its names and addresses", () => {
    expect(balancer({ hosts: "eu.portal.example,partner.example" })).toEqual({ verdict: "pass", about: named("Portals", "Partners") });
    expect(balancer({ at: [{ ip: "203.0.113.7" }] })).toEqual({ verdict: "pass", about: named("Partners") });
    expect(balancer({ at: [{ hostname: "lb.portal.example" }] })).toEqual({ verdict: "pass", about: named("Portals") });
  });

  it("fails for a host that it asks for, without saying which", () => {
    const outcome = balancer({ hosts: "eu.portal.example,secret.test", at: [{ ip: "203.0.113.7" }] });
    expect(outcome).toEqual({
      verdict: "fail",
      reason: "UndeclaredHost",
      message:
        `The load balancer asks for a host in its annotation ${DNS} that no inbound interface declares: ` +
        "add the host to the hosts of an inbound interface, or take it out of the annotation.",
    });
  });

  it("fails for an address that is not declared, and while it has none", () => {
    expect(balancer({ at: [{ ip: "203.0.113.7" }, { ip: "198.51.100.7" }, { hostname: "lb.test" }] })).toEqual({
      verdict: "fail",
      reason: "UndeclaredLoadBalancer",
      message:
        'The load balancer answers at "198.51.100.7", "lb.test", which no inbound interface declares: ' +
        `add each to the hosts or cidrs of one, or name a declared host in its annotation ${DNS}.`,
    });
    expect(balancer()).toMatchObject({
      reason: "UndeclaredLoadBalancer",
      message: expect.stringMatching(/^The load balancer asks for no host and has no address yet: /),
    });
  });
});

describe("another service", () => {
  it("with a node port passes only by hosts that it asks for", () => {
    expect(service({ type: "NodePort" }, { hosts: "eu.portal.example" })).toEqual({ verdict: "pass", about: named("Portals") });
    expect(service({ type: "NodePort" }, { hosts: "secret.test" })).toMatchObject({
      reason: "NodePort",
      message: expect.not.stringContaining("secret.test"),
    });
    expect(service({ type: "NodePort" })).toMatchObject({ reason: "NodePort" });
  });

  it("with external addresses passes when each is declared, whatever its type", () => {
    expect(service({ externalIPs: ["203.0.113.7"] })).toEqual({ verdict: "pass", about: named("Partners") });
    expect(service({ type: "LoadBalancer", externalIPs: ["203.0.113.7"] }, { hosts: "eu.portal.example" })).toEqual({
      verdict: "pass",
      about: named("Partners", "Portals"),
    });
    expect(service({ externalIPs: ["203.0.113.7", "198.51.100.7"] })).toEqual({
      verdict: "fail",
      reason: "ExternalIP",
      message:
        "The service answers at external addresses that no inbound interface declares (198.51.100.7): " +
        "add them to the cidrs of an inbound interface, or remove them from externalIPs.",
    });
  });

  it("that only the cluster reaches, or that leads out, is not judged", () => {
    expect(service({ type: "ClusterIP" }, { hosts: "secret.test" }).verdict).toBe("not-applicable");
    expect(service({ type: "ExternalName", externalName: "a.test", externalIPs: ["198.51.100.7"] }).verdict).toBe("not-applicable");
  });
});
