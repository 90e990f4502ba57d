import { SEVERITIES } from "../api/rules.ts";
import type { Finding } from "../assess/assessment.ts";
import { counted } from "./text.ts";

/** `7 findings: 1 Critical, 6 High`; exempt subjects are none. */
export const severityCounts = (findings: readonly Finding[]): string => {
  const open = findings.filter(({ verdict }) => verdict === "fail");
  const counts = SEVERITIES.toReversed().flatMap((severity) => {
    const count = open.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  return `${counted(open.length, "finding")}: ${counts.join(", ")}`;
};
