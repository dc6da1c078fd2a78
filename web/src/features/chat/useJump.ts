/** Brings a message into view and gives it the focus; reads earlier ones until it is there. */
import type { Message } from "@/api/chat";
import { useChatRoom } from "./room";

/** Pages read at most on the way back (2,000 messages). */
const PAGES = 20;

export function useJump(): (to: Pick<Message, "id">) => Promise<void> {
  const { chat } = useChatRoom();
  return async ({ id }) => {
    const isHere = () => chat.store.getState().log.messages.some((message) => message.id === id);
    for (let page = 0; page < PAGES && !isHere() && chat.store.getState().earlier === "more"; page += 1)
      await chat.loadEarlier();
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
