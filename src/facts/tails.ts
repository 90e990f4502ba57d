/** Stands for whatever ends a command in a shell line. */
const END = ";";

const follows = (token: string): boolean => token === "--follow" || token.startsWith("--follow=") || /^-[^-]*[fF]/.test(token);

const isTail = (token: string): boolean => token === "tail" || token.endsWith("/tail");

/**
 * Whether the words of a container's command run `tail -f`, plainly or inside a shell line. Only this answer is kept:
 * commands and arguments may hold secrets. One pass, because arguments may be as long as an object.
 */
export const runsTailFollow = (words: Iterable<unknown>): boolean => {
  let inTail = false;
  for (const word of words) {
    if (typeof word !== "string") continue;
    for (const token of word.replaceAll(/[;&|\n(){}]+/g, ` ${END} `).split(/[\s"'`]+/)) {
      if (token === END) inTail = false;
      else if (inTail && follows(token)) return true;
      else if (isTail(token)) inTail = true;
    }
  }
  return false;
};
