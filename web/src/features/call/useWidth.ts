/** How much room there is, in the three steps that the call knows. By the width of the window, never by the browser's name. */
import { useSyncExternalStore } from "react";

export type Width = "phone" | "middle" | "wide";

/** px. From WIDE on, buttons carry words; below MIDDLE, panels cover the stage and rare buttons move into the menu. */
export const MIDDLE = 680;
export const WIDE = 900;

export function useWidth(): Width {
  return useSyncExternalStore(follow, read);
}

function follow(listener: () => void): () => void {
  window.addEventListener("resize", listener);
  return () => window.removeEventListener("resize", listener);
}

function read(): Width {
  return widthOf(window.innerWidth);
}

export function widthOf(pixels: number): Width {
  if (pixels >= WIDE) return "wide";
  return pixels >= MIDDLE ? "middle" : "phone";
}
