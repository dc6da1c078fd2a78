/** The list of people: a search that waits for a pause in typing, and further pages when they are asked for. */
import { useCallback, useEffect, useRef, useState } from "react";
import { listPeople, type PersonCard } from "@/api/directory";

/** Milliseconds without a key until the server is asked; shorter asks for every letter. */
const PAUSE = 200;

interface State {
  people: readonly PersonCard[];
  next: string;
  busy: boolean;
  problem: unknown;
}
const EMPTY: State = { people: [], next: "", busy: true, problem: null };

export interface PeopleList {
  people: readonly PersonCard[];
  busy: boolean;
  /** Why the last asking failed; null = it did not. */
  problem: unknown;
  hasMore: boolean;
  more(): void;
  /** From the first page. */
  reload(): void;
  /** Somebody was changed. */
  replace(person: PersonCard): void;
  /** Somebody is gone. */
  remove(person: PersonCard): void;
}

export function usePeople(query: string): PeopleList {
  const [state, setState] = useState<State>(EMPTY);
  // An answer that was overtaken by a newer question is dropped.
  const question = useRef(0);

  const ask = useCallback(async (wanted: string, after: string) => {
    question.current += 1;
    const mine = question.current;
    setState((before) => ({ ...before, busy: true, problem: null }));
    try {
      const page = await listPeople(wanted, after);
      if (mine !== question.current) return;
      setState(({ people }) => ({
        people: after === "" ? page.people : [...people, ...page.people],
        next: page.next,
        busy: false,
        problem: null,
      }));
    } catch (problem) {
      if (mine === question.current) setState((before) => ({ ...before, busy: false, problem }));
    }
  }, []);

  useEffect(() => {
    const timer = setTimeout(() => void ask(query, ""), query === "" ? 0 : PAUSE);
    return () => clearTimeout(timer);
  }, [query, ask]);

  return {
    people: state.people,
    busy: state.busy,
    problem: state.problem,
    hasMore: state.next !== "",
    more: () => void ask(query, state.next),
    reload: () => void ask(query, ""),
    replace: (person) =>
      setState((before) => ({ ...before, people: before.people.map((old) => (old.id === person.id ? person : old)) })),
    remove: ({ id }) => setState((before) => ({ ...before, people: before.people.filter((old) => old.id !== id) })),
  };
}
