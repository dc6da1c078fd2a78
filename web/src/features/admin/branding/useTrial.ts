/** What a colour would give as the accent, asked of the server while somebody still picks. */
import { useEffect, useState } from "react";
import { type Trial, tryAccent } from "@/api/branding";

/** Milliseconds that a colour must stay to be asked about: a hand that moves over the palette passes dozens a second. */
const REST = 150;

interface Tried {
  of: string;
  trial: Trial | null;
  problem: unknown;
}

export interface Shown {
  /** The newest that is known; null = none yet, or Rapat's own. */
  trial: Trial | null;
  /** The trial is of another colour than the one that was asked for last. */
  late: boolean;
  /** Why there is none; null = nothing went wrong. */
  problem: unknown;
}

/** `colour`: `#rrggbb`; empty = Rapat's own, which nobody need be asked about; null = no colour: the trial before stays. */
export function useTrial(colour: string | null): Shown {
  const [tried, setTried] = useState<Tried>({ of: "", trial: null, problem: null });
  useEffect(() => {
    if (colour === null) return;
    if (colour === "") {
      setTried({ of: "", trial: null, problem: null });
      return;
    }
    // An answer that was overtaken by another colour is dropped.
    let wanted = true;
    const timer = setTimeout(async () => {
      try {
        const trial = await tryAccent(colour);
        if (wanted) setTried({ of: colour, trial, problem: null });
      } catch (problem) {
        if (wanted) setTried((before) => ({ ...before, of: colour, problem }));
      }
    }, REST);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [colour]);
  return { trial: tried.trial, late: tried.of !== colour, problem: tried.problem };
}
