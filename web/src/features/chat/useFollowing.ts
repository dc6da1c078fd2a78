/** Where the list of messages stands: at its end as it grows; or what is read stays in its place, whatever comes and goes. */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { ShownPart } from "./useShownPart";

/** px from the end within which the list still follows new messages. */
const NEAR_END = 80;
/** px from an edge of what is drawn at which more is asked for. */
const NEAR_EDGE = 200;

export interface Following {
  list: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  /** Whether the newest is out of sight. */
  away: boolean;
  toEnd(): void;
  onScroll(): void;
}

/** `count` grows with every message, `mine` with each of my own that goes out: that one brings me to the end. */
export function useFollowing(count: number, mine: number, part: ShownPart): Following {
  const list = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const place = useRef<Place | null>(null);
  const [away, setAway] = useState(false);
  const first = part.messages[0]?.id;
  const scroll = useCallback(() => list.current?.scrollTo({ top: list.current.scrollHeight }), []);
  const toEnd = () => {
    following.current = true;
    part.letGo();
    scroll();
  };
  useLayoutEffect(() => {
    if (part.held) following.current = false;
  }, [part.held]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs for each new message.
  useLayoutEffect(() => {
    if (following.current) scroll();
  }, [count]);
  const sent = useRef(mine);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs for each message of mine.
  useLayoutEffect(() => {
    if (mine > sent.current) toEnd();
    sent.current = mine;
  }, [mine]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when messages came or went above.
  useLayoutEffect(() => {
    if (list.current && !following.current) returnTo(list.current, place.current);
  }, [first]);
  useEffect(() => {
    const watcher = new ResizeObserver(() => following.current && scroll());
    // The frame shrinks under a growing composer, the content grows when a picture comes.
    for (const element of [list.current, content.current]) if (element) watcher.observe(element);
    return () => watcher.disconnect();
  }, [scroll]);
  const onScroll = () => {
    const element = list.current;
    if (!element) return;
    const { scrollHeight, scrollTop, clientHeight } = element;
    const below = scrollHeight - scrollTop - clientHeight;
    following.current = below < NEAR_END && !part.hasBelow;
    place.current = placeIn(element);
    setAway(!following.current);
    if (following.current) part.letGo();
    else part.hold();
    if (scrollTop < NEAR_EDGE && scrollHeight > clientHeight) void part.up();
    else if (below < NEAR_EDGE) part.down();
  };
  return { list, content, away, toEnd, onScroll };
}

/** A message that can be seen, and how many px below the list's upper edge it stands. */
interface Place {
  id: string;
  offset: number;
}

function placeIn(list: HTMLElement): Place | null {
  const edge = list.getBoundingClientRect().top;
  for (const row of list.querySelectorAll<HTMLElement>("[id^=message-]")) {
    const { top, bottom } = row.getBoundingClientRect();
    if (bottom > edge) return { id: row.id, offset: top - edge };
  }
  return null;
}

function returnTo(list: HTMLElement, place: Place | null): void {
  const row = place && document.getElementById(place.id);
  if (!row) return;
  list.scrollTop += row.getBoundingClientRect().top - list.getBoundingClientRect().top - place.offset;
}
