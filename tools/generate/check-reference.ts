import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Generator, notice } from "./generator.ts";
import { markdownTable } from "./markdown.ts";

const INTRO = `# Checks

What is judged, and what each check asks. A check says pass or fail of one subject: a namespace, a workload with all its pods, a volume claim, or an entry
of the statement. What could not be read is \`unknown\`, and what a ScopeException covers is \`exempt\`. Severity is the default; \`spec.rules\` of a scope
changes it, or switches a check off. The reason is on the finding in \`status.findings\`, and on the Event when it appears.
`;

const FAILURE = /\bfail\(\s*"([A-Za-z]+)"/g;

/** The words by which a check fails, as its file gives them. */
const reasonsOf = (root: string, id: string): readonly string[] => {
  const text = readFileSync(join(root, "src/checks", `${id}.ts`), "utf8");
  return [...new Set([...text.matchAll(FAILURE)].map(([, reason = ""]) => reason))];
};

/** The reference page of the checks. */
export const checkReference: Generator = {
  title: "reference of the checks",
  owns: ["docs/checks.md"],
  files: async (root) => {
    const { CHECKS } = await import("../../src/checks/registry.generated.ts");
    const rows = CHECKS.map(({ id, title, severity, controls, remediation }) => [
      `\`${id}\``,
      title,
      severity,
      controls.join(", "),
      reasonsOf(root, id)
        .map((reason) => `\`${reason}\``)
        .join(", ") || "those of the condition [`Approved`](troubleshooting.md#conditions)",
      remediation,
    ]);
    const table = markdownTable(["Check", "Passes when", "Severity", "Controls", "Reasons of a failure", "How to mend it"], rows);
    return [{ path: "docs/checks.md", content: [`<!-- ${notice("src/checks")} -->`, INTRO, ...table, ""].join("\n") }];
  },
};
