import { afterAll, expect, test } from "vitest";
import { connect } from "../../src/cluster/connect.ts";
import { Discovery } from "../../src/cluster/discovery.ts";
import { suite } from "../harness/cluster.ts";
import { eventually } from "../harness/eventually.ts";

const { cluster } = suite("discovery");
const SCOPES = "/apis/isms-scope.io/v1alpha1/ismsscopes";
const NOBODYS = "/apis/nobody.example/v1/things";

const codes: string[] = [];
const stopping = new AbortController();
afterAll(() => stopping.abort());

test("what is served is told by one small answer, and by none at all while it stays the same", async () => {
  const transport = await connect({
    kubeconfig: cluster.kubeconfig,
    context: undefined,
    userAgent: "discovery/1",
    onRequest: ({ code }) => codes.push(code),
  });
  const told: string[][] = [];
  const discovery = new Discovery({ wanted: [SCOPES, NOBODYS], transport, onServed: (paths) => told.push([...paths]), pauseMs: 20 });
  const running = discovery.run(stopping.signal);
  await eventually(() => told.length >= 4);
  stopping.abort();
  await running;
  await transport.close();
  expect(new Set(told.map((paths) => paths.join()))).toEqual(new Set([SCOPES]));
  expect(codes.slice(0, 4)).toEqual(["200", "304", "304", "304"]);
});
