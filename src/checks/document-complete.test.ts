import { expect, it } from "vitest";
import { judgeStatement } from "../../tests/builders/world.ts";
import type { ScopeSpecInput } from "../api/scope.ts";
import { check } from "./document-complete.ts";

const complete = {
  document: { title: "Scope", version: "1.0", owner: { name: "Security" } },
  context: { interestedParties: [{ name: "Customers" }], external: [{ name: "Regulation" }] },
  statement: { text: "All of it." },
  boundaries: { network: ["VPCs"] },
  interfaces: [{ name: "Portal", direction: "Inbound" }],
} satisfies Partial<ScopeSpecInput>;
const judge = (spec: Partial<ScopeSpecInput>) => judgeStatement(check, { type: "Scope" }, spec);

it("a statement with all content passes", () => {
  expect(judge(complete)).toEqual({ verdict: "pass" });
  expect(judge({ ...complete, context: { ...complete.context, external: [], internal: [{ name: "Remote work" }] } }).verdict).toBe("pass");
});

it("an empty statement gets one finding that lists all that is missing", () => {
  expect(judge({})).toEqual({
    verdict: "fail",
    reason: "ContentMissing",
    message:
      "The statement lacks external or internal issues (4.1, context.external, context.internal), interested parties (4.2, context.interestedParties), " +
      "the scope statement (4.3, statement.text), boundaries (4.3, boundaries), interfaces and dependencies (4.3 c, interfaces), " +
      "an owner (document.owner), a version (document.version): complete these fields of spec.",
  });
});

it.each([
  ["statement.text", { statement: { text: " " } }],
  ["context.interestedParties", { context: { ...complete.context, interestedParties: [] } }],
  ["context.external", { context: { interestedParties: complete.context.interestedParties } }],
  ["boundaries", { boundaries: { network: [] } }],
  ["interfaces", { interfaces: [] }],
  ["document.owner", { document: { title: "Scope", version: "1.0" } }],
  ["document.version", { document: { title: "Scope", owner: { name: "Security" } } }],
] satisfies [string, Partial<ScopeSpecInput>][])("a statement without %s says so and names nothing else", (field, without) => {
  const outcome = judge({ ...complete, ...without });
  expect(outcome).toMatchObject({ reason: "ContentMissing", message: expect.stringContaining(field) });
  expect("message" in outcome ? outcome.message.match(/\(.*?\)/g) : []).toHaveLength(1);
});

it("a row of rules.evidence names a statement by its text or by the name of its entry, spaces around it aside", () => {
  const rowsFor = (...statements: readonly string[]) => ({
    rules: { evidence: statements.map((statement) => ({ statement, checks: ["namespace-declared" as const] })) },
  });
  expect(judge({ ...complete, ...rowsFor("VPCs", " Portal ", "All of it.") })).toEqual({ verdict: "pass" });
  expect(judge({ ...complete, ...rowsFor("VPCs", "vpcs", "Portals") })).toEqual({
    verdict: "fail",
    reason: "UnknownStatement",
    message:
      'rules.evidence names "vpcs", "Portals", which is no statement of spec: ' +
      "copy the text of the statement or the name of its entry, letter by letter.",
  });
});
