import { namespace } from "./namespace.ts";
import { operatorHealth } from "./operator-health.ts";
import type { Board } from "./panel.ts";
import { scopeOverview } from "./scope-overview.ts";

/** Every board: for the auditor, for whoever runs something in a namespace, and for whoever is on call for the operator. */
export const BOARDS: readonly Board[] = [scopeOverview, namespace, operatorHealth];
