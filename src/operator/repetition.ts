/** What is tried every two seconds must not fill the log with one and the same sentence. */
export interface RepetitionOptions {
  /** How long a sentence that goes on is not said again; default a minute. */
  readonly quietMs?: number;
  /** Milliseconds of any clock. */
  readonly now?: () => number;
}

/** Answers whether the sentence should be said: when it is another one than the last, or that was said long enough ago. */
export function createRepetition({ quietMs = 60_000, now = Date.now }: RepetitionOptions = {}): (sentence: string) => boolean {
  let last: { readonly sentence: string; readonly at: number } | undefined;
  return (sentence) => {
    const at = now();
    if (last?.sentence === sentence && at - last.at < quietMs) return false;
    last = { sentence, at };
    return true;
  };
}
