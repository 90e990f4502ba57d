import { expect, test } from "vitest";
import { showsContainerLogs } from "./host-logs.ts";

const LOGS = ["/var/log", "/var/log/", "//var/log", "/var/log/pods", "/var/log/containers", "/var/lib/docker/containers", "/var", "/"];

test.each(LOGS)("%s shows the logs of containers", (path) => {
  expect(showsContainerLogs(path)).toBe(true);
});

test.each(["/var/log/audit", "/var/logs", "/var/lib/kubelet", "/var/lib/dock", "/etc", "/var/log/pods-archive"])("%s does not", (path) => {
  expect(showsContainerLogs(path)).toBe(false);
});
