import type { ExceptionSpec } from "../../src/api/exception.ts";
import type { ExceptionFact } from "../../src/scope/compiled.ts";

/** An exception from the scope `acme` for everything that logging-sidecar judges, long before its end, unless told otherwise. */
export const exceptionFact = (name: string, spec: Partial<ExceptionSpec> = {}, more: Partial<ExceptionFact> = {}): ExceptionFact => ({
  uid: `uid-${name}`,
  name,
  generation: 1,
  deleting: false,
  spec: {
    scope: "acme",
    checks: ["logging-sidecar"],
    subjects: [{}],
    reason: "Agreed",
    owner: "Team",
    approvedBy: "Officer",
    expires: "2027-01-01T00:00:00Z",
    ...spec,
  },
  status: {},
  ...more,
});
