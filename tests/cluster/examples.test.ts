import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadAll } from "js-yaml";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { openApi, type ApiObject } from "../../tools/control-plane/api.ts";
import { kubectl } from "../../tools/control-plane/kubectl.ts";

const cluster = inject("cluster");
const api = openApi(cluster.kubeconfig);
const EXAMPLES = join(import.meta.dirname, "..", "..", "examples");

const FILES = {
  ecometricx: ["cluster.yaml", "scope.yaml", "exception.yaml"],
  "ai-telephony-crm": ["cluster.yaml", "scope.yaml"],
} as const;
type Example = keyof typeof FILES;
const examples = Object.keys(FILES) as Example[];

interface Written extends ApiObject {
  readonly spec?: object;
}

const path = (example: Example, file: string): string => join(EXAMPLES, example, file);
const objects = (example: Example, file: string): Written[] => loadAll(readFileSync(path(example, file), "utf8")) as Written[];
const namespaces = (example: Example): string[] =>
  objects(example, "cluster.yaml").flatMap(({ kind, metadata }) =>
    kind === "Namespace" && metadata?.name !== undefined ? [metadata.name] : [],
  );

const apply = (example: Example, file: string, ...flags: string[]): Promise<string> =>
  kubectl(cluster, ["apply", "--server-side", "--validate=strict", ...flags, "-f", path(example, file)]);

beforeAll(async () => {
  for (const example of examples) for (const file of FILES[example]) await apply(example, file);
});

afterAll(async () => {
  for (const example of examples) {
    // The next suite must not find namespaces that are still going; a foreign cluster may have nobody who lets them go.
    await kubectl(cluster, [
      "delete",
      "--ignore-not-found",
      `--wait=${cluster.ours}`,
      ...FILES[example].flatMap((file) => ["-f", path(example, file)]),
    ]);
  }
  await api.close();
});

test("the namespaces of the examples do not clash", () => {
  const all = examples.flatMap(namespaces);
  expect(all.length).toBeGreaterThanOrEqual(8);
  expect(new Set(all).size).toBe(all.length);
});

describe.each(examples)("the example %s", (example) => {
  test.each(FILES[example])("%s says the same when it is applied again", async (file) => {
    const again = await apply(example, file, "--dry-run=server", "-o", "yaml");
    for (const { metadata } of objects(example, file)) expect(again).toContain(`name: ${metadata?.name ?? ""}`);
  });

  test("is stored as it was written", async () => {
    for (const { kind, metadata, spec = {} } of FILES[example].slice(1).flatMap((file) => objects(example, file))) {
      const plural = `${kind?.toLowerCase() ?? ""}s`;
      const stored = await api.must<Written>("GET", `/apis/isms-scope.io/v1alpha1/${plural}/${metadata?.name ?? ""}`);
      expect(stored.spec).toMatchObject(spec);
    }
  });
});
