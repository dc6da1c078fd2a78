/** The dates of a window, asked again when it moves, when something changed, and when the page is looked at again. */
import { useCallback, useEffect, useRef, useState } from "react";
import { agenda, type PlanDate } from "@/api/plans";

/** Milliseconds: somebody else may have planned or moved something meanwhile. */
const AGAIN = 300_000;

export interface Agenda {
  dates: readonly PlanDate[];
  busy: boolean;
  /** Why the last asking failed; null = it did not. */
  problem: unknown;
  reload(): void;
}

/** `since` and `until` as milliseconds, so that equal windows are one. */
export function useAgenda(since: number, until: number): Agenda {
  const [state, setState] = useState<Omit<Agenda, "reload">>({ dates: [], busy: true, problem: null });
  // An answer that was overtaken by a newer question is dropped.
  const question = useRef(0);

  const reload = useCallback(async () => {
    question.current += 1;
    const mine = question.current;
    setState((before) => ({ ...before, busy: true, problem: null }));
    try {
      const dates = await agenda(new Date(since), new Date(until));
      if (mine === question.current) setState({ dates, busy: false, problem: null });
    } catch (problem) {
      if (mine === question.current) setState((before) => ({ ...before, busy: false, problem }));
    }
  }, [since, until]);

  useEffect(() => {
    void reload();
    const timer = setInterval(() => void reload(), AGAIN);
    const onSeen = () => document.visibilityState === "visible" && void reload();
    document.addEventListener("visibilitychange", onSeen);
    return () => {
      question.current += 1;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", onSeen);
    };
  }, [reload]);

  return { ...state, reload: () => void reload() };
}
