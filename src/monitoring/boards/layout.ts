import type { Panel, Section } from "./panel.ts";

/** Where a panel is on the grid of 24 columns; y and height count rows of about 30 pixels. */
export interface Position {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** A heading, or a panel, with its number and its place. */
export type Placed =
  | { readonly id: number; readonly at: Position; readonly heading: string }
  | { readonly id: number; readonly at: Position; readonly panel: Panel };

export const COLUMNS = 24;

/** Puts panels beside each other until a line is full, each section under its heading. */
export function layOut(sections: readonly Section[]): readonly Placed[] {
  const placed: Placed[] = [];
  let y = 0;
  for (const { title, height, panels } of sections) {
    placed.push({ id: placed.length + 1, at: { x: 0, y, w: COLUMNS, h: 1 }, heading: title });
    y += 1;
    let x = 0;
    for (const panel of panels) {
      if (x + panel.width > COLUMNS) [x, y] = [0, y + height];
      placed.push({ id: placed.length + 1, at: { x, y, w: panel.width, h: height }, panel });
      x += panel.width;
    }
    y += height;
  }
  return placed;
}
