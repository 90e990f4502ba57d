/** Stands for whatever ends a command in a shell line. */
const END = ";";

const follows = (token: string): boolean => token === "--follow" || token.startsWith("--follow=") || /^-[^-]*[fF]/.test(token);

const isTail = (token: string): boolean => token === "tail" || token.endsWith("/tail");

/** A word of a tail command that names what it reads. `tail -f /dev/null` reads nothing: it keeps a container alive. */
const namesFile = (token: string): boolean =>
  token !== "" && !token.startsWith("-") && !/^[+]?[0-9]+[a-zA-Z]*$/.test(token) && token !== "/dev/null";

/** The words of a text, with the ends of its shell commands. */
const tokensOf = (text: string): string[] => text.replaceAll(/[;&|\n(){}]+/g, ` ${END} `).split(/[\s"'`]+/);

/**
 * Whether the words of a container's command follow a file by `tail -f`, plainly or inside a shell line. Only this answer
 * is kept: commands and arguments may hold secrets. One pass, because arguments may be as long as an object.
 */
export const runsTailFollow = (words: Iterable<unknown>): boolean => {
  let tail: { readonly follows: boolean; readonly reads: boolean } | undefined;
  for (const word of words) {
    for (const token of typeof word === "string" ? tokensOf(word) : []) {
      if (token === END) tail = undefined;
      else if (tail) tail = { follows: tail.follows || follows(token), reads: tail.reads || namesFile(token) };
      else if (isTail(token)) tail = { follows: false, reads: false };
      if (tail?.follows && tail.reads) return true;
    }
  }
  return false;
};
