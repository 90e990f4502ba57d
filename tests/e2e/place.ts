/** Where a suite of this folder runs: the shared cluster, or a control plane of its own when it must stop the API server or read the audit. */
import { afterAll, beforeAll } from "vitest";
import type { Api } from "../../tools/control-plane/api.ts";
import { startControlPlane, type ControlPlane, type StartOptions } from "../../tools/control-plane/start.ts";
import type { Suite } from "../harness/cluster.ts";
import { kubectl } from "../../tools/control-plane/kubectl.ts";

/** A cluster as these suites use it, with administrator's rights. */
export interface Place {
  readonly api: Api;
  readonly url: string;
  /** PEM; undefined when the kubeconfig under test names none. */
  readonly ca: string | undefined;
  /** A folder that is removed at the end. */
  readonly folder: string;
  kubectl(args: readonly string[], options?: { readonly input?: string }): Promise<string>;
}

/** The shared cluster, seen by one suite. */
export const sharedPlace = ({ api, cluster, folder, kubectl: run }: Suite): Place => ({
  api,
  url: cluster.url,
  ca: cluster.ca,
  folder,
  kubectl: run,
});

/** A control plane that only this suite has: it is there from the first hook of the suite to its last. */
export interface OwnPlace extends Place {
  readonly controlPlane: ControlPlane;
}

/** Call it while the file is collected; it starts and stops the control plane around the suite. */
export function ownPlace(options: StartOptions = {}): OwnPlace {
  let started: ControlPlane | undefined;
  const live = (): ControlPlane => {
    if (started === undefined) throw new Error("the control plane is not there yet");
    return started;
  };
  beforeAll(async () => {
    started = await startControlPlane(options);
  });
  afterAll(() => started?.stop());
  return {
    get controlPlane() {
      return live();
    },
    get api() {
      return live().api;
    },
    get url() {
      return live().url;
    },
    get ca() {
      return live().ca;
    },
    get folder() {
      return live().folder;
    },
    kubectl: (args, more) => {
      const { kubeconfig, binaries } = live();
      return kubectl({ kubeconfig, searchPath: binaries.searchPath }, args, more);
    },
  };
}
