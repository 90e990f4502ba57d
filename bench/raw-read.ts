import { Agent, request, type Dispatcher } from "undici";
import { KINDS } from "../src/facts/kinds.ts";
import type { Access } from "../tools/control-plane/kubeconfig.ts";

/** The yardstick: the same lists, read as fast as a client can that does nothing with the bytes. */
export interface RawRead {
  readonly seconds: number;
  readonly bytes: number;
}

const METADATA = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
/** The list's own metadata stands before its items. */
const HEAD = 4_096;

/** Lists every watched kind in pages of 500, one after the other over one connection, and drops what comes. */
export async function rawRead(access: Access): Promise<RawRead> {
  const dispatcher = new Agent({ connect: { ca: access.ca ?? [] }, connections: 1 });
  const began = performance.now();
  let bytes = 0;
  for (const { path, metadataOnly } of KINDS) {
    const headers = { authorization: `Bearer ${access.token ?? ""}`, accept: metadataOnly ? METADATA : "application/json" };
    let next: string | undefined = "";
    while (next !== undefined) {
      const query = next === "" ? "limit=500" : `limit=500&continue=${encodeURIComponent(next)}`;
      const page = await readPage(`${access.url}${path}?${query}`, { dispatcher, headers });
      bytes += page.bytes;
      next = page.next;
    }
  }
  await dispatcher.close();
  return { seconds: (performance.now() - began) / 1000, bytes };
}

interface Page {
  readonly bytes: number;
  readonly next: string | undefined;
}

async function readPage(url: string, options: { dispatcher: Dispatcher; headers: Record<string, string> }): Promise<Page> {
  const { body } = await request(url, options);
  let bytes = 0;
  let head = "";
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (head.length < HEAD) head += chunk.toString("latin1", 0, HEAD);
  }
  return { bytes, next: /"continue":"([^"]+)"/.exec(head)?.[1] };
}
