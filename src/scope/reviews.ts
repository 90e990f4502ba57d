import type { ScopeSpec } from "../api/scope.ts";
import { addPeriod, dayOf, dayStart, dueInstant, parsePeriod } from "./period.ts";

/** A review of the statement that has a date (9.3, A.5.36). */
export interface TimedReview {
  /** Name of the entry of `document.reviews`; undefined for the date of `document.nextReview`. */
  readonly name: string | undefined;
  /** Day on which it is due, `2026-12-31`. */
  readonly dueOn: string;
  /** Last instant of that day, epoch ms; the review is overdue when `now` is past it. */
  readonly dueAt: number;
}

type Document = ScopeSpec["document"];

const timed = (name: string | undefined, dueAt: number | undefined): readonly TimedReview[] =>
  dueAt === undefined ? [] : [{ name, dueOn: dayOf(dueAt), dueAt }];

/** A period counts from the day of the last review, else from the date of the document; without both it cannot be timed. */
const periodic = ({ name, every, last }: Document["reviews"][number], date: string | undefined): readonly TimedReview[] => {
  const period = every === undefined ? undefined : parsePeriod(every);
  const from = dayStart(last ?? date ?? "");
  if (period === undefined || from === undefined) return [];
  return timed(name, dueInstant(dayOf(addPeriod(from, period))));
};

/** The reviews that have a date, the next one of the document first, then in the order of the document. */
export const timedReviews = (document: Document): readonly TimedReview[] => [
  ...(document.nextReview === undefined ? [] : timed(undefined, dueInstant(document.nextReview))),
  ...document.reviews.flatMap((review) => periodic(review, document.date)),
];
