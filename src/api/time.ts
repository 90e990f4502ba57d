import { z } from "zod";
import { rules } from "./fields.ts";

/**
 * Days and instants as text. The API server's own formats `date` and `date-time` are looser than they look (an instant without
 * a zone passes, which every reader would place elsewhere) and do not say what to write; these rules do both.
 */

const DAY = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";
const CLOCK = "T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])";

const YEAR = "int(self.substring(0, 4))";
const LEAP = `(${YEAR} % 4 == 0 && ${YEAR} % 100 != 0 || ${YEAR} % 400 == 0)`;
const LAST_DAY = `(self.matches('^.{5}(04|06|09|11)') ? 30 : !self.matches('^.{5}02') ? 31 : ${LEAP} ? 29 : 28)`;
const DAY_EXISTS = `int(self.substring(8, 10)) <= ${LAST_DAY}`;

/** Whether the calendar has the day with which `text` begins. */
const dayExists = (text: string): boolean => {
  const day = text.slice(0, 10);
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
};

interface Form {
  readonly max: number;
  readonly pattern: string;
  /** CEL, for text that matches the pattern. */
  readonly holds: string;
  readonly accepts: (text: string) => boolean;
  readonly sentence: string;
}

const dated = ({ max, pattern, holds, accepts, sentence }: Form) => {
  const whole = new RegExp(`^${pattern}$`);
  return z
    .string()
    .max(max)
    .refine((text) => whole.test(text) && accepts(text), sentence)
    .meta(rules({ rule: `self.matches(r'^${pattern}$') && ${holds}`, message: sentence }));
};

/** Calendar day, `2026-12-31`. */
export const day = () =>
  dated({
    max: 10,
    pattern: DAY,
    holds: DAY_EXISTS,
    accepts: dayExists,
    sentence: "write a day that exists as year-month-day, for example 2026-12-31",
  });

/** A review date: a day, or a month, which means its last day. */
export const dayOrMonth = () =>
  dated({
    max: 10,
    pattern: `([0-9]{4}-(0[1-9]|1[0-2])|${DAY})`,
    holds: `(self.size() == 7 || ${DAY_EXISTS})`,
    accepts: (text) => text.length === 7 || dayExists(text),
    sentence: "write a day that exists (2026-12-31) or a month (2026-12), which means its last day",
  });

/** Instant, RFC 3339 with its zone: `2026-12-31T23:59:59Z`. */
export const instant = () =>
  dated({
    max: 40,
    pattern: DAY + CLOCK,
    holds: DAY_EXISTS,
    accepts: dayExists,
    sentence: "write an instant that exists, in RFC 3339 with its zone, for example 2026-12-31T23:59:59Z",
  });
