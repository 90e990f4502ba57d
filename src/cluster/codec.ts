import { Transient } from "./errors.ts";

/** What a reflector reads of an object itself; everything else is for the projection. */
export interface Identified {
  readonly metadata: {
    readonly uid: string;
    readonly name: string;
    readonly namespace?: string | undefined;
    readonly resourceVersion: string;
    readonly annotations?: Readonly<Record<string, string>> | null | undefined;
  };
}

/** An object as the API server sends it in JSON. Nothing about it is known but that it has an identity. */
export interface RawObject extends Identified {
  readonly [field: string]: unknown;
}

/** One event of a watch. An ERROR carries a Status, a BOOKMARK only a resourceVersion. */
export interface WatchEvent<R> {
  readonly type: string;
  readonly object: R;
}

export interface ListPage<R> {
  readonly resourceVersion: string;
  /** Token of the next page; empty on the last. */
  readonly next: string;
  readonly items: readonly R[];
}

/** Bytes of one watch in, events out, as they become whole. */
export interface WatchDecoder<R> {
  /** Throws Transient Undecodable when the stream can no longer be trusted. */
  push(chunk: Uint8Array, emit: (event: WatchEvent<R>) => void): void;
}

/** A wire format: what to ask for, and how to read it. JSON is one; protobuf can be another. */
export interface Codec<R extends Identified> {
  readonly acceptWatch: string;
  readonly acceptList: string;
  decoder(): WatchDecoder<R>;
  page(body: Buffer): ListPage<R>;
}

const NEWLINE = 10;
/** Far above what an API server stores in one object; a longer line is not a watch event. */
const LONGEST_LINE = 64 * 1024 * 1024;

const undecodable = (cause: unknown): Transient =>
  new Transient("Undecodable", "the API server sent something that is not JSON", { cause });

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw undecodable(error);
  }
};

/**
 * Lines of JSON. A line is decoded only when whole, so that a character may be split anywhere;
 * the pieces of a long line are joined once, not at every chunk.
 */
export const jsonLines = (): WatchDecoder<RawObject> => {
  let pieces: Buffer[] = [];
  let held = 0;
  const keep = (piece: Buffer): void => {
    if (piece.length > 0) {
      pieces.push(piece);
      held += piece.length;
    }
    if (held > LONGEST_LINE) {
      throw undecodable(new Error(`a line of more than ${LONGEST_LINE} bytes`));
    }
  };
  const join = (tail: Buffer): string => {
    if (pieces.length === 0) {
      return tail.toString("utf8");
    }
    const line = Buffer.concat([...pieces, tail]).toString("utf8");
    pieces = [];
    held = 0;
    return line;
  };
  return {
    push(chunk, emit) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      let from = 0;
      for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
        const line = join(bytes.subarray(from, end));
        from = end + 1;
        if (line !== "") {
          emit(parse(line) as WatchEvent<RawObject>);
        }
      }
      keep(bytes.subarray(from));
    },
  };
};

interface RawList {
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items?: readonly RawObject[] | null;
}

const jsonPage = (body: Buffer): ListPage<RawObject> => {
  const list = parse(body.toString("utf8")) as RawList;
  const resourceVersion = list.metadata?.resourceVersion;
  if (!resourceVersion) {
    throw undecodable(new Error("a list without resourceVersion"));
  }
  return { resourceVersion, next: list.metadata?.continue ?? "", items: list.items ?? [] };
};

/** Whole objects in JSON. */
export const jsonCodec: Codec<RawObject> = {
  acceptWatch: "application/json",
  acceptList: "application/json",
  decoder: jsonLines,
  page: jsonPage,
};

/** Only `metadata`, in JSON; a server that cannot leave the rest out sends whole objects. */
export const metadataCodec: Codec<RawObject> = {
  ...jsonCodec,
  acceptWatch: "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json",
  acceptList: "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json",
};
