import { beforeAll, describe, expect, test } from "vitest";
import { GROUP, VERSION } from "../../src/api/names.ts";
import { KINDS } from "../../src/facts/kinds.ts";
import { allFixtures, type Written } from "../builders/fixtures.ts";
import { eventually } from "../harness/eventually.ts";
import { suite } from "../harness/cluster.ts";
import { installOptionalKinds } from "../harness/optional-kinds.ts";

/** The fixtures of the checks are what a real API server takes, to the last field: nothing is created here. */

const cluster = suite("fixtures");
let namespace = "";

beforeAll(async () => {
  cluster.onCleanup(await installOptionalKinds(cluster));
  namespace = await cluster.namespace("any");
  await eventually(
    async () => (await cluster.api.request("GET", `/api/v1/namespaces/${namespace}/serviceaccounts/default`)).status === 200,
  );
});

/** Where to create the object; namespaced ones go to the one namespace that exists. */
const pathOf = ({ kind }: Written): string => {
  if (kind === "IsmsScope") return `/apis/${GROUP}/${VERSION}/ismsscopes`;
  const spec = KINDS.find((known) => known.kind === kind);
  if (spec === undefined) throw new Error(`fixtures hold no ${kind}`);
  return spec.namespaced ? spec.path.replace(`/${spec.plural}`, `/namespaces/${namespace}/${spec.plural}`) : spec.path;
};

const moved = (object: Written): Written =>
  object.metadata.namespace === undefined ? object : { ...object, metadata: { ...object.metadata, namespace } };

const dryRun = (object: Written) => cluster.api.request("POST", `${pathOf(object)}?dryRun=All&fieldValidation=Strict`, moved(object));

describe.each(allFixtures())("$title", ({ scope, objects }) => {
  test("is accepted by the API server", async () => {
    for (const object of [scope, ...objects]) {
      const { status, body } = await dryRun(object);
      expect(status, `${object.kind} ${object.metadata.name}: ${body.message ?? ""}`).toBe(201);
    }
  });

  test("lives in namespaces that it brings along", () => {
    const brought = objects.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata.name);
    expect(objects.flatMap(({ metadata }) => metadata.namespace ?? []).filter((name) => !brought.includes(name))).toEqual([]);
    expect(brought.filter((name) => !name.startsWith(scope.metadata.name))).toEqual([]);
  });
});

test("an unknown field would be refused", async () => {
  const { status } = await dryRun({ apiVersion: "v1", kind: "Namespace", metadata: { name: "x" }, sepc: {} });
  expect(status).toBe(400);
});
