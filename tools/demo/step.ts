import type { Sample } from "../operator/exposition.ts";
import { samplesOf } from "./readings.ts";
import type { Stage } from "./stage.ts";
import { PATIENCE, until } from "./until.ts";

/** One step of a story: the change, the metrics that show it, and where else it is told. */
export interface Step {
  readonly title: string;
  /** The command that a person would type; the same change is sent to the API server. */
  readonly command: string;
  readonly play: (stage: Stage) => Promise<void>;
  /** What the metrics show, in this order. */
  readonly seen: readonly Sight[];
  /** What the API server has then. */
  readonly told: readonly Telling[];
}

export interface Sight {
  /** As one would ask Prometheus for it. */
  readonly metric: string;
  readonly read: (samples: readonly Sample[]) => number;
  readonly moves: "up" | "down";
}

export interface Telling {
  /** What should be there: said when it is not. */
  readonly what: string;
  /** The sentence that tells it, or undefined while it is not there. */
  readonly find: (stage: Stage) => Promise<string | undefined>;
}

/** Plays a step; returns the lines that tell how it went. Throws a sentence when something of it did not happen in time. */
export async function playStep(stage: Stage, { play, seen, told }: Step, patience = PATIENCE): Promise<string[]> {
  const samples = await samplesOf(stage.operator);
  const before = new Map(seen.map((sight) => [sight, sight.read(samples)]));
  const began = performance.now();
  await play(stage);
  const accepted = performance.now() - began;
  const lines: string[] = [];
  for (const [{ metric, read, moves }, was] of before) {
    const look = async () => {
      const is = read(await samplesOf(stage.operator));
      return (moves === "up" ? is > was : is < was) ? is : undefined;
    };
    const is = await until(`${metric} was ${was}, and should have gone ${moves}`, look, patience);
    lines.push(`${metric} ${was} → ${is} after ${ms(performance.now() - began)} (${ms(accepted)})`);
  }
  for (const { what, find } of told) lines.push(await until(what, () => find(stage), patience));
  return lines;
}

const ms = (duration: number): string => `${duration.toFixed(0)} ms`;
