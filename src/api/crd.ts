import type { z } from "zod";
import { exceptionSpecSchema, exceptionStatusSchema } from "./exception.ts";
import { GROUP, VERSION } from "./names.ts";
import { scopeSpecSchema } from "./scope.ts";
import { scopeStatusSchema } from "./status.ts";
import { type StructuralSchema, toStructural } from "./structural.ts";

/** The CustomResourceDefinitions, made from the zod schemas. */

interface PrinterColumn {
  readonly name: string;
  readonly type: "string" | "integer" | "date";
  readonly jsonPath: string;
  readonly description: string;
  /** 0 is always shown, 1 by `-o wide`. */
  readonly priority?: number;
}

interface Resource {
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly description: string;
  readonly spec: z.ZodType;
  readonly specDescription: string;
  readonly status?: { readonly schema: z.ZodType; readonly description: string };
  /** Of metadata.name, where it must be shorter than the API server demands: a scope's name becomes the value of a label. */
  readonly maxNameLength?: number;
  readonly columns: readonly PrinterColumn[];
}

const AGE: PrinterColumn = {
  name: "Age",
  type: "date",
  jsonPath: ".metadata.creationTimestamp",
  description: "Time since the object was created.",
};

const SCOPE: Resource = {
  kind: "IsmsScope",
  plural: "ismsscopes",
  singular: "ismsscope",
  shortNames: ["scope", "scopes"],
  description:
    "IsmsScope is the scope statement of an information security management system (ISO/IEC 27001:2022, 4.3; SOC 2). " +
    "One entry of a list is one statement of the document. An entry with a binding (namespaces, workloads, hosts and so on) is verified " +
    "against the cluster; an entry without one is documentary: kept, and counted apart.",
  spec: scopeSpecSchema,
  specDescription: "The scope statement, as it was approved, and how it is enforced.",
  status: { schema: scopeStatusSchema, description: "What the operator last saw of the scope in the cluster." },
  maxNameLength: 63,
  columns: [
    { name: "Score", type: "string", jsonPath: ".status.results.score", description: "Passes among passes and failures, in per cent." },
    { name: "In-Scope", type: "integer", jsonPath: ".status.namespaces.inScope", description: "Namespaces in scope." },
    { name: "Undeclared", type: "integer", jsonPath: ".status.namespaces.undeclared", description: "Namespaces that no scope declares." },
    { name: "Findings", type: "integer", jsonPath: ".status.results.fail", description: "Verdicts that fail." },
    {
      name: "Approved",
      type: "string",
      jsonPath: '.status.conditions[?(@.type=="Approved")].status',
      description: "Whether all approvals are there and sign today's statement.",
    },
    { name: "Next-Review", type: "string", jsonPath: ".status.nextReview", description: "Day on which the next review is due." },
    { name: "Mode", type: "string", jsonPath: ".status.mode", description: "Mode that the scope asks for." },
    AGE,
  ],
};

const EXCEPTION: Resource = {
  kind: "ScopeException",
  plural: "scopeexceptions",
  singular: "scopeexception",
  shortNames: ["scopeex"],
  description:
    "ScopeException exempts subjects from checks of one scope until an instant. It is cluster-scoped: an exception is granted by " +
    "the owner of the scope, not by the team that it exempts.",
  spec: exceptionSpecSchema,
  specDescription: "Who is exempt from what, why, by whose decision and until when.",
  status: { schema: exceptionStatusSchema, description: "What the operator last saw of the exception." },
  columns: [
    { name: "Scope", type: "string", jsonPath: ".spec.scope", description: "Scope from which this is an exception." },
    { name: "State", type: "string", jsonPath: ".status.state", description: "Active, Expiring, Unused or Expired." },
    { name: "Exempts", type: "integer", jsonPath: ".status.exempts", description: "Failures that it covers now." },
    { name: "Expires", type: "string", jsonPath: ".spec.expires", description: "When the exception ends." },
    { name: "Owner", type: "string", jsonPath: ".spec.owner", description: "Who answers for the exempt subjects.", priority: 1 },
    { name: "Reason", type: "string", jsonPath: ".spec.reason", description: "Why the exception is granted.", priority: 1 },
    AGE,
  ],
};

const described = (schema: z.ZodType, description: string): StructuralSchema => ({ ...toStructural(schema), description });

/** The API server knows metadata, and lets a CRD bound nothing of it but the name. */
const metadataSchema = (maxNameLength: number | undefined): StructuralSchema => ({
  type: "object",
  ...(maxNameLength === undefined ? {} : { properties: { name: { type: "string", maxLength: maxNameLength } } }),
});

const objectSchema = ({ description, spec, specDescription, status, maxNameLength }: Resource): StructuralSchema => ({
  type: "object",
  description,
  required: ["spec"],
  properties: {
    apiVersion: { type: "string", maxLength: 253, description: `Always ${GROUP}/${VERSION} in this version.` },
    kind: { type: "string", maxLength: 63, description: "Kind of the object." },
    metadata: metadataSchema(maxNameLength),
    spec: described(spec, specDescription),
    ...(status === undefined ? {} : { status: described(status.schema, status.description) }),
  },
});

const manifest = (resource: Resource): object => {
  const { kind, plural, singular, shortNames, columns, status } = resource;
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${GROUP}`, labels: { "app.kubernetes.io/part-of": "isms-scope-operator" } },
    spec: {
      group: GROUP,
      scope: "Cluster",
      names: { kind, listKind: `${kind}List`, plural, singular, shortNames: [...shortNames], categories: ["isms"] },
      versions: [
        {
          name: VERSION,
          served: true,
          storage: true,
          ...(status === undefined ? {} : { subresources: { status: {} } }),
          additionalPrinterColumns: columns.map((column) => ({ ...column })),
          schema: { openAPIV3Schema: objectSchema(resource) },
        },
      ],
    },
  };
};

/** Every CRD of this project with the name of its file in crds/. */
export const crds = (): { fileName: string; manifest: object }[] =>
  [SCOPE, EXCEPTION].map((resource) => ({ fileName: `${resource.plural}.yaml`, manifest: manifest(resource) }));
