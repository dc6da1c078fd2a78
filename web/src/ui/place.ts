/**
 * Where a floating box goes beside its anchor: on the wished side, on the opposite one when there is no room, always
 * wholly inside the window. Pure; the popover and the tooltip measure and apply.
 */
export type Side = "top" | "bottom";
export type Align = "start" | "center" | "end";
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}
export type Size = Pick<Box, "width" | "height">;
export interface Place {
  left: number;
  top: number;
  side: Side;
  /** Room on that side, px: the box scrolls inside it when it is taller. */
  maxHeight: number;
}

/** Pixels between anchor and box. */
const GAP = 8;
/** Pixels kept free at the edges of the window. */
const MARGIN = 8;

export function place(anchor: Box, box: Size, view: Size, side: Side, align: Align): Place {
  const above = anchor.top - GAP - MARGIN;
  const below = view.height - anchor.top - anchor.height - GAP - MARGIN;
  const room = { top: above, bottom: below };
  const other = side === "top" ? "bottom" : "top";
  const chosen = box.height > room[side] && room[other] > room[side] ? other : side;
  const maxHeight = Math.max(0, room[chosen]);
  const height = Math.min(box.height, maxHeight);
  const top = chosen === "top" ? anchor.top - GAP - height : anchor.top + anchor.height + GAP;
  const wished = {
    start: anchor.left,
    center: anchor.left + (anchor.width - box.width) / 2,
    end: anchor.left + anchor.width - box.width,
  }[align];
  const left = Math.max(MARGIN, Math.min(wished, view.width - MARGIN - box.width));
  return { left, top, side: chosen, maxHeight };
}
