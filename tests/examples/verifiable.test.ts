import { describe, expect, test } from "vitest";
import { CHECK_IDS } from "../../src/api/check-ids.generated.ts";
import { assessed, NOW } from "./assessed.ts";
import { entryAt, resultsAt, stateOf } from "./results.ts";
import { telephonyStatements } from "./statements-ai-telephony-crm.ts";
import { ecometricxStatements } from "./statements-ecometricx.ts";
import type { Statement } from "./statements.ts";
import { byCluster, inPart, observableAllTheSame, type Verifiable } from "./verifiable.ts";

/** Every statement that a cluster can decide is decided by the scopes of the examples, over their clusters. */

const statements: readonly Statement[] = [...telephonyStatements, ...ecometricxStatements];
const byId = new Map(statements.map((statement) => [statement.id, statement]));
const summaries = { ecometricx: assessed("ecometricx", NOW), "ai-telephony-crm": assessed("ai-telephony-crm", NOW) };

const resultsOf = (id: string, { also = [] }: Partial<Verifiable> = {}) => {
  const statement = byId.get(id);
  if (statement === undefined) throw new Error(`no statement ${id}`);
  return resultsAt(summaries[statement.example], [...Object.keys(statement.at), ...also]);
};

const verifiable = Object.entries({ ...byCluster, ...inPart });
const documentary = statements.map(({ id }) => id).filter((id) => !(id in byCluster) && !(id in inPart));

test("the statements are 40 that a cluster decides, 68 that it decides in part, and 77 that are documentary", () => {
  expect([Object.keys(byCluster).length, Object.keys(inPart).length, documentary.length]).toEqual([40, 68, 77]);
  expect(verifiable.filter(([id]) => !byId.has(id))).toEqual([]);
});

test.each(verifiable)("%s ends as the example clusters have it", (id, expected) => {
  const results = resultsOf(id, expected);
  expect(results).not.toEqual([]);
  expect(stateOf(results), JSON.stringify(results)).toBe(expected.state);
});

test("no statement that a cluster decides ends documentary, and none that it decides in part without a reason", () => {
  expect(Object.entries(byCluster).filter(([id, each]) => stateOf(resultsOf(id, each)) === "documentary")).toEqual([]);
  const unexplained = Object.entries(inPart).filter(([id, { why }]) => stateOf(resultsOf(id)) === "documentary" && why === undefined);
  expect(unexplained).toEqual([]);
});

test("a documentary statement stays so, unless it stands in an entry with one that is decided", () => {
  const decided = new Set(verifiable.flatMap(([id, each]) => resultsOf(id, each)));
  const strays = documentary.filter((id) => resultsOf(id).some((result) => result.state !== "documentary" && !decided.has(result)));
  // The heading of the suppliers stands for all of them.
  expect(strays.filter((id) => id !== "B049")).toEqual(Object.keys(observableAllTheSame));
});

describe.each(Object.entries(summaries))("the statements of %s", (_example, { statementResults, statements: counts }) => {
  test("are counted, each in one state", () => {
    const states = statementResults.map(({ state }) => state);
    for (const [state, count] of Object.entries(counts) as [string, number][]) {
      expect(states.filter((each) => each === state)).toHaveLength(count);
    }
  });

  test("that are violated have a failure among their evidence, those that are verified have none, and documentary ones have no evidence", () => {
    for (const { path, name, state, evidence } of statementResults) {
      const failed = evidence.some(({ tally: { fail, exempt } }) => fail + exempt > 0);
      if (path !== "document.standards") expect(failed, `${path} ${name}`).toBe(state === "violated");
      if (state === "documentary") expect(evidence, `${path} ${name}`).toEqual([]);
      for (const { check, kind } of evidence) {
        expect(CHECK_IDS).toContain(check);
        expect(kind).not.toBe("");
      }
    }
  });
});

test.each([
  ["environments[prod].title", "environments", "prod"],
  ["technology[AWS].services[EC2].quantity", "technology.services", "EC2"],
  ["document.approvals[Lead].name", "document.approvals", "Lead"],
  ["document.owner.duties", "document.owner", undefined],
  ["boundaries.network[API gateways]", "boundaries.network", "API gateways"],
  ["prohibitedData[pan]", "prohibitedData", undefined],
  ["suppliers", "suppliers", undefined],
])("%s stands in the entry %s of that name", (path, list, name) => {
  expect(entryAt(path)).toEqual({ path: list, name });
});
