/** What is offered while one types: emoji after `:`, people after `@`; and which of them the keys are on. */
import { useState } from "react";
import type { Member } from "@/api/chat";
import { offersAt } from "./emoji";
import { callsAt } from "./mentions";

export const OFFERS_ID = "chat-offers";

export interface Offer {
  key: string;
  sign: string;
  words: string;
  /** What takes the place of what was typed. */
  insert: string;
}
export interface Offered {
  list: readonly Offer[];
  /** Where what was typed begins. */
  start: number;
  active: number;
  activeId: string | undefined;
  chosen: Offer | undefined;
  move(step: 1 | -1): void;
  /** No offers until something else is typed. */
  dismiss(): void;
}

export function useOffers(text: string, caret: number, people: readonly Member[]): Offered {
  const found = lookUp(text, caret, people);
  const place = found === null ? "" : `${found.start} ${text.slice(found.start, caret)}`;
  const [at, setAt] = useState({ place, active: 0 });
  const [dismissed, setDismissed] = useState("");
  const list = found === null || dismissed === place ? [] : found.list;
  const active = at.place === place ? Math.min(at.active, Math.max(0, list.length - 1)) : 0;
  return {
    list,
    start: found?.start ?? caret,
    active,
    activeId: list.length > 0 ? `${OFFERS_ID}-${active}` : undefined,
    chosen: list[active],
    move: (step) => setAt({ place, active: (active + step + list.length) % Math.max(1, list.length) }),
    dismiss: () => setDismissed(place),
  };
}

function lookUp(text: string, caret: number, people: readonly Member[]): { start: number; list: Offer[] } | null {
  const emoji = offersAt(text, caret);
  if (emoji) {
    const list = emoji.offers.map(({ sign, names }) => ({ key: sign, sign, words: names[0] ?? "", insert: sign }));
    return { start: emoji.start, list };
  }
  const calls = callsAt(text, caret, people);
  if (!calls) return null;
  const list = calls.offers.map(({ identity, name }) => ({
    key: identity,
    sign: "@",
    words: name,
    insert: `@${name} `,
  }));
  return { start: calls.start, list };
}
