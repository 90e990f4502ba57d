import { z } from "zod";
import {
  boundariesSchema,
  componentSchema,
  environmentSchema,
  exclusionSchema,
  interfaceSchema,
  locationSchema,
  personnelSchema,
  repositorySchema,
  supplierSchema,
  technologySchema,
} from "./boundary.ts";
import { documentSchema } from "./document.ts";
import { identifier, namedList, rules, setOf } from "./fields.ts";
import { referenceRules } from "./references.ts";
import {
  contextSchema,
  informationAssetSchema,
  monitoringSchema,
  objectiveSchema,
  organizationSchema,
  processSchema,
  productSchema,
  requirementsSchema,
  statementSchema,
} from "./governance.ts";
import { rulesSchema } from "./rules.ts";

/** The scope statement: one entry of a list is one statement of the document. */
export const scopeSpecSchema = z
  .strictObject({
    document: documentSchema.describe("Control information of the scope document (7.5)."),
    organization: organizationSchema.optional().describe("The organization (4.1)."),
    context: contextSchema.optional().describe("Context of the organization and interested parties (4.1, 4.2)."),
    statement: statementSchema.optional().describe("The scope statement (4.3)."),
    products: namedList(productSchema, 20).describe("Products and services in scope."),
    processes: namedList(processSchema, 100).describe("Business processes in scope."),
    informationAssets: namedList(informationAssetSchema, 100).describe("Information assets and their classes (A.5.9, A.5.12)."),
    prohibitedData: setOf(identifier(), 50).describe("Kinds of data that must not be handled in scope, for example pan (A.5.10)."),
    environments: namedList(environmentSchema, 20).describe("What is in scope, as environments made of namespaces."),
    components: namedList(componentSchema, 200).describe("Components in scope."),
    technology: namedList(technologySchema, 50).describe("Platforms and their services."),
    repositories: namedList(repositorySchema, 50).describe("Source repositories in scope (A.8.4)."),
    suppliers: namedList(supplierSchema, 100).describe("Suppliers and supporting services (A.5.19)."),
    locations: namedList(locationSchema, 50).describe("Locations in scope."),
    personnel: namedList(personnelSchema, 50).describe("People and accounts in scope."),
    interfaces: namedList(interfaceSchema, 100).describe("Interfaces and dependencies across the boundary (4.3 c)."),
    boundaries: boundariesSchema.optional().describe("Boundaries in words (4.3)."),
    exclusions: namedList(exclusionSchema, 100).describe("What is out of scope, and why."),
    requirements: requirementsSchema.optional().describe("Legal, regulatory and contractual requirements."),
    objectives: namedList(objectiveSchema, 50).describe("Information security objectives (6.2)."),
    monitoring: monitoringSchema.optional().describe("Logging and alerting that the statement promises (A.8.15, A.8.16)."),
    rules: rulesSchema.prefault({}).describe("How the statements are enforced."),
  })
  .meta(rules(...referenceRules));

export type ScopeSpec = z.output<typeof scopeSpecSchema>;
/** The spec as a person writes it, before defaults. */
export type ScopeSpecInput = z.input<typeof scopeSpecSchema>;
export type EnvironmentSpec = ScopeSpec["environments"][number];
export type ComponentSpec = ScopeSpec["components"][number];
export type ExclusionSpec = ScopeSpec["exclusions"][number];
export type InformationAssetSpec = ScopeSpec["informationAssets"][number];
export type RulesSpec = ScopeSpec["rules"];
export type ObjectiveSpec = ScopeSpec["objectives"][number];
export type AlertSpec = NonNullable<ScopeSpec["monitoring"]>["alerts"][number];
export type ObservationSpec = NonNullable<ObjectiveSpec["observe"]>;

/** An entry that declares how many there are of something that can be counted. */
export interface QuantityEntry {
  /** `AWS/EC2` for a service of a platform; the name of a category of personnel. */
  readonly name: string;
  readonly quantity: string;
  readonly observe: ObservationSpec;
  readonly presence: "Required" | "Optional" | "Planned" | "External";
}
