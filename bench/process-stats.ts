import { readFileSync } from "node:fs";

/** What Linux knows of a process. */

/** Ticks per second of /proc/<pid>/stat on every Linux that Node runs on. */
const TICKS = 100;

const statusField = (pid: number, field: string): number => {
  const line = readFileSync(`/proc/${pid}/status`, "utf8")
    .split("\n")
    .find((each) => each.startsWith(`${field}:`));
  return Number(/[0-9]+/.exec(line ?? "")?.[0] ?? Number.NaN) / 1024;
};

/** Highest resident memory so far, in MiB. */
export const peakMemory = (pid: number): number => statusField(pid, "VmHWM");

/** Resident memory now, in MiB. */
export const memory = (pid: number): number => statusField(pid, "VmRSS");

/** User and system CPU time so far, in seconds. */
export const cpuSeconds = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
};
