/** What the operator's own code can write into its log as a warning or an error, read from the source. */

const CALL = /\blog(?:\.(?:warn|error)|\[[^\]]*"(?:warn|error)"[^\]]*\])\(/g;
const SENTENCE = /"([^"\n]+ [^"\n]+)"/g;

/** From the opening parenthesis at `start` to the one that closes it. */
function argumentsAt(text: string, start: number): string {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === "(") depth += 1;
    if (text[at] === ")") depth -= 1;
    if (depth === 0) return text.slice(start, at + 1);
  }
  return text.slice(start);
}

/** The body of a table of sentences, `const UNREAD = {…}`, that a call takes its message from. */
const tablesIn = (text: string, call: string): string =>
  [...call.matchAll(/\b([A-Z][A-Z_]+)\[/g)]
    .map(([, name = ""]) => new RegExp(`const ${name} = \\{[^]*?\\n\\}`).exec(text)?.[0] ?? "")
    .join();

/** Messages of the calls of `log.warn` and `log.error` in a source text, each once. Throws when a call has none that can be read. */
export function logMessages(text: string): readonly string[] {
  const found = [...text.matchAll(CALL)].flatMap(({ 0: head, index }) => {
    const call = argumentsAt(text, index + head.length - 1);
    const sentences = [...(call + tablesIn(text, call)).matchAll(SENTENCE)].map(([, sentence = ""]) => sentence);
    if (sentences.length === 0)
      throw new Error(`the message of ${head}${call} is no literal: write it out, or as a table of the same file`);
    return sentences;
  });
  return [...new Set(found)];
}
