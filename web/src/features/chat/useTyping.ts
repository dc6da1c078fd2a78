/** Tells the server that I write, once in a while; whether it arrives concerns nobody. */
import { useRef } from "react";
import { useChatRoom } from "./room";

/** ms between two tellings; others forget it after 5 s. */
const OFTEN = 3_000;

export function useTyping(to: string): () => void {
  const { chat } = useChatRoom();
  const told = useRef(Number.NEGATIVE_INFINITY);
  return () => {
    const now = performance.now();
    if (now - told.current < OFTEN) return;
    told.current = now;
    chat.server.typing(to).catch(() => undefined);
  };
}
