import { z } from "zod";
import { CHECK_IDS } from "./check-ids.generated.ts";
import { glob, objectName, prose } from "./fields.ts";
import { kindName, workloadMatcher } from "./matchers.ts";
import { instant } from "./time.ts";

const subjects = workloadMatcher.omit({ names: true }).extend({
  namespaces: z.array(glob(63)).min(1).max(50).optional().describe("Names or globs of namespaces; one must match."),
  names: z.array(glob()).min(1).max(50).optional().describe("Names or globs of subjects; one must match."),
  kinds: z
    .array(kindName())
    .min(1)
    .max(10)
    .optional()
    .describe(
      "Kinds of subjects, for example Deployment or ClusterRoleBinding; entries of the statement are Scope, Environment, Component, " +
        "Exclusion, Quantity, Objective, Alert.",
    ),
});

/** An exception from checks of one scope, granted by the scope's owner until an instant. */
export const exceptionSpecSchema = z.strictObject({
  scope: objectName().describe("Name of the IsmsScope from which this is an exception."),
  checks: z
    .array(z.enum(CHECK_IDS))
    .min(1)
    .max(50)
    .meta({ "x-kubernetes-list-type": "set" })
    .describe("Ids of the checks that do not count."),
  subjects: z
    .array(subjects)
    .min(1)
    .max(20)
    .describe(
      "What is exempt: alternatives, each by namespace, kind, name and labels; all that is set in one entry must hold. " +
        "An empty entry is every subject of the checks.",
    ),
  reason: prose().describe("Why the exception is granted."),
  owner: prose(253).describe("Who answers for the exempt subjects."),
  approvedBy: prose(253).describe("Who granted the exception."),
  expires: instant().describe("When the exception ends, RFC 3339: at this second it no longer holds."),
  ticket: prose(253).optional().describe("Where the decision is recorded."),
});

export type ExceptionSpec = z.output<typeof exceptionSpecSchema>;

/** What an exception is at an instant; gravest first, as they are listed. */
export const EXCEPTION_STATES = ["Expired", "Expiring", "Unused", "Active"] as const;
export type ExceptionStateName = (typeof EXCEPTION_STATES)[number];

/** What the operator last saw of an exception. Holds no value that changes while the cluster does not. */
export const exceptionStatusSchema = z.strictObject({
  observedGeneration: z.int().min(0).optional().describe("metadata.generation that was evaluated."),
  state: z
    .enum(EXCEPTION_STATES)
    .optional()
    .describe("Active: it holds. Expiring: it ends within seven days. Unused: it holds, and nothing needs it. Expired: it has ended."),
  since: z.string().max(40).optional().meta({ format: "date-time" }).describe("When the state last changed."),
  exempts: z.int().min(0).max(2_147_483_647).optional().describe("Failures that it covers now."),
  message: z.string().max(1024).optional().describe("The state in a sentence, and what to do."),
});

export type ExceptionStatus = z.output<typeof exceptionStatusSchema>;

/** As the operator writes it: nothing is left out. */
export type WholeExceptionStatus = { readonly [K in keyof ExceptionStatus]-?: NonNullable<ExceptionStatus[K]> };
