/** What the server says about a meeting, asked again now and then while somebody stands before its door. */
import { useCallback, useEffect, useState } from "react";
import { getMeeting, type Meeting } from "@/api/meetings";

/** Milliseconds. A locked door opens, the room fills: the page should notice without a reload. */
const EVERY = 10_000;

export interface MeetingQuery {
  /** null until the first answer. */
  meeting: Meeting | null;
  /** Of the last attempt; null after a good one. */
  problem: unknown;
}

/** `active` = false keeps the last answer and asks no more: inside, the room itself tells what changes. */
export function useMeeting(id: string, active: boolean): MeetingQuery {
  const [meeting, setMeeting] = useState<Meeting | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const load = useCallback(() => {
    getMeeting(id).then(
      (answer) => {
        setMeeting(answer);
        setProblem(null);
      },
      (error: unknown) => setProblem(error),
    );
  }, [id]);
  useEffect(() => {
    if (!active) return;
    load();
    const timer = setInterval(() => {
      if (!document.hidden) load();
    }, EVERY);
    return () => clearInterval(timer);
  }, [load, active]);
  return { meeting, problem };
}
