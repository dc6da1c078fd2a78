/**
 * What screen readers should say: anybody calls `announce`, the one LiveAnnouncer speaks it. `assertive` interrupts
 * and is for what happened to the person (muted, removed); everything else is polite.
 */
import { create } from "zustand";

export type Urgency = "polite" | "assertive";
export interface Announcement {
  /** Grows by one each time, so that the same words twice are spoken twice. */
  number: number;
  text: string;
}

export const useAnnouncements = create<Record<Urgency, Announcement>>()(() => ({
  polite: { number: 0, text: "" },
  assertive: { number: 0, text: "" },
}));

export function announce(text: string, urgency: Urgency = "polite"): void {
  useAnnouncements.setState((state) => ({ [urgency]: { number: state[urgency].number + 1, text } }));
}
