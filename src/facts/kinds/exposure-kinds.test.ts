import { describe, expect, test } from "vitest";
import { raw } from "../../../tests/objects/raw.ts";
import { Interner } from "../interner.ts";
import { annotationKeys } from "../known-annotations.ts";
import type { Projection } from "../projection.ts";
import { gatewayKind } from "./gateway.ts";
import { httpRouteKind } from "./http-route.ts";
import { ingressKind } from "./ingress.ts";
import { prometheusRuleKind } from "./prometheus-rule.ts";
import { serviceKind } from "./service.ts";

const shared: Projection = { interner: new Interner(), annotationKeys: annotationKeys() };

describe("a Service", () => {
  const project = (spec?: object, more: object = {}) =>
    serviceKind.project(raw.Service({ name: "s", ...(spec && { spec }), ...more }), shared);

  test("is of type ClusterIP unless it says otherwise", () => {
    expect(project().type).toBe("ClusterIP");
    expect(project({ type: null }).type).toBe("ClusterIP");
    expect(project({ type: "NodePort" }).type).toBe("NodePort");
  });

  test("leads out to a name only when its type says so, in the form in which names are compared", () => {
    expect(project({ type: "ExternalName", externalName: "API.Partner.Example." }).externalName).toBe("api.partner.example");
    expect(project({ type: "ClusterIP", externalName: "api.partner.example" }).externalName).toBeUndefined();
    expect(project({ type: "ExternalName" }).externalName).toBeUndefined();
  });

  test("lists the addresses of its load balancer, asked for and given", () => {
    const status = { loadBalancer: { ingress: [{ hostname: "LB.example" }, { ip: "203.0.113.7" }, {}] } };
    const fact = project(
      { type: "LoadBalancer", loadBalancerIP: "203.0.113.9", externalIPs: ["198.51.100.2", "198.51.100.1"] },
      { status },
    );
    expect(fact.balancer).toEqual(["203.0.113.7", "203.0.113.9", "lb.example"]);
    expect(fact.externalIPs).toEqual(["198.51.100.1", "198.51.100.2"]);
    expect(project({ type: "LoadBalancer" }, { status: { loadBalancer: { ingress: null } } }).balancer).toEqual([]);
  });

  test("lists the hosts that it asks external-dns for", () => {
    const annotations = { "external-dns.alpha.kubernetes.io/hostname": "Shop.example., api.shop.example ,", "note.example/x": "hunter2" };
    const fact = project({}, { annotations });
    expect(fact.requestedHosts).toEqual(["api.shop.example", "shop.example"]);
    expect(JSON.stringify(fact)).not.toContain("hunter2");
  });
});

describe("an Ingress", () => {
  const project = (spec?: object, annotations: Record<string, string> = {}) =>
    ingressKind.project(raw.Ingress({ name: "i", annotations, ...(spec && { spec }) }), shared);

  test("is for the hosts of its rules, each once, and for any by a rule without a host or a default backend", () => {
    const rules = [{ host: "B.example" }, { host: "a.example" }, { host: "b.example" }];
    expect(project({ rules }).hosts).toEqual(["a.example", "b.example"]);
    expect(project({ rules: [...rules, {}] }).hosts).toEqual(["", "a.example", "b.example"]);
    expect(project({ defaultBackend: { service: { name: "s" } }, rules: [] }).hosts).toEqual([""]);
    expect(project({}).hosts).toEqual([]);
  });

  test("has TLS for the hosts that it lists, and for any by an entry without hosts", () => {
    expect(project({ tls: [{ hosts: ["A.example"], secretName: "t" }] }).tlsHosts).toEqual(["a.example"]);
    expect(project({ tls: [{ secretName: "t" }] }).tlsHosts).toEqual([""]);
    expect(project({ tls: [{ hosts: [] }, null, { hosts: ["a.example"] }] }).tlsHosts).toEqual(["", "a.example"]);
    expect(project({ tls: null }).tlsHosts).toEqual([]);
  });

  test.each([
    ["alb.ingress.kubernetes.io/certificate-arn", "arn:aws:acm:eu-west-1:111122223333:certificate/x", true],
    ["networking.gke.io/managed-certificates", "shop", true],
    ["ingress.gcp.kubernetes.io/pre-shared-cert", "shop", true],
    ["appgw.ingress.kubernetes.io/appgw-ssl-certificate", "shop", true],
    ["traefik.ingress.kubernetes.io/router.tls", "true", true],
    ["traefik.ingress.kubernetes.io/router.tls", "false", false],
    ["alb.ingress.kubernetes.io/certificate-arn", "", false],
    ["other.example/certificate-arn", "x", false],
  ])("with %s: %s has a certificate from elsewhere: %s", (key, value, expected) => {
    expect(project({}, { [key]: value }).tlsByAnnotation).toBe(expected);
  });
});

