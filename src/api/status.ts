import { z } from "zod";
import { CONDITION_TYPES } from "./conditions.ts";
import { CHECK_IDS } from "./check-ids.generated.ts";
import { FRAMEWORK_IDS } from "./controls.ts";
import { EXCEPTION_STATES } from "./exception.ts";
import { MODES, SEVERITIES } from "./rules.ts";

const count = () => z.int().min(0).max(2_147_483_647);
const text = (max: number) => z.string().max(max);

/** How many of the worst findings a status lists; the rest is counted in `findingsOmitted`. */
export const MAX_STATUS_FINDINGS = 20;

/** How many of the exceptions a status lists; `exceptionCounts` counts them all. */
export const MAX_STATUS_EXCEPTIONS = 20;

const condition = z.strictObject({
  type: z.enum(CONDITION_TYPES).describe("Type of the condition."),
  status: z.enum(["True", "False", "Unknown"]).describe("Whether it holds."),
  reason: text(128).describe("One word for why."),
  message: text(4096).describe("The same in a sentence."),
  observedGeneration: z.int().min(0).describe("metadata.generation to which this applies."),
  lastTransitionTime: text(40).meta({ format: "date-time" }).describe("When the status last changed."),
});

const finding = z.strictObject({
  check: text(63).describe("Id of the check that fails."),
  severity: z.enum(SEVERITIES).describe("Severity in this scope."),
  kind: text(63).describe("Kind of the subject, or Scope for an entry of the statement."),
  namespace: text(63).optional().describe("Namespace of the subject."),
  name: text(253).describe("Name of the subject or entry."),
  reason: text(63).describe("One word for why it fails."),
  message: text(1024).describe("What is wrong, and how to mend it."),
  controls: z.array(text(16)).max(16).describe("Controls that the check serves: ISO/IEC 27001:2022 clauses and Annex A, SOC 2 criteria."),
});

const checkStatus = z.strictObject({
  id: z.enum(CHECK_IDS).describe("Id of the check."),
  state: z
    .enum(["Passing", "Failing", "Unknown", "NotApplicable"])
    .describe("Failing: at least one finding. Unknown: nothing fails, but not all could be evaluated."),
  pass: count().describe("Subjects that pass."),
  fail: count().describe("Subjects that fail."),
  unknown: count().describe("Subjects that could not be evaluated."),
  exempt: count().describe("Subjects that fail under an exception."),
  lastTransitionTime: text(40).meta({ format: "date-time" }).describe("When the state last changed."),
});

const frameworkStatus = z.strictObject({
  name: z.enum(FRAMEWORK_IDS).describe("The standard, as spec.document.standards names it."),
  controls: count().describe("Controls of the standard that a check serves which is switched on. Nothing is said of the others."),
  passing: count().describe("Controls all of whose checks pass, as far as they judged anything."),
  failing: count().describe("Controls of which a check has a finding."),
  unknown: count().describe("Controls of which nothing fails, but not all could be evaluated."),
  findings: count().describe("Findings of the checks that serve these controls, each once."),
  failingControls: z.array(text(16)).max(100).describe("Ids of the controls of which a check has a finding."),
});

const exception = z.strictObject({
  name: text(253).describe("Name of the ScopeException."),
  state: z.enum(EXCEPTION_STATES).describe("As in its own status."),
  since: text(40).meta({ format: "date-time" }).describe("When the state last changed."),
  expires: text(40).describe("When it ends."),
  exempts: count().describe("Failures that it covers now."),
  reason: text(253).describe("Why it is granted."),
});

/** What the operator last saw of a scope. Holds no value that changes while the cluster does not. */
export const scopeStatusSchema = z.strictObject({
  observedGeneration: z.int().min(0).optional().describe("metadata.generation that was evaluated."),
  digest: text(71).optional().describe("Digest of the statement without its approvals: what an approval signs."),
  mode: z.enum(MODES).optional().describe("Mode that the scope asks for."),
  nextReview: text(10).optional().describe("Day on which the next review is due."),
  conditions: z
    .array(condition)
    .max(16)
    .optional()
    .meta({ "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["type"] })
    .describe("Ready, Compliant, Approved, ReviewCurrent, CoverageComplete."),
  namespaces: z
    .strictObject({
      inScope: count().describe("Namespaces in scope."),
      excluded: count().describe("Namespaces that an exclusion of this scope takes out."),
      undeclared: count().describe("Namespaces of the cluster that no scope declares."),
      conflict: count().describe("Namespaces that are claimed more than once, by this scope among others."),
      missing: count().describe("Required environments that select no namespace."),
    })
    .optional()
    .describe("Namespaces by state."),
  results: z
    .strictObject({
      pass: count().describe("Verdicts that pass."),
      fail: count().describe("Verdicts that fail."),
      unknown: count().describe("Verdicts that could not be reached."),
      exempt: count().describe("Failures under an exception."),
      score: text(8).optional().describe("pass / (pass + fail) in per cent, one decimal; absent when nothing was evaluated."),
    })
    .optional()
    .describe("Verdicts of all checks."),
  checks: z
    .array(checkStatus)
    .max(64)
    .optional()
    .meta({ "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["id"] })
    .describe("Verdicts by check."),
  frameworks: z
    .array(frameworkStatus)
    .max(10)
    .optional()
    .describe("Controls by standard: those that spec.document.standards names, all when it names none."),
  statements: z
    .strictObject({
      verified: count().describe("Entries that the cluster confirms."),
      violated: count().describe("Entries that the cluster contradicts."),
      unobserved: count().describe("Entries with a binding that could not be evaluated."),
      documentary: count().describe("Entries without a binding."),
    })
    .optional()
    .describe("Entries of the statement by state."),
  exceptionCounts: z
    .strictObject({
      active: count().describe("Exceptions that hold."),
      expiring: count().describe("Exceptions that end within seven days."),
      expired: count().describe("Exceptions that have ended."),
      unused: count().describe("Exceptions that hold, and that nothing needs."),
    })
    .optional()
    .describe("Exceptions from checks of the scope by state."),
  exceptions: z
    .array(exception)
    .max(MAX_STATUS_EXCEPTIONS)
    .optional()
    .describe("The exceptions: expired ones first, then expiring, unused and active ones, at most twenty; see exceptionCounts."),
  findings: z.array(finding).max(MAX_STATUS_FINDINGS).optional().describe("The worst findings; see findingsOmitted."),
  findingsOmitted: count().optional().describe("How many findings are not listed."),
});

export type ScopeStatus = z.output<typeof scopeStatusSchema>;
export type StatusCondition = z.output<typeof condition>;
export type StatusFinding = z.output<typeof finding>;
export type FrameworkStatus = z.output<typeof frameworkStatus>;
export type ListedException = z.output<typeof exception>;
export type CheckStatus = z.output<typeof checkStatus>;
