/** A running OpenTelemetry Collector: the file to read first. */
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { freePorts } from "../control-plane/ports.ts";
import { makeFolder } from "../control-plane/stale.ts";
import { Supervised } from "../control-plane/supervised.ts";
import { findCollector } from "./find.ts";
import { readSpans, type Span } from "./spans.ts";

/** A collector that receives OTLP on loopback. It ends with `stop()`, or with the process that started it. */
export interface Collector {
  /** Base address for OTLP by HTTP: the value of OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly http: string;
  /** `host:port` for OTLP by gRPC. */
  readonly grpc: string;
  /** All spans that it has handed on, in the order in which they came. */
  readonly spans: readonly Span[];
  stop(): Promise<void>;
}

const READY_MS = 30_000;
const POLL_MS = 40;

/** Finds or builds the collector and resolves when it receives. */
export async function startCollector(): Promise<Collector> {
  const program = await findCollector();
  const spans: Span[] = [];
  const sink = await openSink((batch) => void spans.push(...readSpans(batch)));
  const supervised = await Supervised.start(makeFolder(tmpdir()));
  const stop = async (): Promise<void> => {
    await supervised.stop();
    await sink.close();
  };
  try {
    const [httpPort, grpcPort] = (await freePorts(2)) as [number, number];
    const [http, grpc] = [`127.0.0.1:${httpPort}`, `127.0.0.1:${grpcPort}`];
    const config = join(supervised.folder, "collector.json");
    writeFileSync(config, JSON.stringify(configuration({ http, grpc, sink: sink.url })));
    await supervised.spawn("collector", program, [`--config=${config}`]);
    await untilReceiving(supervised, `http://${http}/v1/traces`);
    return { http: `http://${http}`, grpc, spans, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Receives by both protocols and hands every batch on at once, as JSON. */
const configuration = ({ http, grpc, sink }: Readonly<Record<"http" | "grpc" | "sink", string>>): object => ({
  receivers: { otlp: { protocols: { http: { endpoint: http }, grpc: { endpoint: grpc } } } },
  exporters: { otlp_http: { endpoint: sink, encoding: "json", compression: "none", sending_queue: { enabled: false } } },
  service: { pipelines: { traces: { receivers: ["otlp"], exporters: ["otlp_http"] } } },
});

async function untilReceiving(supervised: Supervised, url: string): Promise<void> {
  const deadline = Date.now() + READY_MS;
  for (;;) {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(url, { method: "POST", headers, body: "{}" }).catch(() => undefined);
    if (answer?.status === 200) return;
    const failure = supervised.firstFailure();
    if (failure !== undefined) throw new Error(`the collector does not start: ${failure}`);
    if (Date.now() > deadline) throw new Error(`the collector does not receive within ${READY_MS / 1000} s`);
    await sleep(POLL_MS);
  }
}

/** Takes what the collector hands on. */
async function openSink(take: (batch: string) => void): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      take(body);
      response.setHeader("content-type", "application/json").end("{}");
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
