import { describe, expect, it } from "vitest";
import { summary } from "../../../tests/builders/snapshots.ts";
import type { CheckId } from "../../api/check-ids.generated.ts";
import type { Evidence, StatementResult, Tally } from "../../assess/assessment.ts";
import { scopeRows } from "./scope-rows.ts";

const evidence = (check: CheckId, kind: string, tally: Partial<Tally>): Evidence => ({
  check,
  kind,
  tally: { pass: 0, fail: 0, unknown: 0, exempt: 0, ...tally },
});

const said = (result: StatementResult): string | undefined =>
  scopeRows(summary({ statementResults: [result] }))
    .map((row) => row.render())
    .find(({ rule }) => rule === "statement")?.message;

describe("what the report of a scope says of a statement", () => {
  it("that is violated: by what, and not what passes beside", () => {
    const behind = [
      evidence("access-declared", "RoleBinding", { pass: 1 }),
      evidence("quantity-declared", "Quantity", { exempt: 1 }),
      evidence("registry-declared", "CronJob", { pass: 2 }),
      evidence("registry-declared", "Job", { fail: 1 }),
    ];
    expect(said({ path: "personnel", name: "Staff", state: "violated", evidence: behind })).toBe(
      'personnel "Staff": violated by quantity-declared: 1 of 1 exempt (Quantity 1); registry-declared: 1 fail, 2 pass of 3 (CronJob 2, Job 1)',
    );
  });

  it("with many checks: what some of them judged, and how many there are beside", () => {
    const checks = ["access-declared", "egress-declared", "exposure-declared", "exposure-tls", "host-boundary"] as const;
    const behind = checks.map((check) => evidence(check, "Pod", { pass: 2 }));
    expect(said({ path: "boundaries.network", name: "All", state: "verified", evidence: behind })).toBe(
      'boundaries.network "All": verified by access-declared: 2 of 2 pass (Pod 2); egress-declared: 2 of 2 pass (Pod 2); ' +
        "exposure-declared: 2 of 2 pass (Pod 2); 2 further checks",
    );
  });

  it("with kinds that were counted together: no number that would be taken for that of the last", () => {
    const behind = [evidence("exposure-tls", "Gateway, Ingress", { fail: 1, pass: 1 })];
    expect(said({ path: "boundaries.network", name: "TLS", state: "violated", evidence: behind })).toContain(
      "1 fail, 1 pass of 2 (Gateway, Ingress)",
    );
  });

  it("that is a standard: verified because its controls are evaluated, whatever came out of that", () => {
    const behind = [
      evidence("logging-opt-out", "Workload", {}),
      evidence("logging-sidecar", "Workload", { fail: 3 }),
      evidence("prohibited-data", "Workload", { pass: 1 }),
    ];
    const standard = { path: "document.standards", name: "iso27001-2022" };
    // A.8.15 by the one, A.5.10 and A.5.34 by the other.
    expect(said({ ...standard, state: "verified", evidence: behind })).toBe(
      'document.standards "iso27001-2022": verified: 3 of its controls are evaluated by 2 checks',
    );
    expect(said({ ...standard, state: "verified", evidence: behind.slice(0, 2) })).toContain("1 of its controls is evaluated by 1 check");
    expect(said({ ...standard, state: "unobserved", evidence: [] })).toContain("nothing in the cluster was judged for it");
  });
});
