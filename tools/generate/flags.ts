import { type Generator, notice } from "./generator.ts";
import { markdownTable } from "./markdown.ts";

const INTRO = `# Flags

Every option is a flag or an environment variable; the flag wins. A wrong value ends the operator with exit code 2 and a sentence that names the flag
and what to write. The chart sets what its values say and takes the rest in \`extraArgs\`; of a flag that is given twice the last one counts.
\`--help\` prints this, \`--version\` the version.
`;

const OUTRO = `Beside these, \`POD_NAME\` and \`POD_NAMESPACE\` give a pod's identity and the Lease's namespace their defaults; the chart and the
manifests set both.
`;

/** The reference page of the flags, from the table that parses them. */
export const flags: Generator = {
  title: "reference of the flags",
  owns: ["docs/flags.md"],
  files: async () => {
    const { OPTION_NAMES, OPTIONS } = await import("../../src/operator/options.ts");
    const rows = OPTION_NAMES.map((name) => {
      const { value, fallback, env, help } = OPTIONS[name];
      return [`\`--${name}\``, value, fallback === "" ? "–" : `\`${fallback}\``, `\`${env}\``, help];
    });
    const table = markdownTable(["Flag", "Value", "Default", "Variable", "Meaning"], rows);
    return [{ path: "docs/flags.md", content: [`<!-- ${notice("src/operator/options.ts")} -->`, INTRO, ...table, "", OUTRO].join("\n") }];
  },
};
