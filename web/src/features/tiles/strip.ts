/** How the strip beside a large picture is laid out: on which side, how large its tiles, how many fit. Pure. */
import { GAP, type Size } from "@/call/layout";

export interface Strip {
  side: "right" | "bottom";
  tile: Size;
  /** How many people stand in it; the rest is told by one more tile ("+10"). */
  shown: number;
}

/** A stage at least this much wider than high has its strip on the right. */
const WIDE_STAGE = 1.15;
/** px; the share keeps the large picture at 80 % of the width and more. */
const WIDTH = { least: 132, most: 240, share: 0.17 };
const HEIGHT = { least: 72, most: 110, share: 0.16 };
const SHAPE = 16 / 10;

export function stripOf({ width, height }: Size, count: number): Strip {
  const right = width >= height * WIDE_STAGE;
  // Below a narrow stage at least three places stand side by side: the presenter, somebody, and the rest.
  const third = Math.floor((width - 2 * GAP) / 3 / SHAPE);
  const tile = right
    ? byWidth(clamp(width * WIDTH.share, WIDTH))
    : byHeight(Math.min(third, clamp(height * HEIGHT.share, HEIGHT)));
  const room = right ? (height + GAP) / (tile.height + GAP) : (width + GAP) / (tile.width + GAP);
  const places = Math.max(1, Math.floor(room));
  return { side: right ? "right" : "bottom", tile, shown: count <= places ? count : Math.max(1, places - 1) };
}

function clamp(value: number, { least, most }: { least: number; most: number }): number {
  return Math.round(Math.min(most, Math.max(least, value)));
}
function byWidth(width: number): Size {
  return { width, height: Math.round(width / SHAPE) };
}
function byHeight(height: number): Size {
  return { width: Math.floor(height * SHAPE), height };
}
