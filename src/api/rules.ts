import { z } from "zod";
import { CHECK_IDS } from "./check-ids.generated.ts";
import { DEFAULT_ASSET_KEYS, DEFAULT_CLASSIFICATION_KEYS } from "./names.ts";
import { identifier, keyedList, levelName, listOf, prose, qualifiedKey, rules, setOf } from "./fields.ts";
import { imagePrefix } from "./images.ts";

/** How the statements of a scope are enforced. */

export const SEVERITIES = ["Low", "Medium", "High", "Critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

export const MODES = ["Audit", "Warn", "Deny"] as const;
export type Mode = (typeof MODES)[number];

const mode = () => z.enum(MODES);

/** kubectl keeps whole objects under this key, with the values of their environment variables: those must not be read, nor quoted. */
const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
const NOT_LAST_APPLIED = `${LAST_APPLIED} holds whole objects, secrets perhaps among them: name a key that holds nothing but this`;

const judgedKeys = (fallback: readonly string[]) =>
  z
    .array(qualifiedKey())
    .min(1)
    .max(10)
    .refine((keys) => !keys.includes(LAST_APPLIED), NOT_LAST_APPLIED)
    .default([...fallback])
    .meta(rules({ rule: `!('${LAST_APPLIED}' in self)`, message: NOT_LAST_APPLIED }));

const classification = z.strictObject({
  levels: z
    .array(levelName())
    .min(1)
    .max(10)
    .default(["Public", "Internal", "Confidential", "Restricted"])
    .meta(
      rules({
        rule: "self.all(l, self.exists_one(x, x == l))",
        message: "a classification level is listed twice: name each level once, lowest first",
      }),
    )
    .describe("Classification levels, lowest first; compared exactly as written."),
  keys: judgedKeys(DEFAULT_CLASSIFICATION_KEYS).describe(
    "Annotations or labels that carry the class of a workload, volume or namespace; the first that is present counts.",
  ),
  assetKeys: judgedKeys(DEFAULT_ASSET_KEYS).describe(
    "Annotations or labels that name the information assets a workload handles, separated by commas.",
  ),
});

const logging = z.strictObject({
  require: z
    .enum(["Sidecar", "Collector", "None"])
    .default("Sidecar")
    .describe("Sidecar: every pod has its own log shipper. Collector: a node agent counts too. None: logging is not checked."),
  images: setOf(imagePrefix(), 50).describe("Images that are log shippers beyond the built-in list, without tag or digest."),
});

const checkSetting = z.strictObject({
  id: z.enum(CHECK_IDS).describe("Id of the check."),
  enabled: z.boolean().default(true).describe("False switches the check off for this scope."),
  severity: z.enum(SEVERITIES).optional().describe("Severity in this scope, instead of the check's own."),
  mode: mode().optional().describe("Mode in this scope, instead of `rules.mode`."),
  environments: setOf(identifier(), 20).describe("Names of `environments` to which severity, mode and enabled apply; all when empty."),
});

const evidence = z.strictObject({
  statement: prose().describe("The statement: its text, or the name of its entry, as written elsewhere in the spec."),
  checks: z
    .array(z.enum(CHECK_IDS))
    .min(1)
    .max(20)
    .meta({ "x-kubernetes-list-type": "set" })
    .describe("Ids of the checks that decide it: verified when they pass, violated when one fails."),
});

export const rulesSchema = z.strictObject({
  mode: mode()
    .default("Audit")
    .describe(
      "What is asked for when an object violates a rule. Audit: report. Warn: also answer a client with a warning. Deny: also refuse. " +
        "This version reports in every mode; status.mode repeats what is asked for.",
    ),
  classification: classification.prefault({}).describe("How information is classified (A.5.12)."),
  logging: logging.prefault({}).describe("How logs must be collected (A.8.15)."),
  undeclaredNamespaces: z.enum(["Report", "Ignore"]).default("Report").describe("What to do about namespaces that no scope declares."),
  evidence: keyedList(evidence, 100, "statement").describe(
    "Statements in words that checks decide: what binds nothing of its own is documentary unless it is named here.",
  ),
  checks: listOf(checkSetting, 50).describe(
    "Settings of single checks; of several entries for one check the last that applies to the environment counts.",
  ),
});
