import type { Control } from "../../src/api/controls.ts";
import type { Check, SubjectType } from "../../src/checks/check.ts";
import { commentOf, type FixtureText, fixtureTexts, reasonsOf } from "./check-source.ts";
import { type Generator, notice } from "./generator.ts";
import { markdownTable } from "./markdown.ts";

const INTRO = `# Checks

What is judged, and what each check asks. A check says pass or fail of one subject: an object of the cluster, a workload with all its pods, or an entry
of the statement. What could not be read is \`unknown\`, and what a ScopeException covers is \`exempt\`. Severity is the default; \`spec.rules\` of a scope
changes it, or switches a check off. The reason is on the finding in \`status.findings\`, and on the Event when it appears. The same by control of
ISO/IEC 27001:2022 and SOC 2: [controls.md](controls.md).
`;

/** What a type of subject is in the words of a reader. */
const JUDGED: Readonly<Record<SubjectType, string>> = {
  Namespace: "namespaces",
  Workload: "workloads in scope",
  Neighbour: "workloads outside the scope that share a node with pods of the scope",
  VolumeClaim: "volume claims in scope",
  Service: "Services in scope",
  Ingress: "Ingresses in scope",
  Gateway: "Gateways in scope",
  HTTPRoute: "HTTPRoutes in scope",
  NetworkPolicy: "network policies in scope",
  RoleBinding: "RoleBindings in scope",
  ServiceAccount: "ServiceAccounts in scope",
  Node: "nodes that run pods of the scope",
  ClusterRoleBinding: "ClusterRoleBindings",
  Scope: "the statement as a whole",
  Environment: "environments of the statement",
  Component: "components of the statement",
  Exclusion: "exclusions of the statement",
  Quantity: "entries of the statement with a quantity",
  Objective: "objectives of the statement",
  Alert: "alerts that the statement promises",
};

const code = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(", ");
const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const list = (items: readonly string[]): string => upper(items.join(", "));

/** The name of a fixture is that of its scope and begins those of its namespaces; a reader wants a short one. */
const renamed = ({ yaml, name }: FixtureText, id: string): string => yaml.replaceAll(`${id}-${name}`, "example");

const example = (fixture: FixtureText | undefined, id: string): readonly string[] => {
  if (fixture === undefined) return [];
  const { about, reason } = fixture;
  return [
    "<details>",
    `<summary>An example that ${reason === undefined ? "passes" : `fails: ${reason}`}</summary>`,
    "",
    ...(about === "" ? [] : [about, ""]),
    "```yaml",
    renamed(fixture, id),
    "```",
    "",
    "</details>",
    "",
  ];
};

const section = (root: string, { id, title, severity, controls, appliesTo, needs, remediation }: Check, known: readonly Control[]) => {
  const { rule, more, parts } = commentOf(root, id);
  const fixtures = fixtureTexts(root, id);
  const titles = known.filter((control) => controls.includes(control.id)).map((control) => `${control.id} ${control.title}`);
  const rows = [
    ["Rule", `${rule} ${more}`.trim()],
    ["Severity", severity],
    ["Why", parts.get("Control") ?? ""],
    ["Controls", titles.join(" · ")],
    ["Judges", `${list(appliesTo.map((type) => JUDGED[type]))}.`],
    ["Reads", upper(parts.get("Reads") ?? "")],
    ["Passes", upper(parts.get("Passes") ?? "")],
    ["Not judged", upper(parts.get("Not judged") ?? "")],
    [
      "Needs to see",
      needs.length === 0 ? "" : `Beside its subjects: ${needs.join(", ")}. While one cannot be read, the verdict is \`unknown\`.`,
    ],
    ["Reasons", code(reasonsOf(root, id))],
    ["How to mend it", remediation],
  ];
  return [
    `## ${id}`,
    "",
    `${title}.`,
    "",
    ...markdownTable(
      ["", ""],
      rows.filter(([, text]) => text !== "").map(([name = "", text = ""]) => [`**${name}**`, text]),
    ),
    "",
    ...example(
      fixtures.find(({ reason }) => reason !== undefined),
      id,
    ),
    ...example(
      fixtures.find(({ reason }) => reason === undefined),
      id,
    ),
  ];
};

/** The reference page of the checks. */
export const checkReference: Generator = {
  title: "reference of the checks",
  owns: ["docs/checks.md"],
  files: async (root) => {
    const { CHECKS } = await import("../../src/checks/registry.generated.ts");
    const { CONTROLS } = await import("../../src/api/controls.ts");
    const index = markdownTable(
      ["Check", "Passes when", "Severity", "Controls"],
      CHECKS.map(({ id, title, severity, controls }) => [`[\`${id}\`](#${id})`, title, severity, controls.join(", ")]),
    );
    const sections = CHECKS.flatMap((check) => section(root, check, CONTROLS));
    return [{ path: "docs/checks.md", content: [`<!-- ${notice("src/checks")} -->`, INTRO, ...index, "", ...sections].join("\n") }];
  },
};
