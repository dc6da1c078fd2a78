/** Asks again and again how it stands before the door, and says when it has opened or closed for good. */
import { useEffect, useEffectEvent, useState } from "react";
import { giveUpWaiting, lookAtDoor, type Outlook } from "@/api/door";
import { ApiError } from "@/api/http";

/** ms between two questions. The server forgets who has not asked for 30 s. */
const EVERY = 3_000;

export interface WaitingEnds {
  /** Join now: let in, or out of the line and to knock again. */
  onOpen(): void;
  /** Sent away, or the meeting is over. */
  onClosed(error: ApiError): void;
}

/** How it stands now; `first` is what joining answered. Asks while the component stands. */
export function useWaiting(meeting: string, first: Outlook, { onOpen, onClosed }: WaitingEnds): Outlook {
  const [outlook, setOutlook] = useState(first);
  const look = useEffectEvent(async () => {
    try {
      const now = await lookAtDoor(meeting);
      setOutlook(now);
      if (now.state !== "waiting") onOpen();
    } catch (error) {
      // A silent server is asked again; a refusal is one.
      if (error instanceof ApiError && (error.status === 403 || error.status === 410)) onClosed(error);
    }
  });
  useEffect(() => {
    const timer = setInterval(() => void look(), EVERY);
    return () => clearInterval(timer);
  }, []);
  return outlook;
}

/** Out of the line, as far as the server can be told; it notices by itself otherwise. */
export function stopWaiting(meeting: string): void {
  giveUpWaiting(meeting).catch(() => undefined);
}
