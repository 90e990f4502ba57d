/** Stands for whatever ends a command in a shell line. */
const END = ";";

const follows = (token: string): boolean => token === "--follow" || token.startsWith("--follow=") || /^-[^-]*[fF]/.test(token);

const isTail = (token: string): boolean => token === "tail" || token.endsWith("/tail");

/** A word of a tail command that names what it reads. `tail -f /dev/null` reads nothing: it keeps a container alive. */
const namesFile = (token: string): boolean =>
  token !== "" && !token.startsWith("-") && !/^[+]?[0-9]+[a-zA-Z]*$/.test(token) && token !== "/dev/null";

/** The words of a text, with the ends of its shell commands. */
const tokensOf = (text: unknown): string[] =>
  typeof text === "string" ? text.replaceAll(/[;&|\n(){}]+/g, ` ${END} `).split(/[\s"'`]+/) : [];

/** What has been seen of the tail command that is being read; nothing outside of one. */
type Tail = { readonly follows: boolean; readonly reads: boolean } | undefined;

const after = (tail: Tail, token: string): Tail => {
  if (token === END) return undefined;
  if (tail) return { follows: tail.follows || follows(token), reads: tail.reads || namesFile(token) };
  return isTail(token) ? { follows: false, reads: false } : undefined;
};

/**
 * Whether the words of a container's command follow a file by `tail -f`, plainly or inside a shell line. Only this answer
 * is kept: commands and arguments may hold secrets. One pass, because arguments may be as long as an object.
 */
export const runsTailFollow = (words: Iterable<unknown>): boolean => {
  let tail: Tail;
  for (const word of words) {
    for (const token of tokensOf(word)) {
      tail = after(tail, token);
      if (tail?.follows && tail.reads) return true;
    }
  }
  return false;
};
