/** Shell-style patterns over names: `*` is any run of characters, also none; `?` is one character; everything else is itself. */

export type NameTest = (name: string) => boolean;

const WILDCARD = /[*?]/;

/** Whether the pattern stands for exactly one name. */
export const isLiteral = (pattern: string): boolean => !WILDCARD.test(pattern);

/**
 * Compares without regular expressions and without recursion: after a mismatch only the last `*` takes one character more.
 * So it takes at most |pattern| × |text| steps, for any pattern.
 */
export const globMatches = (pattern: string, text: string): boolean => {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (pattern[p] === "*") {
      star = p++;
      resume = t;
    } else if (pattern[p] === "?" || pattern[p] === text[t]) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
};

/** A test that holds when one of the patterns matches the whole name. Names without wildcards cost one look-up together. */
export const compileGlobs = (patterns: readonly string[]): NameTest => {
  const literals = new Set(patterns.filter(isLiteral));
  const globs = patterns.filter((pattern) => !isLiteral(pattern));
  return (name) => literals.has(name) || globs.some((pattern) => globMatches(pattern, name));
};
