import { wrongDocuments } from "./wrong-documents.ts";
import { wrongEntries } from "./wrong-entries.ts";
import { wrongEnvironments } from "./wrong-environments.ts";
import { wrong, long, environment, unreferenced, type WrongObject } from "./wrong-object.ts";

/** Scopes that the API server must refuse, each with the field it must name and words it must say. Data of api.test.ts. */

const wrongRules: WrongObject[] = [
  wrong("an unknown mode", { rules: { mode: "Enforce" } }, "spec.rules.mode", "Audit", "Warn", "Deny"),
  wrong(
    "no level",
    { ...unreferenced, informationAssets: null, environments: null, rules: { classification: { levels: [] }, checks: null } },
    "spec.rules.classification.levels",
    "at least 1 items",
  ),
  wrong(
    "a level listed twice",
    { rules: { classification: { levels: ["Public", "Confidential", "Restricted", "Public"] } } },
    "spec.rules.classification.levels",
    "listed twice",
    "name each level once, lowest first",
  ),
  wrong(
    "a level that no label can carry",
    { rules: { classification: { levels: ["Confidential", "Restricted", "Top Secret"] } } },
    "spec.rules.classification.levels[2]",
    "for example Confidential",
  ),
  wrong(
    "a key that is none",
    { rules: { classification: { keys: ["a/b/c"] } } },
    "spec.rules.classification.keys[0]",
    "app.kubernetes.io/name",
  ),
  wrong(
    "a class to be read where kubectl keeps whole objects",
    { rules: { classification: { keys: ["kubectl.kubernetes.io/last-applied-configuration"] } } },
    "spec.rules.classification.keys",
    "name a key that holds nothing but this",
  ),
  wrong(
    "an unknown way of logging",
    { rules: { logging: { require: "Yes" } } },
    "spec.rules.logging.require",
    "Sidecar",
    "Collector",
    "None",
  ),
  wrong(
    "a log shipper with a tag",
    { rules: { logging: { images: ["acme/shipper:1.2"] } } },
    "spec.rules.logging.images[0]",
    "without scheme, tag or digest",
  ),
  wrong("an unknown check", { rules: { checks: [{ id: "logging" }] } }, "spec.rules.checks[0].id", "logging-sidecar"),
  wrong(
    "an unknown severity",
    { rules: { checks: [{ id: "logging-sidecar", severity: "Blocker" }] } },
    "spec.rules.checks[0].severity",
    "Critical",
  ),
  wrong(
    "a setting for an environment that is not declared",
    { rules: { checks: [{ id: "logging-sidecar", environments: ["staging"] }] } },
    "spec.rules.checks",
    "setting of logging-sidecar: staging is not in spec.environments",
  ),
  wrong(
    "enabled in words",
    { rules: { checks: [{ id: "logging-sidecar", enabled: "no" }] } },
    "spec.rules.checks[0].enabled",
    "must be of type boolean",
  ),
];

const wrongFields: WrongObject[] = [
  wrong("a misspelt section", { enviroments: [] }, "spec.enviroments", "unknown field"),
  wrong("a misspelt field of an entry", environment({ namespace: { names: ["a"] } }), "spec.environments[0].namespace", "unknown field"),
  wrong("a misspelt rule", { rules: { loging: {} } }, "spec.rules.loging", "unknown field"),
  { ...wrong("a name too long for a label", {}, "metadata.name", "Too long", "63"), objectName: long(64) },
];

export const wrongScopes: readonly WrongObject[] = [
  ...wrongDocuments,
  ...wrongEnvironments,
  ...wrongEntries,
  ...wrongRules,
  ...wrongFields,
];
