/** In which corner of the stage the own picture rests. Pure. */
export type Corner = "top-left" | "top-right" | "bottom-left" | "bottom-right";
type Box = Pick<DOMRect, "left" | "top" | "width" | "height">;

/** The corner of `stage` that the middle of `tile` is nearest to. */
export function nearest(tile: Box, stage: Box): Corner {
  const right = tile.left + tile.width / 2 > stage.left + stage.width / 2;
  const bottom = tile.top + tile.height / 2 > stage.top + stage.height / 2;
  return `${bottom ? "bottom" : "top"}-${right ? "right" : "left"}`;
}

/** Where an arrow key moves it; null for other keys and against the edge. */
export function moved(corner: Corner, key: string): Corner | null {
  const [row, side] = corner.split("-");
  const next = {
    ArrowUp: `top-${side}`,
    ArrowDown: `bottom-${side}`,
    ArrowLeft: `${row}-left`,
    ArrowRight: `${row}-right`,
  }[key] as Corner | undefined;
  return next === undefined || next === corner ? null : next;
}
