import { describe, expect, test } from "vitest";
import { boundaryObject } from "../../tests/builders/crossings.ts";
import { factsOf } from "../../tests/builders/world.ts";
import { listenersOf } from "./gateways.ts";

const listeners = [
  { name: "http", protocol: "HTTP", port: 80 },
  { name: "shop", protocol: "HTTPS", port: 443, hostname: "*.shop.example" },
  { name: "bank", protocol: "HTTPS", port: 443, hostname: "bank.example" },
  { name: "raw", protocol: "TCP", port: 5432 },
  { name: "through", protocol: "TLS", port: 8443 },
];

const attached = (parentRefs: readonly object[], hostnames: readonly string[] = []) => {
  const facts = factsOf([
    boundaryObject("Gateway", "edge/public", { listeners }),
    boundaryObject("HTTPRoute", "prod/web", { parentRefs, hostnames }),
  ]);
  const [route] = facts.objects("HTTPRoute", "prod");
  return listenersOf(route!, facts.gateway("edge", "public")!).map(({ name }) => name);
};
const PUBLIC = { namespace: "edge", name: "public" };

describe("a route is attached", () => {
  test("to every listener of HTTP or HTTPS, when it names none", () => {
    expect(attached([PUBLIC])).toEqual(["http", "shop", "bank"]);
  });

  test("to the section and the port that it names", () => {
    expect(attached([{ ...PUBLIC, sectionName: "http" }])).toEqual(["http"]);
    expect(attached([{ ...PUBLIC, port: 443 }])).toEqual(["shop", "bank"]);
    expect(attached([{ ...PUBLIC, sectionName: "http", port: 443 }])).toEqual([]);
    expect(attached([{ ...PUBLIC, sectionName: "raw" }])).toEqual([]);
  });

  test("by any of its parents that is this Gateway, and by no other", () => {
    expect(
      attached([
        { ...PUBLIC, sectionName: "http" },
        { ...PUBLIC, sectionName: "bank" },
      ]),
    ).toEqual(["http", "bank"]);
    expect(attached([{ name: "public" }, { namespace: "edge", name: "internal" }])).toEqual([]);
    expect(attached([{ ...PUBLIC, group: "", kind: "Service" }])).toEqual([]);
    expect(attached([{ ...PUBLIC, group: "example.com" }])).toEqual([]);
  });

  test("only where they have a host in common", () => {
    expect(attached([PUBLIC], ["a.shop.example"])).toEqual(["http", "shop"]);
    expect(attached([PUBLIC], ["*.example"])).toEqual(["http", "shop", "bank"]);
    expect(attached([PUBLIC], ["other.test"])).toEqual(["http"]);
  });
});
