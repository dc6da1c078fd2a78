/**
 * Which messages are drawn: at the end only the newest, further up a part around what is read, so that a chat of many
 * thousand costs no more than one of a few hundred. What scrolling lacks comes from memory first, then from the server.
 */
import { useMemo } from "react";
import type { Message } from "@/api/chat";
import { useChatRoom, useChatState } from "./room";

/** Messages at the end: some screens of them. More makes each new one slower to draw, fewer runs out while scrolling. */
const NEWEST = 150;
/** Messages more each time that somebody comes to an edge of what is drawn. */
const STEP = 100;
/** Messages drawn at most while somebody reads further up. */
const MOST = 300;

export interface ShownPart {
  messages: readonly Message[];
  /** Whether the person reads further up, or jumped there. */
  held: boolean;
  /** Whether some that are in memory stand above, or below. */
  hasAbove: boolean;
  hasBelow: boolean;
  /** More above, or below. */
  up(): Promise<void>;
  down(): void;
  /** The person reads further up: what is drawn stays, whatever arrives below. */
  hold(): void;
  /** The person is at the end again. */
  letGo(): void;
}

export function useShownPart(): ShownPart {
  const { chat } = useChatRoom();
  const all = useChatState(({ log }) => log.messages);
  const top = useChatState((state) => state.top);
  const start = startOf(all, top);
  const end = top === null ? all.length : Math.min(all.length, start + MOST);
  const messages = useMemo(() => all.slice(start, end), [all, start, end]);
  const showFrom = (index: number, of = all) => chat.showFrom(of[Math.max(0, index)]?.seq ?? null);
  const hold = () => {
    if (top === null) showFrom(start);
  };
  return {
    messages,
    held: top !== null,
    hasAbove: start > 0,
    hasBelow: end < all.length,
    hold,
    letGo: () => chat.showFrom(null),
    up: async () => {
      hold();
      if (start === 0) await chat.loadEarlier();
      const { log, top: now } = chat.store.getState();
      if (now !== null) showFrom(startOf(log.messages, now) - STEP, log.messages);
    },
    down: () => {
      if (end < all.length) showFrom(start + STEP);
    },
  };
}

/** Where what is drawn begins. `top` = the first `seq` that must be there; null = the newest only. */
function startOf(messages: readonly Message[], top: number | null): number {
  const newest = Math.max(0, messages.length - NEWEST);
  if (top === null) return newest;
  const first = messages.findIndex(({ seq }) => seq >= top);
  return first === -1 ? newest : Math.min(first, newest);
}
