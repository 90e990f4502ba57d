import type { AssessmentResult } from "../assess/snapshot.ts";
import type { Writer } from "../cluster/writer.ts";
import type { Logger } from "../telemetry/log.ts";
import type { Config } from "./config.ts";
import type { OperatorInstruments } from "./instruments.ts";
import { createHandover } from "./handover.ts";
import { createLoop } from "./loop.ts";
import { watchTurn } from "./turn-span.ts";
import { firstTurn, takeTurn, type TurnResult } from "./turn.ts";
import { createWarnings } from "./warnings.ts";
import type { World } from "./world.ts";

export interface TurnsOptions {
  readonly world: World;
  readonly config: Pick<Config, "systemNamespaces" | "labelNamespaces" | "reports">;
  readonly writer: Pick<Writer, "submit" | "withdraw">;
  readonly instruments: Pick<OperatorInstruments, "turned" | "failed" | "drifted">;
  readonly log: Logger;
  readonly leads: () => boolean;
}

/** Turns as they follow one another. */
export interface Turns {
  /** Something changed that a turn must look at. */
  changed(): void;
  /** The last assessment, as it is published: what metrics and health read. */
  assessment(): AssessmentResult | undefined;
  /** Epoch ms of the first of the turns that failed in a row; undefined when the last one succeeded. */
  failingSince(): number | undefined;
  stop(): void;
}

/** Takes a turn whenever the world changed or a deadline came, publishes its snapshot and hands its actions to the writer. */
export function startTurns({ world, config, writer, instruments, log, leads }: TurnsOptions): Turns {
  let state = firstTurn();
  let changedAt: number | undefined;
  let failingSince: number | undefined;
  let watch = watchTurn();
  const warn = createWarnings(log);
  const handover = createHandover(writer);

  /** Tells what came of a turn, and hands on what is to be written. */
  const conclude = ({ state: { assessment }, plan }: TurnResult, seconds: number): void => {
    const { snapshot, assessed, errors } = assessment;
    warn(world);
    for (const { message, ...about } of errors) log.error({ ...about, problem: message }, "a check failed: its verdict is unknown");
    log.debug({ revision: snapshot.revision, assessed, seconds, actions: plan?.actions.length }, "turn");
    if (!plan) return handover.forget();
    instruments.drifted(plan);
    handover.hand(plan);
  };

  const turn = (now: number): number | undefined => {
    const began = performance.now();
    watch = watchTurn();
    const result = takeTurn(world, state, { ...config, leading: leads(), timed: watch.timed }, now);
    state = result.state;
    const ended = performance.now();
    const seconds = (ended - began) / 1000;
    instruments.turned(now, seconds, changedAt === undefined ? undefined : (ended - changedAt) / 1000);
    changedAt = undefined;
    failingSince = undefined;
    const { assessed, assessedObjects } = result.state.assessment;
    const worth = assessed + assessedObjects > 0 || (result.plan !== undefined && handover.isNews(result.plan));
    watch.over(result, worth, () => conclude(result, seconds));
    return result.changesAt;
  };

  const loop = createLoop({
    turn,
    onError: (error) => {
      // What changed was taken and is lost: the next turn assesses everything.
      state = { ...state, assessment: undefined };
      failingSince ??= Date.now();
      instruments.failed();
      watch.failed(error, () => log.error({ error }, "a turn failed, everything is assessed again"));
    },
  });

  return {
    changed() {
      changedAt ??= performance.now();
      loop.nudge();
    },
    assessment: () => state.assessment,
    failingSince: () => failingSince,
    stop: () => loop.stop(),
  };
}
