/** Free loopback ports that stay free until they are used. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";

const LOWEST = 20_000;
const EPHEMERAL_LINUX = "/proc/sys/net/ipv4/ip_local_port_range";
const EPHEMERAL_DEFAULT = 32_768;

/**
 * Picks distinct ports below the range from which the system gives ports to outgoing connections:
 * none of those can take a port between its choice and its use, nor while an API server restarts.
 */
export async function freePorts(count: number): Promise<number[]> {
  const highest = lowestEphemeral() - 1;
  const chosen = new Set<number>();
  for (let tries = 0; chosen.size < count; tries += 1) {
    if (tries > 1000) throw new Error(`no ${count} free ports between ${LOWEST} and ${highest}`);
    const port = LOWEST + Math.floor(Math.random() * (highest - LOWEST));
    if (!chosen.has(port) && (await isFree(port))) chosen.add(port);
  }
  return [...chosen];
}

function lowestEphemeral(): number {
  try {
    const lowest = Number(readFileSync(EPHEMERAL_LINUX, "utf8").trim().split(/\s+/)[0]);
    return lowest > LOWEST + 1000 ? lowest : EPHEMERAL_DEFAULT;
  } catch {
    return EPHEMERAL_DEFAULT;
  }
}

/** Whether nobody listens there now. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
