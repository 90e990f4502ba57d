import type { Logger } from "../telemetry/log.ts";
import type { World } from "./world.ts";

/** Says once, in the log, which exceptions exempt nothing though somebody wrote them, and again when the reason changes. */
export function createWarnings(log: Pick<Logger, "warn">): (world: Pick<World, "scopes" | "exceptions">) => void {
  let said = new Map<string, string>();
  return ({ scopes, exceptions }) => {
    const known = new Set(scopes.all().map(({ name }) => name));
    const problems = new Map<string, string>(exceptions.unusable().map(({ name, problem }) => [name, problem]));
    // Until every scope is read, none is missing.
    if (scopes.coverage.state === "Synced") {
      for (const { name, spec } of exceptions.all()) {
        if (!known.has(spec.scope)) problems.set(name, `spec.scope: there is no IsmsScope ${spec.scope}`);
      }
    }
    for (const [exception, problem] of problems) {
      if (said.get(exception) !== problem) log.warn({ exception, problem }, "the exception exempts nothing");
    }
    said = problems;
  };
}
