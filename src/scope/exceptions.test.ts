import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exceptionSpec } from "../../tests/builders/arbitrary-scopes.ts";
import { exceptionFact } from "../../tests/builders/exceptions.ts";
import type { ExceptionSpec } from "../api/exception.ts";
import type { CheckId } from "../api/check-ids.generated.ts";
import { compileExceptions, exceptionDeadlines, EXPIRING_MS, type ExemptableSubject } from "./exceptions.ts";

const EXPIRES = "2026-06-15T12:00:00Z";
const END = Date.parse(EXPIRES);
const WEB: ExemptableSubject = { kind: "Deployment", namespace: "legacy", name: "web", labels: { app: "web" } };

const exceptionOf = (spec: Partial<ExceptionSpec>, name = "one") => exceptionFact(name, { expires: EXPIRES, ...spec });

const names = (specs: readonly ReturnType<typeof exceptionOf>[], subject = WEB, now = END - 1): string[] =>
  compileExceptions(specs)
    .covering("acme", "logging-sidecar", subject, now)
    .map(({ fact }) => fact.name);

const covers = (subjects: ExceptionSpec["subjects"], subject = WEB): boolean => names([exceptionOf({ subjects })], subject).length === 1;

describe("an exception", () => {
  test("holds until the millisecond before it ends", () => {
    expect(names([exceptionOf({})], WEB, END - 1)).toEqual(["one"]);
    expect(names([exceptionOf({})], WEB, END)).toEqual([]);
  });

  test("that is being deleted is taken back: it covers nothing, and is one of none", () => {
    const held = exceptionFact("held", { expires: EXPIRES }, { deleting: true });
    expect(names([held, exceptionOf({})])).toEqual(["one"]);
    expect(compileExceptions([held]).of("acme")).toEqual([]);
  });

  test("holds for its scope and its checks only", () => {
    expect(names([exceptionOf({ scope: "other" })])).toEqual([]);
    expect(names([exceptionOf({ checks: ["logging-opt-out"] })])).toEqual([]);
  });

  test.each<[ExceptionSpec["subjects"], boolean]>([
    [[{}], true],
    [[{ namespaces: ["leg*"], kinds: ["Deployment"], names: ["web"], matchLabels: { app: "web" } }], true],
    [[{ namespaces: ["leg*"], kinds: ["StatefulSet"] }], false],
    [[{ namespaces: ["other"] }], false],
    [[{ namespaces: ["other"] }, { names: ["w?b"] }], true],
    [[{ matchExpressions: [{ key: "app", operator: "NotIn", values: ["web"] }] }], false],
  ])("with subjects %o covers the Deployment web: %s", (subjects, covered) => {
    expect(covers(subjects)).toBe(covered);
  });

  test("by namespace covers the Namespace itself, and no entry of the statement", () => {
    expect(covers([{ namespaces: ["legacy"] }], { kind: "Namespace", namespace: "legacy", name: "legacy", labels: {} })).toBe(true);
    expect(covers([{ namespaces: ["*"] }], { kind: "Environment", namespace: undefined, name: "legacy", labels: {} })).toBe(false);
  });

  test("is named first when it ends last", () => {
    const exceptions = [exceptionOf({}, "short"), exceptionOf({ expires: "2027-01-01T00:00:00Z" }, "long"), exceptionOf({}, "another")];
    expect(names(exceptions)).toEqual(["long", "another", "short"]);
  });

  test("has two deadlines: a week before its end, and its end", () => {
    const [exception] = compileExceptions([exceptionOf({})]).of("acme");
    if (exception === undefined) throw new Error("not compiled");
    expect(exceptionDeadlines(exception, 0)).toEqual([END - EXPIRING_MS, END]);
    expect(exceptionDeadlines(exception, END - EXPIRING_MS)).toEqual([END]);
    expect(exceptionDeadlines(exception, END)).toEqual([]);
  });
});

test("looking exceptions up by scope and check finds those that asking each one finds", () => {
  const subject = fc.record({
    kind: fc.constantFrom("Deployment", "Namespace"),
    namespace: fc.constantFrom("prod", "dev", undefined),
    name: fc.constantFrom("web", "db"),
    labels: fc.constantFrom({}, { app: "web" }),
  });
  const checks: CheckId[] = ["logging-sidecar", "namespace-declared"];
  fc.assert(
    fc.property(
      fc.array(exceptionSpec(["acme", "beta"]), { maxLength: 6 }),
      subject,
      fc.constantFrom(...checks),
      (specs, subject, check) => {
        const facts = specs.map((spec, place) => exceptionFact(`${place}`, spec));
        const found = compileExceptions(facts).covering("acme", check, subject, END);
        const asked = facts.filter((fact) => {
          const { scope, checks, expires } = fact.spec;
          const [alone] = compileExceptions([fact]).of(scope);
          return scope === "acme" && checks.includes(check) && END < Date.parse(expires) && alone?.covers(subject);
        });
        expect(new Set(found.map(({ fact }) => fact.name))).toEqual(new Set(asked.map(({ name }) => name)));
      },
    ),
  );
});
