import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boundaryObject, judgeObject } from "../../tests/builders/crossings.ts";
import { namespace } from "../../tests/builders/manifests.ts";
import { worldOf } from "../../tests/builders/world.ts";
import { ADDRESSES, isInRange, lets, rawPolicy } from "../../tests/objects/network-policies.ts";
import type { ScopeSpecInput } from "../api/scope.ts";
import { check } from "./egress-declared.ts";

type Interfaces = NonNullable<ScopeSpecInput["interfaces"]>;

const INTERFACES: Interfaces = [
  { name: "Weather", direction: "Outbound", hosts: ["*.weather.example"], cidrs: ["198.51.100.0/24"] },
  { name: "Partners", direction: "Both", hosts: ["partner.example"], cidrs: ["203.0.113.0/24"] },
  { name: "Offices", direction: "Inbound", hosts: ["office.example"], cidrs: ["192.0.2.0/24"] },
];
const named = (...names: readonly string[]) => names.map((name) => ({ list: "interfaces", name }));

const judge = (kind: "NetworkPolicy" | "Service", spec: object, interfaces = INTERFACES) =>
  judgeObject(check, worldOf({ interfaces }, [namespace("prod"), boundaryObject(kind, "prod/it", spec)]), kind, "prod/it");
const policy = (egress: readonly object[], interfaces?: Interfaces) =>
  judge("NetworkPolicy", { podSelector: {}, policyTypes: ["Egress"], egress }, interfaces);
const to = (cidr: string, ...except: readonly string[]) => ({ to: [{ ipBlock: { cidr, except } }] });
const service = (externalName: string) => judge("Service", { type: "ExternalName", externalName });

describe("a policy that lets pods out", () => {
  it("passes to declared ranges, and confirms the interfaces that it uses", () => {
    expect(policy([to("198.51.100.0/25"), to("203.0.113.7/32")])).toEqual({ verdict: "pass", about: named("Weather", "Partners") });
    expect(policy([to("203.0.112.0/23", "203.0.112.0/24")])).toEqual({ verdict: "pass", about: named("Partners") });
  });

  it("fails to others, also to those of an inbound interface, and names them", () => {
    expect(policy([to("192.0.2.0/24"), to("198.51.100.0/24"), to("10.0.0.0/8", "10.1.0.0/16")])).toEqual({
      verdict: "fail",
      reason: "UndeclaredRange",
      message:
        "The policy lets pods send to addresses that no outbound interface declares (10.0.0.0/8, 192.0.2.0/24): " +
        "narrow its ipBlock, or add the range to the cidrs of an outbound interface.",
    });
  });

  it("fails to anywhere unless that is declared, and that before any range", () => {
    expect(policy([to("10.0.0.0/8"), { ports: [{ port: 443 }] }])).toMatchObject({ reason: "EgressAnywhere" });
    const internet: Interfaces = [{ name: "Internet", direction: "Outbound", cidrs: ["0.0.0.0/0", "::/0"] }];
    expect(policy([{}], internet)).toEqual({ verdict: "pass", about: named("Internet") });
    expect(policy([to("0.0.0.0/0")])).toMatchObject({ reason: "UndeclaredRange" });
  });

  it("may resolve names anywhere, but to a range by a declared one only", () => {
    const dns = { ports: [{ port: 53, protocol: "UDP" }, { port: 53 }] };
    expect(policy([dns]).verdict).toBe("not-applicable");
    expect(policy([dns, to("203.0.113.0/24")])).toEqual({ verdict: "pass", about: named("Partners") });
    expect(policy([{ ports: [...dns.ports, { port: 853 }] }])).toMatchObject({ reason: "EgressAnywhere" });
    expect(policy([{ ...dns, ...to("9.9.9.9/32") }])).toMatchObject({ reason: "UndeclaredRange" });
  });

  it("is not judged where it speaks of pods and namespaces only, of nobody, or not of egress", () => {
    expect(policy([{ to: [{ podSelector: {} }, { namespaceSelector: {} }] }]).verdict).toBe("not-applicable");
    expect(policy([]).verdict).toBe("not-applicable");
    expect(judge("NetworkPolicy", { podSelector: {}, ingress: [{}] }).verdict).toBe("not-applicable");
  });

  it("at random fails exactly when the text of the API lets pods send to an address that is not declared", () => {
    const interfaces: Interfaces = [{ name: "Offices", direction: "Outbound", cidrs: ["10.0.0.0/9", "203.0.113.0/24"] }];
    const undeclared = ADDRESSES.filter((address) => !["10.0.0.0/9", "203.0.113.0/24"].some((cidr) => isInRange(address, cidr)));
    fc.assert(
      fc.property(rawPolicy(["prod"]), (policy) => {
        const sent = undeclared.some((address) => lets(policy, "Egress", { address }));
        expect(judge("NetworkPolicy", policy, interfaces).verdict === "fail").toBe(sent);
      }),
      { numRuns: 300 },
    );
  });
});

describe("a service that leads to a name", () => {
  it("passes when an outbound interface has the host", () => {
    expect(service("API.Weather.example.")).toEqual({ verdict: "pass", about: named("Weather") });
    expect(service("partner.example")).toEqual({ verdict: "pass", about: named("Partners") });
  });

  it("fails when none has it", () => {
    expect(service("office.example")).toEqual({
      verdict: "fail",
      reason: "UndeclaredHost",
      message:
        'The service leads to "office.example", which no outbound interface declares: ' +
        "add the host to an outbound interface, or remove the service.",
    });
    expect(service("web.prod.svc.corp.example")).toMatchObject({ reason: "UndeclaredHost" });
  });

  it("is not judged when the name is one of the cluster, or there is none", () => {
    expect(service("web.shop.svc.cluster.local").verdict).toBe("not-applicable");
    expect(service("web.shop.svc").verdict).toBe("not-applicable");
    for (const type of ["ClusterIP", "LoadBalancer"]) expect(judge("Service", { type }).verdict).toBe("not-applicable");
  });
});
