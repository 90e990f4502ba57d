import { rest } from "./deadline.ts";
import { isClusterError } from "./errors.ts";
import type { Transport, UnaryRequest } from "./transport.ts";

export interface DiscoveryOptions {
  /** List paths of resources of API groups, for example /apis/gateway.networking.k8s.io/v1/httproutes. */
  readonly wanted: readonly string[];
  readonly transport: Pick<Transport, "request">;
  /** Told after each answer, changed or not, which of them are served. */
  onServed(paths: ReadonlySet<string>): void;
  /** From an answer, or from a failure, to the next question. */
  readonly pauseMs?: number;
}

/** APIGroupDiscoveryList of apidiscovery.k8s.io/v2, as far as it is read. */
interface Groups {
  readonly items?: readonly {
    readonly metadata?: { readonly name?: string };
    readonly versions?: readonly { readonly version?: string; readonly resources?: readonly { readonly resource?: string }[] }[];
  }[];
}

/** APIResourceList: what one version of one group serves. */
interface Resources {
  readonly resources?: readonly { readonly name?: string }[];
}

/** Every group in one answer. A server that does not know the form answers with the list of groups, which says nothing of resources. */
const ALL_GROUPS: UnaryRequest = {
  method: "GET",
  path: "/apis",
  accept: "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json",
  timeoutMs: 10_000,
};

const NOT_MODIFIED = 304;

const pathsIn = ({ items = [] }: Groups): string[] =>
  items.flatMap(({ metadata, versions = [] }) =>
    versions.flatMap(({ version, resources = [] }) => resources.map(({ resource }) => `/apis/${metadata?.name}/${version}/${resource}`)),
  );

const isAggregated = (body: unknown): body is Groups =>
  typeof body === "object" && body !== null && (body as { kind?: unknown }).kind === "APIGroupDiscoveryList";

/**
 * Asks again and again which of the wanted resources the server serves: a CustomResourceDefinition that is installed later tells nobody.
 * One small question each time, answered by 304 while nothing changed. Runs until the signal aborts; never throws: while nobody
 * answers, nothing is told.
 */
export class Discovery {
  readonly #options: DiscoveryOptions;
  /** What the last whole answer listed of the wanted, and its ETag. */
  #last: { readonly etag: string | undefined; readonly served: ReadonlySet<string> } | undefined;
  /** The server answers version by version only. */
  #single = false;

  constructor(options: DiscoveryOptions) {
    this.#options = options;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { wanted, pauseMs = 30_000 } = this.#options;
    while (!signal.aborted && wanted.length > 0) {
      try {
        this.#options.onServed(await this.#served(signal));
      } catch {
        // What is not known now is asked again; readers go on by themselves meanwhile.
      }
      await rest(pauseMs, signal);
    }
  }

  async #served(signal: AbortSignal): Promise<ReadonlySet<string>> {
    const all = this.#single ? undefined : await this.#together(signal);
    this.#single = all === undefined;
    return all ?? this.#oneByOne(signal);
  }

  /** Undefined when the server does not know how. */
  async #together(signal: AbortSignal): Promise<ReadonlySet<string> | undefined> {
    const last = this.#last;
    const known = last?.etag === undefined ? {} : { ifNoneMatch: last.etag };
    const { status, headers, body } = await this.#options.transport.request({ ...ALL_GROUPS, ...known, signal });
    if (status === NOT_MODIFIED && last !== undefined) return last.served;
    if (!isAggregated(body)) return undefined;
    const { etag } = headers;
    const served = new Set(pathsIn(body)).intersection(new Set(this.#options.wanted));
    this.#last = { etag: typeof etag === "string" ? etag : undefined, served };
    return served;
  }

  async #oneByOne(signal: AbortSignal): Promise<ReadonlySet<string>> {
    const { wanted, transport } = this.#options;
    const served = new Set<string>();
    for (const version of new Set(wanted.map(versionOf))) {
      try {
        const { body } = await transport.request({ method: "GET", path: version, timeoutMs: ALL_GROUPS.timeoutMs ?? 0, signal });
        for (const { name } of (body as Resources).resources ?? []) served.add(`${version}/${name}`);
      } catch (error) {
        if (!isClusterError(error) || error.status !== 404) throw error;
      }
    }
    return served.intersection(new Set(wanted));
  }
}

/** /apis/group/version of a list path. */
const versionOf = (path: string): string => path.slice(0, path.lastIndexOf("/"));
