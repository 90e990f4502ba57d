import { z } from "zod";
import { entryName, glob, identifier, levelName, listOf, namedList, prose, rules, setOf } from "./fields.ts";
import { imagePrefix } from "./images.ts";
import { namespaceMatcher, workloadMatcher } from "./matchers.ts";
import { countable, observation } from "./observation.ts";
import { instant } from "./time.ts";

/** Where the boundary runs: what is in, what is out, and what crosses (ISO/IEC 27001:2022, 4.3). */

const presence = () =>
  z
    .enum(["Required", "Optional", "Planned", "External"])
    .default("Required")
    .describe(
      "Required: must exist. Optional: may be absent. Planned: announced, not yet expected. External: not observable in this cluster.",
    );

/** What is declared to be outside the cluster cannot also be bound to something inside it. */
const externalBindsNothing = (binding: string) => ({
  rule: `self.presence != 'External' || !has(self.${binding})`,
  message: `External means not observable in this cluster: remove ${binding}, or choose another presence`,
  fieldPath: `.${binding}`,
});

export const environmentSchema = z
  .strictObject({
    name: identifier().describe("Identifier of the environment; value of the label isms-scope.io/environment."),
    title: prose(253).optional().describe("Name of the environment in the document."),
    description: prose().optional().describe("The environment in a sentence."),
    namespaces: namespaceMatcher.optional().describe("Namespaces that belong to it; without it the entry is documentary."),
    presence: presence(),
    ceiling: levelName().optional().describe("Highest classification allowed here (A.8.31, A.8.33)."),
    locations: setOf(identifier(), 20).describe("Names of `locations` where it may run."),
    conditions: listOf(prose(), 20).describe("Conditions under which it is in scope."),
  })
  .meta(rules(externalBindsNothing("namespaces")));

export const componentSchema = z
  .strictObject({
    name: identifier().describe("Identifier of the component."),
    title: prose(253).optional().describe("Name of the component in the document."),
    description: prose().optional().describe("The component in a sentence."),
    type: z.enum(["Service", "Frontend", "DataStore", "Pipeline", "Infrastructure"]).default("Service").describe("What it is."),
    sourcePaths: listOf(prose(253), 20).describe("Where its source is, in the repository."),
    workloads: workloadMatcher.optional().describe("Workloads that make it up; without it the entry is documentary."),
    environments: setOf(identifier(), 20).describe("Names of `environments` where it runs; all of them when empty."),
    presence: presence(),
  })
  .meta(rules(externalBindsNothing("workloads")));

const service = z
  .strictObject({
    name: entryName().describe("Service of the platform, for example EC2."),
    quantity: prose(63).optional().describe("How many: a number is compared with what `observe` counts; other words are documentary."),
    purpose: prose().optional().describe("What it is for."),
    presence: presence(),
    observe: observation.optional().describe("What to count in the cluster."),
  })
  .meta(rules(externalBindsNothing("observe"), countable));

export const technologySchema = z.strictObject({
  name: entryName().describe("Platform, for example AWS."),
  purpose: prose().optional().describe("What it is for."),
  accounts: setOf(prose(100), 50).describe("Cloud accounts or projects in scope."),
  services: namedList(service, 100).describe("Services of the platform that are used."),
});

export const repositorySchema = z.strictObject({
  name: entryName().describe("Repository, for example owner/name."),
  uri: prose(2048).optional().describe("Where it is."),
  safeguards: listOf(prose(), 20).describe("How it is protected, for example required reviews (A.8.4)."),
});

export const supplierSchema = z.strictObject({
  name: entryName().describe("Supplier (A.5.19)."),
  purpose: prose().optional().describe("What it supplies."),
  registries: setOf(imagePrefix(), 20).describe(
    "Image registries or repository prefixes it supplies, for example ghcr.io/example. One that does not begin with a host is on Docker Hub.",
  ),
  assurance: listOf(prose(), 20).describe("How it is assessed: certificates, vendor register, agreements."),
});

export const locationSchema = z.strictObject({
  name: identifier().describe("Identifier of the location."),
  title: prose(253).optional().describe("Name of the location in the document."),
  type: prose(63).optional().describe("Type, for example Data Center."),
  purpose: prose().optional().describe("What happens there."),
  regions: setOf(prose(63), 50).describe("Values of the node label topology.kubernetes.io/region that are this location."),
});

const subject = z
  .strictObject({
    kind: z.enum(["User", "Group", "ServiceAccount"]).describe("Kind of RBAC subject."),
    name: prose(253).describe("Name of the subject."),
    namespace: identifier().optional().describe("Namespace of a ServiceAccount."),
  })
  .meta(
    rules({
      rule: "(self.kind == 'ServiceAccount') == has(self.namespace)",
      message: "a ServiceAccount needs its namespace; a User or Group has none: add or remove namespace",
      fieldPath: ".namespace",
    }),
  );

export const personnelSchema = z
  .strictObject({
    name: entryName().describe("Category of people or accounts."),
    quantity: prose(63).optional().describe("How many: a number is compared with what `observe` counts; other words are documentary."),
    access: prose().optional().describe("What access they have."),
    condition: prose().optional().describe("Under which condition they belong to the scope."),
    subjects: listOf(subject, 100).describe("RBAC subjects that these are."),
    observe: observation.optional().describe("What to count in the cluster."),
  })
  .meta(rules(countable));

const RANGE_SENTENCE = "write an address range by its first address and prefix length, for example 203.0.113.0/24 or 2001:db8::/32";

/** IPv4 or IPv6 range. An address with host bits is refused: it is not clear whether the host or the range was meant. */
const addressRange = () =>
  z
    .string()
    .max(43)
    .refine((text) => z.cidrv4().safeParse(text).success || z.cidrv6().safeParse(text).success, RANGE_SENTENCE)
    .meta(rules({ rule: "isCIDR(self) && cidr(self).masked() == cidr(self)", message: RANGE_SENTENCE }));

export const interfaceSchema = z.strictObject({
  name: entryName().describe("Interface or dependency (4.3 c)."),
  direction: z.enum(["Inbound", "Outbound", "Both"]).describe("Direction, seen from the scope."),
  description: prose().optional().describe("What crosses the boundary here."),
  hosts: setOf(glob(), 50).describe("Host names or globs."),
  cidrs: setOf(addressRange(), 50).describe("Address ranges, for example 203.0.113.0/24."),
});

export const boundariesSchema = z.strictObject({
  organizational: listOf(prose(), 50).describe("Organizational boundaries."),
  physical: listOf(prose(), 50).describe("Physical boundaries."),
  network: listOf(prose(), 50).describe("Network boundaries."),
  system: listOf(prose(), 50).describe("System boundaries."),
});

export const exclusionSchema = z.strictObject({
  name: entryName().describe("What is out of scope."),
  justification: prose().optional().describe("Why it is out; an exclusion without it is a finding."),
  responsible: prose(253).optional().describe("Who is responsible instead."),
  condition: prose().optional().describe("Under which condition it is out."),
  namespaces: namespaceMatcher.optional().describe("Namespaces that are out of scope by this; without it the entry is documentary."),
  references: listOf(prose(253), 20).describe("Documents that settle the responsibility."),
  expires: instant().optional().describe("When the exclusion ends, RFC 3339; past it the exclusion is a finding."),
});
