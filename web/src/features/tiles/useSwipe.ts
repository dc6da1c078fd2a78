/** A sideways stroke of a finger turns pages; the mouse is left to select and press. */
import { type PointerEvent, useRef } from "react";

/** px that make a stroke, and how much more sideways than up and down it must be. */
const FAR = 48;
const SIDEWAYS = 1.5;

export function useSwipe(turn: (by: 1 | -1) => void) {
  const start = useRef<{ x: number; y: number }>(null);
  return {
    onPointerDown(event: PointerEvent) {
      start.current = event.pointerType === "mouse" ? null : { x: event.clientX, y: event.clientY };
    },
    onPointerUp(event: PointerEvent) {
      const from = start.current;
      start.current = null;
      if (!from) return;
      const across = event.clientX - from.x;
      if (Math.abs(across) < FAR || Math.abs(across) < SIDEWAYS * Math.abs(event.clientY - from.y)) return;
      turn(across < 0 ? 1 : -1);
    },
    onPointerCancel() {
      start.current = null;
    },
  };
}
