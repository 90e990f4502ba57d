import type { ReportRow } from "./report.ts";

/**
 * Divides the rows of one place into parts that each fit into one object. Each row belongs to a part by a hash of its key, whatever
 * other rows there are: a row that comes or goes changes the part to which it belongs, and no other. A part that grows too large
 * divides in two by the next bit of the hash; the other parts stay as they are. It is a binary trie whose leaves are the parts.
 */

/** One part: the rows whose hash ends with the `depth` bits of `id`. */
export interface Part {
  readonly id: number;
  readonly depth: number;
}

/** Further division helps nobody: so many rows of one hash cannot be. */
const DEEPEST = 16;

/** FNV-1a, 32 bits, finished so that its low bits are as good as the high ones. Not for secrets: it spreads evenly, and is quick. */
export const spread = (key: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
};

export const belongsTo = ({ key }: Pick<ReportRow, "key">, { id, depth }: Part): boolean => spread(key) % 2 ** depth === id;

/** Something of a size (bytes) that belongs to a part by its key. */
interface Sized {
  readonly row: ReportRow;
  readonly bytes: number;
}

export interface Divided<T extends Sized> {
  readonly part: Part;
  /** In the order in which they were given. */
  readonly rows: readonly T[];
}

/** The parts in the order of their ids; there is always one of id 0. `room`: bytes that the rows of a part may take. */
export const divide = <T extends Sized>(rows: readonly T[], room: number, part: Part = { id: 0, depth: 0 }): Divided<T>[] => {
  const size = rows.reduce((sum, { bytes }) => sum + bytes, 0);
  if (size <= room || rows.length < 2 || part.depth === DEEPEST) return [{ part, rows }];
  const depth = part.depth + 1;
  const halves = [
    { id: part.id, depth },
    { id: part.id + 2 ** part.depth, depth },
  ];
  return halves
    .flatMap((half) =>
      divide(
        rows.filter(({ row }) => belongsTo(row, half)),
        room,
        half,
      ),
    )
    .sort((a, b) => a.part.id - b.part.id);
};
