/** A webhook for Alertmanager: a real HTTP server that keeps what it is told. */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** One alert in a notification. */
export interface NotifiedAlert {
  readonly status: "firing" | "resolved";
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A webhook that listens. */
export interface Receiver {
  readonly url: string;
  /** Everything that arrived, in its order. */
  readonly alerts: readonly NotifiedAlert[];
  stop(): Promise<void>;
}

/** Listens on a free loopback port. `onAlert` is told of each alert as it arrives. */
export async function startReceiver(onAlert: (alert: NotifiedAlert) => void = () => {}): Promise<Receiver> {
  const alerts: NotifiedAlert[] = [];
  const take = async (request: IncomingMessage) => {
    const notification = JSON.parse(await text(request)) as { readonly alerts: readonly NotifiedAlert[] };
    for (const alert of notification.alerts) {
      alerts.push(alert);
      onAlert(alert);
    }
  };
  const server = createServer((request, response) => {
    take(request).then(
      () => response.writeHead(200).end(),
      (error: unknown) => response.writeHead(400).end(String(error)),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    alerts,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
