/** The activity log in pages: the first when the question changes, further ones when they are asked for. */
import { useCallback, useEffect, useRef, useState } from "react";
import { type ActivityEntry, type ActivityQuery, activityPage } from "@/api/admin";

interface State {
  entries: readonly ActivityEntry[];
  next: string;
  busy: boolean;
  problem: unknown;
}
const EMPTY: State = { entries: [], next: "", busy: true, problem: null };

export interface Log {
  entries: readonly ActivityEntry[];
  busy: boolean;
  /** Why the last asking failed; null = it did not. */
  problem: unknown;
  hasMore: boolean;
  /** The next page; after a failure the page that failed. */
  more(): void;
}

/** `query` must be the same object as long as the question is the same. */
export function useActivity(query: ActivityQuery): Log {
  const [state, setState] = useState<State>(EMPTY);
  // An answer that was overtaken by a newer question is dropped.
  const question = useRef(0);

  const ask = useCallback(async (wanted: ActivityQuery, before: string) => {
    question.current += 1;
    const mine = question.current;
    setState((old) => ({ ...old, busy: true, problem: null }));
    try {
      const page = await activityPage(wanted, before);
      if (mine !== question.current) return;
      setState(({ entries }) => ({
        entries: before === "" ? page.entries : [...entries, ...page.entries],
        next: page.next,
        busy: false,
        problem: null,
      }));
    } catch (problem) {
      if (mine === question.current) setState((old) => ({ ...old, busy: false, problem }));
    }
  }, []);

  useEffect(() => {
    // What answered another question must not stand below this one.
    setState(EMPTY);
    void ask(query, "");
  }, [query, ask]);

  return {
    entries: state.entries,
    busy: state.busy,
    problem: state.problem,
    hasMore: state.next !== "",
    more: () => void ask(query, state.next),
  };
}
