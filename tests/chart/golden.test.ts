import { join } from "node:path";
import { dump } from "js-yaml";
import { expect, inject, test } from "vitest";
import { ROOT } from "../house/project.ts";
import { chartWithFixtures, objectsOf, renderedText, valueSet, VALUE_SETS, type Manifest } from "./rendered.ts";

/**
 * What the chart renders, to be read in a review. After a change that is meant:
 *
 *     node_modules/.bin/vitest run --project cluster tests/chart/golden.test.ts --update
 */

/** What is generated from src/api, and large, is shown by its name. */
const abridged = (object: Manifest): object => {
  const { apiVersion, kind, metadata } = object;
  return kind === "CustomResourceDefinition" ? { apiVersion, kind, metadata } : object;
};

test.each(VALUE_SETS)("with the values %s the chart renders what tests/golden/chart shows", async (name) => {
  const objects = objectsOf(await renderedText(inject("cluster"), ["--values", valueSet(name)], { chart: chartWithFixtures() }));
  const text = objects.map((object) => dump(abridged(object), { noRefs: true, lineWidth: 140 })).join("---\n");
  await expect(text).toMatchFileSnapshot(join(ROOT, "tests", "golden", "chart", `${name}.yaml`));
});
