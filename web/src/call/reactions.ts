/** Reactions that float over pictures for a moment: who, which, and until when. Kept by nobody. */
import { createStore, type StoreApi } from "zustand/vanilla";
import { isRecord } from "@/platform/storage";

export const REACTION_TOPIC = "rapat.reaction";
/** The server takes these and no others. */
export const REACTIONS = ["👍", "👎", "👏", "❤️", "😂", "😮", "🎉", "✅", "❌", "☕"] as const;
/** ms that one stays. */
const LASTS = 4_000;

export interface Reactions {
  /** Identity → what it shows now. */
  shown: Readonly<Record<string, string>>;
}
export interface ReactionBoard {
  store: StoreApi<Reactions>;
  /** A packet of the server. */
  receive(body: unknown): void;
}

/** `wait` calls back after so many ms. */
export function createReactions(wait: (run: () => void, milliseconds: number) => void): ReactionBoard {
  const store = createStore<Reactions>()(() => ({ shown: {} }));
  const counts = new Map<string, number>();
  return {
    store,
    receive(body) {
      const reaction = reactionOf(body);
      if (reaction === null) return;
      const { identity, emoji } = reaction;
      const count = (counts.get(identity) ?? 0) + 1;
      counts.set(identity, count);
      store.setState(({ shown }) => ({ shown: { ...shown, [identity]: emoji } }));
      wait(() => {
        // A newer one of the same person stays its own time.
        if (counts.get(identity) !== count) return;
        counts.delete(identity);
        store.setState(({ shown: { [identity]: _, ...others } }) => ({ shown: others }));
      }, LASTS);
    },
  };
}

function reactionOf(body: unknown): { identity: string; emoji: string } | null {
  if (!isRecord(body) || typeof body.identity !== "string") return null;
  const known = REACTIONS.find((emoji) => emoji === body.emoji);
  return known === undefined ? null : { identity: body.identity, emoji: known };
}
