import * as grafana from "@grafana/grafana-foundation-sdk/dashboard";
import type { Steps, Words } from "./panel.ts";

/** Values as colours: the first step is everything below the second. */
export function thresholdsOf([first, ...steps]: Steps): grafana.ThresholdsConfig {
  const rest = steps.map(([value, color]) => ({ value, color }));
  return { mode: grafana.ThresholdsMode.Absolute, steps: [{ value: null, color: first }, ...rest] };
}

/** Values as words. */
export function mappingsOf(words: Words): grafana.ValueMapping[] {
  const options = Object.entries(words).map(([value, { text, colour }], index) => [value, { text, color: colour, index }] as const);
  return [{ type: grafana.MappingType.ValueToText, options: Object.fromEntries(options) }];
}