test("a Gateway has its listeners, with a host where they are for one", () => {
  const listeners = [
    { name: "web", protocol: "HTTPS", port: 443, hostname: "*.Shop.example" },
    { name: "any", protocol: "HTTP", port: 80 },
    null,
  ];
  const fact = gatewayKind.project(raw.Gateway({ name: "g", spec: { listeners } }), shared);
  expect(fact.listeners).toStrictEqual([
    { name: "web", protocol: "HTTPS", port: 443, host: "*.shop.example" },
    { name: "any", protocol: "HTTP", port: 80, host: undefined },
    { name: "", protocol: "", port: 0, host: undefined },
  ]);
});

describe("an HTTPRoute", () => {
  const project = (spec: object) => httpRouteKind.project(raw.HTTPRoute({ name: "r", spec }), shared);

  test("names a Gateway of its own namespace unless it says otherwise", () => {
    const parentRefs = [
      { name: "g" },
      { name: "g", namespace: "infra", sectionName: "web", port: 443 },
      { group: "", kind: "Service", name: "s" },
    ];
    expect(project({ parentRefs }).parents).toStrictEqual([
      { group: "gateway.networking.k8s.io", kind: "Gateway", namespace: "shop", name: "g", section: undefined, port: undefined },
      { group: "gateway.networking.k8s.io", kind: "Gateway", namespace: "infra", name: "g", section: "web", port: 443 },
      { group: "", kind: "Service", namespace: "shop", name: "s", section: undefined, port: undefined },
    ]);
  });

  test("has its hosts in the form in which they are compared", () => {
    expect(project({ hostnames: ["B.example", "a.example", "b.example"] }).hosts).toEqual(["a.example", "b.example"]);
    expect(project({ hostnames: null }).hosts).toEqual([]);
  });

  const redirect = { filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https" } }] };
  test.each([
    ["no rules", undefined, false],
    ["an empty list", [], false],
    ["a redirect", [redirect], true],
    ["two redirects", [redirect, { matches: [{}], ...redirect }], true],
    ["a redirect and a rule that serves", [redirect, { backendRefs: [{ name: "s" }] }], false],
    ["a redirect that also serves", [{ ...redirect, backendRefs: [{ name: "s" }] }], false],
    ["a redirect to another host", [{ filters: [{ type: "RequestRedirect", requestRedirect: { hostname: "x" } }] }], false],
    ["a redirect to http", [{ filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "http" } }] }], false],
    ["a rewrite", [{ filters: [{ type: "URLRewrite" }, null] }], false],
  ])("with %s does nothing but redirect to https: %#", (_, rules, expected) => {
    expect(project({ rules }).redirectsToHttps).toBe(expected);
  });
});

test("a PrometheusRule has its alerts by name with their severity, and nothing else of them", () => {
  const alert = (name: string, severity?: string) => ({ alert: name, expr: "up == 0", ...(severity ? { labels: { severity } } : {}) });
  const groups = [
    { name: "a", rules: [alert("Down", "critical"), { record: "x", expr: "y" }, alert("Down", "warning"), alert("Down", "critical")] },
    { name: "b", rules: [alert("Busy"), null] },
    { name: "c", rules: null },
    null,
  ];
  expect(prometheusRuleKind.project(raw.PrometheusRule({ name: "p", spec: { groups } }), shared).alerts).toStrictEqual([
    { name: "Busy", severity: undefined },
    { name: "Down", severity: "critical" },
    { name: "Down", severity: "warning" },
  ]);
});
