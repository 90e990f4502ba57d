import type { Logger } from "../telemetry/log.ts";
import type { World } from "./world.ts";

type Declared = Pick<World, "scopes" | "exceptions">;
type Known = Declared & Pick<World, "setAside">;
/** Sentences to be said once: by what each is about. */
type Problems = ReadonlyMap<string, string>;

/**
 * Says once, in the log, that nothing is declared, which exceptions exempt nothing though somebody wrote them, and which objects were
 * set aside; again when the reason changes.
 */
export function createWarnings(log: Pick<Logger, "info" | "warn">): (world: Known) => void {
  let said: Problems = new Map();
  let aside: Problems = new Map();
  let empty = false;
  return (world) => {
    const isEmpty = declaresNothing(world);
    if (isEmpty && !empty) log.info({ next: NEXT }, "no IsmsScope is declared: there is nothing to compare the cluster with");
    empty = isEmpty;
    const problems = idleExceptions(world);
    for (const [exception, problem] of problems) {
      if (said.get(exception) !== problem) log.warn({ exception, problem }, "the exception exempts nothing");
    }
    said = problems;
    const unread = world.setAside();
    for (const [object, problem] of unread) {
      if (aside.get(object) !== problem) log.warn({ object, problem }, "the object could not be understood, and what needs it is unknown");
    }
    aside = unread;
  };
}

const NEXT = "write down what is in scope and apply it; kubectl explain scope.spec documents every field, docs/guide.md has a first one";

const declaresNothing = ({ scopes }: Declared): boolean =>
  scopes.coverage.state === "Synced" && scopes.all().length === 0 && scopes.unusable().length === 0;

function idleExceptions({ scopes, exceptions }: Declared): Problems {
  const known = new Set(scopes.all().map(({ name }) => name));
  const problems = new Map<string, string>(exceptions.unusable().map(({ name, problem }) => [name, problem]));
  // Until every scope is read, none is missing.
  if (scopes.coverage.state !== "Synced") return problems;
  for (const { name, spec } of exceptions.all()) {
    if (!known.has(spec.scope)) problems.set(name, `spec.scope: there is no IsmsScope ${spec.scope}`);
  }
  return problems;
}
