/** What Prometheus answers: its HTTP API as far as tests and the trial need it. */

/** One series of an instant query. */
export interface Result {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

/** An alert as Prometheus has it. */
export interface ActiveAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: "pending" | "firing";
}

/** An address that is scraped, and how that went. */
export interface ScrapedTarget {
  readonly labels: Readonly<Record<string, string>>;
  readonly health: "up" | "down" | "unknown";
  readonly lastError: string;
}

/** A rule, and what its last evaluation came to. */
export interface EvaluatedRule {
  readonly name: string;
  readonly query: string;
  readonly health: "ok" | "err" | "unknown";
  readonly lastError?: string;
  /** ISO 8601. */
  readonly lastEvaluation: string;
  readonly alerts?: readonly ActiveAlert[];
}

interface Vector {
  readonly resultType: "vector" | "scalar" | "matrix" | "string";
  readonly result: readonly { readonly metric: Readonly<Record<string, string>>; readonly value: readonly [number, string] }[];
}

/** Asks one Prometheus; every refusal is thrown with the words of Prometheus. */
export class QueryClient {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** The series that an expression has now. */
  async instant(expr: string): Promise<Result[]> {
    const { resultType, result } = await this.#get<Vector>("query", { query: expr });
    if (resultType !== "vector") throw new Error(`${expr} is a ${resultType}, not a vector`);
    return result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
  }

  /** The only number that an expression has now; undefined when it has none. */
  async number(expr: string): Promise<number | undefined> {
    const results = await this.instant(expr);
    if (results.length > 1) throw new Error(`${expr} has ${results.length} series`);
    return results[0]?.value;
  }

  /** Values of a label over the series that match, sorted. */
  async labelValues(label: string, match: string): Promise<string[]> {
    return (await this.#get<string[]>(`label/${label}/values`, { "match[]": match })).toSorted();
  }

  async alerts(): Promise<readonly ActiveAlert[]> {
    return (await this.#get<{ alerts: readonly ActiveAlert[] }>("alerts")).alerts;
  }

  async rules(): Promise<EvaluatedRule[]> {
    const { groups } = await this.#get<{ groups: readonly { rules: readonly EvaluatedRule[] }[] }>("rules");
    return groups.flatMap(({ rules }) => rules);
  }

  async targets(): Promise<readonly ScrapedTarget[]> {
    return (await this.#get<{ activeTargets: readonly ScrapedTarget[] }>("targets", { state: "active" })).activeTargets;
  }

  /** Type and help of every metric that was scraped, by name; of a histogram by its base name. */
  async metadata(): Promise<Readonly<Record<string, readonly { readonly type: string; readonly help: string }[]>>> {
    return this.#get("metadata");
  }

  async #get<T>(path: string, parameters: Readonly<Record<string, string>> = {}): Promise<T> {
    const response = await fetch(`${this.#url}/api/v1/${path}?${new URLSearchParams(parameters).toString()}`, {
      signal: AbortSignal.timeout(30_000),
    });
    const body = (await response.json()) as { status: string; error?: string; data: T };
    if (body.status !== "success") throw new Error(`${parameters["query"] ?? path}: ${body.error}`);
    return body.data;
  }
}
