/** People of the directory who fit what is typed, asked after a pause; whoever may not see it gets nobody. */
import { useEffect, useState } from "react";
import { listPeople, type PersonCard } from "@/api/directory";

/** Milliseconds without a key until the server is asked; shorter asks for every letter. */
const PAUSE = 200;
/** More do not fit under a field on a phone. */
const SHOWN = 5;

/** `without` = addresses that are invited already. */
export function useDirectory(query: string, without: readonly string[]): readonly PersonCard[] {
  const [found, setFound] = useState<{ query: string; people: readonly PersonCard[] }>({ query: "", people: [] });
  useEffect(() => {
    if (query === "") return;
    let current = true;
    const timer = setTimeout(() => {
      listPeople(query, "").then(
        ({ people }) => current && setFound({ query, people }),
        // Addresses can be typed all the same: there is nothing to say.
        () => undefined,
      );
    }, PAUSE);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [query]);
  if (query === "" || found.query !== query) return [];
  return found.people.filter(({ email, active }) => active && !without.includes(email)).slice(0, SHOWN);
}
