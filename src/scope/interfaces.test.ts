import { describe, expect, test } from "vitest";
import { scopeOf } from "../../tests/builders/world.ts";
import type { ScopeSpecInput } from "../api/scope.ts";
import { addressRange } from "./cidr.ts";
import { declaredInterfaces, eachOnce } from "./interfaces.ts";

const INTERFACES: ScopeSpecInput["interfaces"] = [
  { name: "Portals", direction: "Inbound", hosts: ["*.portal.example", "portal.example"] },
  { name: "Offices", direction: "Inbound", cidrs: ["203.0.113.0/25"] },
  { name: "Partners", direction: "Both", hosts: ["eu.portal.example"], cidrs: ["203.0.113.128/25"] },
  { name: "Weather", direction: "Outbound", hosts: ["api.weather.example"], cidrs: ["198.51.100.0/24"] },
];
const scope = scopeOf({ interfaces: INTERFACES });
const inbound = declaredInterfaces(scope, "Inbound");
const outbound = declaredInterfaces(scope, "Outbound");
const names = (refs: readonly { readonly name: string }[] | undefined) => refs?.map(({ name }) => name);
const ranges = (...texts: readonly string[]) => texts.map((text) => addressRange(text)!);

describe("declared interfaces", () => {
  test("of both directions count in each; the others in their own", () => {
    expect(names(inbound.host("eu.portal.example"))).toEqual(["Portals", "Partners"]);
    expect(names(outbound.host("eu.portal.example"))).toEqual(["Partners"]);
    expect(inbound.host("api.weather.example")).toBeUndefined();
    expect(names(outbound.host("api.weather.example"))).toEqual(["Weather"]);
    expect(outbound.host("portal.example")).toBeUndefined();
  });

  test("declare a wildcard as a whole", () => {
    expect(names(inbound.host("*.portal.example"))).toEqual(["Portals"]);
    expect(inbound.host("*.example")).toBeUndefined();
    expect(inbound.host("")).toBeUndefined();
  });

  test("declare addresses together, and those that hold some of them are named", () => {
    expect(names(inbound.addresses(ranges("203.0.113.0/24")))).toEqual(["Offices", "Partners"]);
    expect(names(inbound.addresses(ranges("203.0.113.7")))).toEqual(["Offices"]);
    expect(inbound.addresses(ranges("203.0.112.0/23"))).toBeUndefined();
    expect(inbound.addresses(ranges("203.0.113.7", "198.51.100.7"))).toBeUndefined();
    expect(names(outbound.addresses(ranges("203.0.113.200", "198.51.100.7")))).toEqual(["Partners", "Weather"]);
  });

  test("declare nothing that is longer than a host name can be", () => {
    const all = declaredInterfaces(scopeOf({ interfaces: [{ name: "All", direction: "Inbound", hosts: ["*"] }] }), "Inbound");
    expect(names(all.host("a".repeat(253)))).toEqual(["All"]);
    expect(all.host("a".repeat(254))).toBeUndefined();
  });

  test("of several answers are told once each", () => {
    const refs = ["b", "a", "b"].map((name) => ({ list: "interfaces" as const, name }));
    expect(names(eachOnce(refs))).toEqual(["b", "a"]);
  });
});
