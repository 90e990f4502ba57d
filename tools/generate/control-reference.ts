import { type Generator, notice } from "./generator.ts";
import { markdownTable } from "./markdown.ts";

const INTRO = `# Controls

Which check serves which control, for whoever prepares an audit. The ids are those of the standards, the titles are our own short words.

What this says, and what it does not:

- A control is listed when a check looks at a part of it. That a check passes is evidence for that part, at the moment at which the operator saw it;
  it is never the whole control.
- A control that is not listed is served by nothing here, and nothing is claimed of it: what people do, contracts, buildings and devices are for
  other evidence. So is every entry of a statement that ends as documentary.
- A check that a scope switches off serves nothing in that scope, and a failure under a ScopeException is \`exempt\`, not passed.

Where to look: \`status.frameworks\` of a scope counts the controls that hold and names those that do not, for the standards that
\`spec.document.standards\` names (all when it names none); \`controls\` of each entry of \`status.findings\` says what the finding is about; the metric
\`isms_scope_control_findings\` has a series for each control.

\`\`\`sh
kubectl get scope acme -o jsonpath='{range .status.frameworks[*]}{.name}{"\\t"}{.passing}{" of "}{.controls}{"\\t"}{.failingControls}{"\\n"}{end}'
\`\`\`
`;

/** The page that leads from a control to its checks. */
export const controlReference: Generator = {
  title: "reference of the controls",
  owns: ["docs/controls.md"],
  files: async () => {
    const { CHECKS } = await import("../../src/checks/registry.generated.ts");
    const { CONTROLS, FRAMEWORK_IDS, FRAMEWORKS } = await import("../../src/api/controls.ts");
    const checksOf = (control: (typeof CONTROLS)[number]) => CHECKS.filter(({ controls }) => controls.includes(control.id));
    const tables = FRAMEWORK_IDS.flatMap((framework) => [
      `## ${FRAMEWORKS[framework]}`,
      "",
      `In a statement: \`standards: [${framework}]\`.`,
      "",
      ...markdownTable(
        ["Control", "About", "Checks"],
        CONTROLS.filter((control) => control.framework === framework).map((control) => [
          control.id,
          control.title,
          checksOf(control)
            .map(({ id }) => `[\`${id}\`](checks.md#${id})`)
            .join(", "),
        ]),
      ),
      "",
    ]);
    return [
      { path: "docs/controls.md", content: [`<!-- ${notice("src/api/controls.ts and src/checks")} -->`, INTRO, ...tables].join("\n") },
    ];
  },
};
