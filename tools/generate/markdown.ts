const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

/** Lines of a Markdown table; a bar or a line break in a cell does not end it. */
export const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] =>
  [head, head.map(() => "---"), ...rows.map((row) => row.map(cell))].map((cells) => `| ${cells.join(" | ")} |`);
