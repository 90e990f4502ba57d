/** Layout for a terminal of 100 columns. */

export const COLUMNS = 100;

/** The text in lines of at most 100 columns: `first` before the first one, as many blanks before the others. A longer word is not broken. */
export function wrapped(text: string, first = ""): string {
  const rest = " ".repeat(first.length);
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(" ")) {
    const isEmpty = line.trimEnd().length <= first.trimEnd().length && line.length === first.length;
    if (!isEmpty && line.length + 1 + word.length > COLUMNS) {
      lines.push(line);
      line = rest + word;
    } else line += isEmpty ? word : ` ${word}`;
  }
  return [...lines, line].join("\n");
}

/** Every line two columns to the right. */
export const indented = (text: string): string => text.trimEnd().replace(/^/gm, "  ");
