import { wrong, unreferenced, IDENTIFIER, type WrongObject } from "./wrong-object.ts";

/** Scopes with a wrong entry in one of their other lists. */

export const wrongEntries: readonly WrongObject[] = [
  wrong(
    "a capital in an asset's name",
    { informationAssets: [{ name: "Customer Data" }] },
    "spec.informationAssets[0].name",
    ...IDENTIFIER,
  ),
  wrong(
    "an asset of a class that is no level",
    {
      informationAssets: [
        { name: "a", classification: "Public" },
        { name: "b", classification: "confidental" },
      ],
    },
    "spec.informationAssets",
    "information asset b",
    "classification confidental",
    "which are Public, Internal, Confidential, Restricted",
  ),
  wrong("prohibited data in capitals", { prohibitedData: ["PAN"] }, "spec.prohibitedData[0]", ...IDENTIFIER),
  wrong("prohibited data named twice", { prohibitedData: ["pan", "pan"] }, "spec.prohibitedData[1]", "Duplicate value"),
  wrong(
    "a component in an environment that is not declared",
    {
      components: [
        { name: "api", environments: ["production"] },
        { name: "etl", environments: ["production", "staging"] },
      ],
    },
    "spec.components",
    "component etl: staging is not in spec.environments",
    "declare it there, or correct the name",
  ),
  wrong("a component of an unknown type", { components: [{ name: "a", type: "Database" }] }, "spec.components[0].type", "DataStore"),
  wrong("two components of one name", { components: [{ name: "a" }, { name: "a" }] }, "spec.components[1]", "Duplicate value"),
  wrong(
    "a kind in small letters",
    { components: [{ name: "a", workloads: { kinds: ["deployment"] } }] },
    "spec.components[0].workloads.kinds[0]",
    "for example Deployment",
  ),
  wrong(
    "an External component bound to workloads",
    { components: [{ name: "a", presence: "External", workloads: { names: ["a"] } }] },
    "spec.components[0].workloads",
    "remove workloads, or choose another presence",
  ),
  wrong(
    "a count of what is not counted",
    { technology: [{ name: "AWS", services: [{ name: "S3", quantity: "54", observe: { kind: "Bucket" } }] }] },
    "spec.technology[0].services[0].observe.kind",
    "PersistentVolumeClaim",
  ),
  wrong(
    "a count without a quantity",
    { technology: [{ name: "AWS", services: [{ name: "EC2", observe: { kind: "Node" } }] }] },
    "spec.technology[0].services[0].observe",
    "add quantity, or remove observe",
  ),
  wrong(
    "a quantity without quotes",
    { personnel: [{ name: "Users", quantity: 22 }] },
    "spec.personnel[0].quantity",
    "must be of type string",
  ),
  wrong(
    "an account without quotes",
    { technology: [{ name: "AWS", accounts: [3021] }] },
    "spec.technology[0].accounts[0]",
    "must be of type string",
  ),
  wrong(
    "a registry with a scheme",
    { suppliers: [{ name: "GitHub", registries: ["https://ghcr.io"] }] },
    "spec.suppliers[0].registries[0]",
    "without scheme, tag or digest",
    "ghcr.io/example",
  ),
  wrong(
    "a capital in a location's name",
    { ...unreferenced, environments: null, locations: [{ name: "EU" }] },
    "spec.locations[0].name",
    ...IDENTIFIER,
  ),
  wrong(
    "a ServiceAccount without its namespace",
    { personnel: [{ name: "Bots", subjects: [{ kind: "ServiceAccount", name: "bot" }] }] },
    "spec.personnel[0].subjects[0].namespace",
    "a ServiceAccount needs its namespace",
  ),
  wrong(
    "a Group with a namespace",
    { personnel: [{ name: "Dev", subjects: [{ kind: "Group", name: "dev", namespace: "a" }] }] },
    "spec.personnel[0].subjects[0].namespace",
    "a User or Group has none",
  ),
  wrong("an interface that leads nowhere", { interfaces: [{ name: "API" }] }, "spec.interfaces[0].direction", "Required value"),
  wrong(
    "an unknown direction",
    { interfaces: [{ name: "API", direction: "In" }] },
    "spec.interfaces[0].direction",
    "Inbound",
    "Outbound",
    "Both",
  ),
  wrong(
    "a host with a scheme",
    { interfaces: [{ name: "API", direction: "Inbound", hosts: ["https://api.example"] }] },
    "spec.interfaces[0].hosts[0]",
    "lower-case letters, digits",
  ),
  wrong(
    "an address that is no range",
    { interfaces: [{ name: "API", direction: "Inbound", cidrs: ["203.0.113.7"] }] },
    "spec.interfaces[0].cidrs[0]",
    "203.0.113.0/24",
  ),
  wrong(
    "a range that begins at a host",
    { interfaces: [{ name: "API", direction: "Inbound", cidrs: ["203.0.113.7/24"] }] },
    "spec.interfaces[0].cidrs[0]",
    "by its first address",
  ),
  wrong("an exclusion without a name", { exclusions: [{ justification: "a" }] }, "spec.exclusions[0].name", "Required value"),
  wrong(
    "an exclusion that ends on a day without an hour",
    { exclusions: [{ name: "a", expires: "2026-12-31" }] },
    "spec.exclusions[0].expires",
    "RFC 3339 with its zone",
    "2026-12-31T23:59:59Z",
  ),
  wrong(
    "an objective of an unknown property",
    { objectives: [{ name: "a", property: "Privacy" }] },
    "spec.objectives[0].property",
    "Confidentiality",
  ),
  wrong(
    "an objective measured two ways",
    { objectives: [{ name: "a", query: "up", observe: { kind: "Node" } }] },
    "spec.objectives[0].observe",
    "keep query or observe, remove the other",
  ),
  wrong("a statement without its text", { statement: { includes: ["a"] } }, "spec.statement.text", "Required value"),
  wrong(
    "two alerts of one name",
    { monitoring: { alerts: [{ name: "a" }, { name: "a" }] } },
    "spec.monitoring.alerts[1]",
    "Duplicate value",
  ),
];
