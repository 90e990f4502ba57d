import { expect, it } from "vitest";
import { desiredLabels } from "./labels.ts";

it("a namespace in scope carries scope and environment", () => {
  expect(desiredLabels({ state: "InScope", scope: "acme", environment: "production" })).toEqual({
    "isms-scope.io/in-scope": "true",
    "isms-scope.io/scope": "acme",
    "isms-scope.io/environment": "production",
  });
});

it("an excluded namespace says by which scope, and belongs to no environment", () => {
  expect(desiredLabels({ state: "Excluded", scope: "acme", exclusion: "customers" })).toEqual({
    "isms-scope.io/in-scope": "false",
    "isms-scope.io/scope": "acme",
  });
});

it.each([{ state: "Undeclared" }, { state: "System" }, { state: "Conflict", claims: [] }] as const)(
  "a namespace that is $state carries none",
  (membership) => {
    expect(desiredLabels(membership)).toEqual({});
  },
);
