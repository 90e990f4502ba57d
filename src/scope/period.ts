/** Calendar arithmetic of the statement, in UTC. Days are texts (`2026-12-31`), instants are epoch milliseconds. */

export interface Period {
  readonly count: number;
  readonly unit: "d" | "w" | "m" | "y";
}

const PERIOD = /^([1-9][0-9]{0,3})([dwmy])$/;
const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const MONTH = /^[0-9]{4}-[0-9]{2}$/;
const DAY_MS = 86_400_000;
const DAYS = { d: 1, w: 7 } as const;
const MONTHS = { m: 1, y: 12 } as const;

/** `1y`, `6m`, `2w`, `90d`; undefined for any other words, which are kept in the statement and not timed. */
export const parsePeriod = (text: string): Period | undefined => {
  const [, count, unit] = PERIOD.exec(text.trim()) ?? [];
  return count === undefined ? undefined : { count: Number(count), unit: unit as Period["unit"] };
};

/** First instant of a day; undefined when the calendar has no such day. */
export const dayStart = (day: string): number | undefined => {
  const time = DAY.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(time) || dayOf(time) !== day ? undefined : time;
};

/** The day (UTC) in which an instant lies. */
export const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

/** An instant in RFC 3339; undefined when it is none. */
export const instantOf = (text: string): number | undefined => {
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
};

/** The last instant of a day, or of a month's last day (`2026-12`); what is due then is overdue from the next millisecond on. */
export const dueInstant = (dayOrMonth: string): number | undefined => {
  if (!MONTH.test(dayOrMonth)) {
    const start = dayStart(dayOrMonth);
    return start === undefined ? undefined : start + DAY_MS - 1;
  }
  const first = dayStart(`${dayOrMonth}-01`);
  return first === undefined ? undefined : addMonths(first, 1) - 1;
};

/** The start of the day that lies a period after the day that starts at `start`; a day that a month lacks becomes its last. */
export const addPeriod = (start: number, { count, unit }: Period): number =>
  unit === "d" || unit === "w" ? start + count * DAYS[unit] * DAY_MS : addMonths(start, count * MONTHS[unit]);

const addMonths = (start: number, months: number): number => {
  const date = new Date(start);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months + 1, 0);
  date.setUTCDate(Math.min(day, date.getUTCDate()));
  return date.getTime();
};
