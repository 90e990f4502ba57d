import { z } from "zod";
import { entryName, identifier, levelName, listOf, namedList, prose, rules, setOf } from "./fields.ts";
import { workloadMatcher } from "./matchers.ts";
import { observation } from "./observation.ts";

/** What the organization is, whom it serves and what it must keep to (ISO/IEC 27001:2022, 4.1, 4.2, 5.31, 6.2). */

const described = z.strictObject({
  name: entryName().describe("Name of the entry, unique in its list."),
  description: prose().optional().describe("The entry in a sentence."),
});

export const organizationSchema = z.strictObject({
  name: prose(253).optional().describe("Legal name."),
  industry: prose(253).optional().describe("Industry."),
  businessModel: prose(253).optional().describe("Business model."),
  workforce: prose(253).optional().describe("How the workforce is organised."),
  headquarters: prose(253).optional().describe("Where the headquarters are, or that there are none."),
  activities: listOf(prose(), 50).describe("Business activities."),
  units: namedList(described, 50).describe("Organizational units in scope."),
});

const interestedParty = z.strictObject({
  name: entryName().describe("Interested party (4.2)."),
  interests: listOf(prose(), 20).describe("What it needs or expects."),
});

export const contextSchema = z.strictObject({
  interestedParties: namedList(interestedParty, 50).describe("Interested parties and their interests (4.2)."),
  external: namedList(described, 50).describe("External issues (4.1)."),
  internal: namedList(described, 50).describe("Internal issues (4.1)."),
});

export const statementSchema = z.strictObject({
  text: prose(4096).describe("The scope statement itself (4.3)."),
  includes: listOf(prose(), 50).describe("What the statement says it includes."),
});

const capability = described.extend({
  workloads: workloadMatcher.optional().describe("Workloads that provide it; without it the entry is documentary."),
});

export const productSchema = capability.extend({
  capabilities: namedList(capability, 20).describe("What the product does."),
});

export const processSchema = capability;

export const informationAssetSchema = z.strictObject({
  name: identifier().describe("Identifier that workloads name in `rules.classification.assetKeys`."),
  title: prose(253).optional().describe("Name of the asset in the document."),
  classification: levelName().optional().describe("Class of the asset: one of `rules.classification.levels`."),
  examples: listOf(prose(253), 20).describe("What belongs to it."),
});

const regulation = z.strictObject({
  name: entryName().describe("Law, regulation or standard."),
  applicability: prose().optional().describe("When or to what it applies."),
  impact: prose().optional().describe("What it demands."),
  categories: setOf(identifier(), 20).describe("Kinds of data that make it apply, as workloads name them."),
});

export const requirementsSchema = z.strictObject({
  regulations: namedList(regulation, 50).describe("Legal and regulatory requirements (A.5.31)."),
  contractual: listOf(prose(), 50).describe("Contractual requirements."),
});

export const objectiveSchema = z
  .strictObject({
    name: entryName().describe("Objective (6.2)."),
    description: prose().optional().describe("The objective in a sentence."),
    property: z.enum(["Confidentiality", "Integrity", "Availability"]).optional().describe("Property of information that it protects."),
    metric: prose(253).optional().describe("What is measured."),
    target: prose(253).optional().describe("Target value, for example `>= 99.9%`."),
    query: prose(2048).optional().describe("PromQL expression that yields the metric."),
    observe: observation.optional().describe("What to count in the cluster instead of a query."),
  })
  .meta(
    rules({
      rule: "!has(self.query) || !has(self.observe)",
      message: "an objective is measured one way: keep query or observe, remove the other",
      fieldPath: ".observe",
    }),
  );

const alert = z.strictObject({
  name: entryName().describe("Alert rule that must exist."),
  severity: prose(63).optional().describe("Severity, for example P0."),
  description: prose().optional().describe("What it warns of."),
});

export const monitoringSchema = z.strictObject({
  pipeline: z.string().max(1024).optional().describe("The central log pipeline."),
  alerts: namedList(alert, 100).describe("Alert rules that the statement promises."),
});
