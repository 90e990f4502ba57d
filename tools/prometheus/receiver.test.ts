import { expect, onTestFinished, test } from "vitest";
import { startReceiver } from "./receiver.ts";

const post = (url: string, body: string) => fetch(url, { method: "POST", body });

test("each alert of a notification is kept and told", async () => {
  const told: string[] = [];
  const receiver = await startReceiver(({ labels }) => told.push(labels["alertname"] ?? ""));
  onTestFinished(() => receiver.stop());
  const alert = (alertname: string) => ({ status: "firing", labels: { alertname }, annotations: {} });
  expect((await post(receiver.url, JSON.stringify({ alerts: [alert("A"), alert("B")] }))).status).toBe(200);
  expect(told).toEqual(["A", "B"]);
  expect(receiver.alerts).toEqual([alert("A"), alert("B")]);
});

test("what is no notification is refused, and the next is heard", async () => {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.stop());
  expect((await post(receiver.url, "hello")).status).toBe(400);
  expect((await post(receiver.url, `{"alerts":[]}`)).status).toBe(200);
  expect(receiver.alerts).toEqual([]);
});
