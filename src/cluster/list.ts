import type { Identified, ListPage } from "./codec.ts";
import { rest, startDeadline } from "./deadline.ts";
import { Waiting } from "./errors.ts";
import type { Reading } from "./reading.ts";
import type { Query } from "./transport.ts";

const PAGE_SIZE = 500;
/** How often one page is asked for again because the server is busy, before the list is begun anew. */
const PATIENCE = 5;

const collect = async (body: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const readPage = async <R extends Identified>(reading: Reading<R>, query: Query): Promise<ListPage<R>> => {
  const { transport, path, codec, times, signal } = reading;
  const deadline = startDeadline(times.page, `no whole page of ${path} within ${times.page / 1000} s`, signal);
  try {
    const { body } = await transport.stream({ path, query, accept: codec.acceptList, signal: deadline.signal });
    return codec.page(await collect(body));
  } finally {
    deadline.clear();
  }
};

/** A busy server puts a page off; the pages before it are not asked for again. */
const readPatiently = async <R extends Identified>(reading: Reading<R>, query: Query): Promise<ListPage<R>> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await readPage(reading, query);
    } catch (error) {
      if (!(error instanceof Waiting) || attempt === PATIENCE) {
        throw error;
      }
      await rest(error.retryAfterMs, reading.signal);
      reading.signal.throwIfAborted();
    }
  }
};

/** Reads the whole kind page by page, as one consistent snapshot. Returns its version. */
export const listPages = async <R extends Identified>(reading: Reading<R>): Promise<string> => {
  const { intake, signal, selection } = reading;
  let page = await readPatiently(reading, { ...selection, limit: PAGE_SIZE });
  intake.begin();
  for (;;) {
    for (const object of page.items) {
      intake.put(object);
    }
    if (page.next === "") {
      intake.commit();
      return page.resourceVersion;
    }
    await rest(0, signal); // watches of other kinds get in between pages
    page = await readPatiently(reading, { ...selection, limit: PAGE_SIZE, continue: page.next });
  }
};
