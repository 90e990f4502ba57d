/** Targets of objectives as people write them: `>= 99.9%`, `< 5%`, `0 critical/high` (ISO/IEC 27001:2022, 6.2). */

export type Comparison = "<" | "<=" | "=" | ">=" | ">";

export interface Target {
  readonly comparison: Comparison;
  readonly value: number;
  /** The value is a share in per cent, not a count. */
  readonly percent: boolean;
}

/** ≤ and ≥ by their codes: one character beyond Latin in the bundle, and V8 keeps two bytes for each of all its characters. */
const NUMBER = /^(<=|>=|==|<|>|=|\u2264|\u2265)?\s*(\d{1,15}(?:\.\d{1,15})?)(?:\s*(%)|\s+(per ?cent)\b)?(.*)$/isu;

/** Words after the number say of what it is. A unit that is glued to it, another number, and words that change what is meant cannot be read. */
const WORDS = /^(?:\.?$|\s*(?:\(|\/(?!\s*\d))|[,;]\s|\s+(?!(?:to|or|and|at|max|maximum|min|minimum|thousand|million|billion)\b)\p{L})/iu;

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  "<": "<",
  "<=": "<=",
  "≤": "<=",
  "=": "=",
  "==": "=",
  ">=": ">=",
  "≥": ">=",
  ">": ">",
};

/** The target that the text begins with, without a comparison `=`; undefined when it cannot be compared with a number. */
export const parseTarget = (text: string): Target | undefined => {
  const [, sign = "=", value, percent, spelled, rest = ""] = NUMBER.exec(text.trim()) ?? [];
  const comparison = COMPARISONS[sign];
  if (value === undefined || comparison === undefined || !WORDS.test(rest)) return undefined;
  return { comparison, value: Number(value), percent: (percent ?? spelled) !== undefined };
};

/** Shares are quotients of numbers with a binary point: 7 of 100 may be 7.000000000000001 %. */
const PRECISION = 1e9;

/** Whether what is observed, a count or a share in per cent, meets the target. */
export const meets = ({ comparison, value }: Target, observed: number): boolean => {
  const difference = Math.round((observed - value) * PRECISION);
  switch (comparison) {
    case "<":
      return difference < 0;
    case "<=":
      return difference <= 0;
    case "=":
      return difference === 0;
    case ">=":
      return difference >= 0;
    case ">":
      return difference > 0;
  }
};
