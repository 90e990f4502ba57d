import { demo } from "./demo.ts";
import { setStage } from "./stage.ts";
import { SCOPE, STORY } from "./story.ts";

/**
 * `make demo`: a declared scope meets a live cluster. With DEMO_ONCE=1 it ends by itself;
 * its exit code is then 0 if every step of the story happened.
 */
process.exitCode = await demo({
  setStage,
  scope: SCOPE,
  story: STORY,
  stays: process.env["DEMO_ONCE"] !== "1",
  print: (text) => void process.stdout.write(`${text}\n`),
});
