/** Tries again by itself with growing pauses, and tells the seconds that are left until the next attempt. */
import { useEffect, useEffectEvent, useState } from "react";

/** Seconds before each attempt; the last one repeats. Shorter would storm a server that is just coming up. */
export const PAUSES = [2, 4, 8, 15, 30] as const;

/** `attempt` answers whether it worked. `active` = false stops everything. */
export function useRetry(active: boolean, attempt: () => Promise<boolean>): number {
  const [round, setRound] = useState(0);
  const [left, setLeft] = useState<number>(PAUSES[0]);
  const run = useEffectEvent(attempt);
  useEffect(() => {
    if (!active) return;
    let seconds: number = PAUSES[Math.min(round, PAUSES.length - 1)] ?? PAUSES[0];
    setLeft(seconds);
    let gone = false;
    const timer = setInterval(() => {
      seconds -= 1;
      setLeft(Math.max(0, seconds));
      if (seconds !== 0) return;
      void run().then((worked) => {
        if (!worked && !gone) setRound((last) => last + 1);
      });
    }, 1_000);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [active, round]);
  return left;
}
