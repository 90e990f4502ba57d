import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dump } from "js-yaml";
import { notice, type GeneratedFile, type Generator } from "./generator.ts";
import { describeValues, valueRules, valuesSchema, valuesTable, valuesYaml } from "./values.ts";
import { readVersion } from "./version.ts";

const CHART = "charts/isms-scope-operator";
const README = `${CHART}/README.md`;
const TABLE = /(?<=<!-- values -->\n)[^]*?(?=<!-- end of values -->)/;

const yaml = (source: string, document: object): string => `# ${notice(source)}\n${dump(document, { noRefs: true, lineWidth: 140 })}`;

/** What the chart's templates take from the code: values, rights, CustomResourceDefinitions. The templates themselves are written by hand. */
export const chart: Generator = {
  title: "chart",
  owns: ["Chart.yaml", "values.yaml", "values.schema.json", "files/install.yaml", "files/crds/*"].map((path) => `${CHART}/${path}`),
  files: async (root) => {
    const readme = readFileSync(join(root, README), "utf8");
    const schema = describeValues((await import("../../src/install/values.ts")).chartValues);
    const files: GeneratedFile[] = [
      { path: `${CHART}/values.yaml`, content: [`# ${notice("src/install/values.ts")}`, ...valuesYaml(schema), ""].join("\n") },
      { path: `${CHART}/values.schema.json`, content: valuesSchema(schema) },
      { path: README, content: readme.replace(TABLE, () => `\n${valuesTable(schema).join("\n")}\n\n`) },
      { path: `${CHART}/files/install.yaml`, content: yaml("src/install", await installFacts(valueRules(schema))) },
      ...(await definitions(readVersion(root))),
    ];
    return files;
  },
};

/** What templates cannot know by themselves. */
async function installFacts(values: readonly object[]): Promise<object> {
  const { clusterRules, LABEL_RULES, leaseRules } = await import("../../src/install/rbac.ts");
  const { PEOPLES_ROLES } = await import("../../src/install/roles.ts");
  const { NAME } = await import("../../src/install/identity.ts");
  return {
    operatorRules: clusterRules({ labelNamespaces: false }),
    labelRules: LABEL_RULES,
    leaseRules: leaseRules(NAME),
    peoplesRoles: PEOPLES_ROLES,
    values,
  };
}

async function definitions(version: string): Promise<GeneratedFile[]> {
  const { crds } = await import("../../src/api/crd.ts");
  const { chartManifest } = await import("../../src/install/chart-manifest.ts");
  return [
    { path: `${CHART}/Chart.yaml`, content: yaml("src/install/chart-manifest.ts and package.json", chartManifest(version)) },
    ...crds().map(({ fileName, manifest }) => ({ path: `${CHART}/files/crds/${fileName}`, content: yaml("src/api", manifest) })),
  ];
}
