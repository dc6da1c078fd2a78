/** Brings a message into view and gives it the focus; reads earlier ones until it is there. */
import type { Message } from "@/api/chat";
import { useChatRoom } from "./room";

/** Pages read at most on the way back (2,000 messages). */
const PAGES = 20;
/** Messages drawn above the one that is jumped to, so that it can stand in the middle. */
const ABOVE = 30;

export function useJump(): (to: Pick<Message, "id">) => Promise<void> {
  const { chat } = useChatRoom();
  return async ({ id }) => {
    const isHere = () => chat.store.getState().log.messages.some((message) => message.id === id);
    for (let page = 0; page < PAGES && !isHere() && chat.store.getState().earlier === "more"; page += 1)
      await chat.loadEarlier();
    const { log } = chat.store.getState();
    const place = log.messages.findIndex((message) => message.id === id);
    const first = log.messages[Math.max(0, place - ABOVE)];
    if (first !== undefined && document.getElementById(anchorOf(id)) === null) chat.showFrom(first.seq);
    // Drawn with the next frame at the latest.
    requestAnimationFrame(() => {
      const found = document.getElementById(anchorOf(id));
      found?.scrollIntoView({ block: "center" });
      found?.focus({ preventScroll: true });
    });
  };
}

export function anchorOf(id: string): string {
  return `message-${id}`;
}
