/** What the server says to one question: asked when the section is drawn, and again when somebody wishes. */
import { useCallback, useEffect, useRef, useState } from "react";

export interface Asked<T> {
  /** The newest answer; undefined = there was none yet. It stays while the next one is on its way. */
  answer: T | undefined;
  busy: boolean;
  /** Why the last asking failed; null = it did not. */
  problem: unknown;
  again(): Promise<void>;
}

interface State<T> {
  answer: T | undefined;
  busy: boolean;
  problem: unknown;
}

/** `ask` must be the same function at each drawing: a new one is a new question. */
export function useAsked<T>(ask: () => Promise<T>): Asked<T> {
  const [state, setState] = useState<State<T>>({ answer: undefined, busy: true, problem: null });
  // An answer that was overtaken by a newer question is dropped.
  const question = useRef(0);
  const again = useCallback(async () => {
    question.current += 1;
    const mine = question.current;
    setState((before) => ({ ...before, busy: true }));
    try {
      const answer = await ask();
      if (mine === question.current) setState({ answer, busy: false, problem: null });
    } catch (problem) {
      if (mine === question.current) setState((before) => ({ ...before, busy: false, problem }));
    }
  }, [ask]);
  useEffect(() => {
    void again();
    return () => {
      question.current += 1;
    };
  }, [again]);
  return { ...state, again };
}
