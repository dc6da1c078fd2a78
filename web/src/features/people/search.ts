/** Finds and sorts people in the list. Pure. */
import type { Participant } from "@/call/state";

/** Those whose name contains every typed word, ignoring case and accents ("ё" is found by "е"). */
export function findPeople(people: readonly Participant[], typed: string): Participant[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  return people.filter(({ name }) => words.every((word) => plain(name).includes(word)));
}

/** Me first, then hosts and co-hosts, then by name as the language sorts. */
export function sortPeople(people: readonly Participant[], language: string): Participant[] {
  const collator = new Intl.Collator(language, { sensitivity: "base", numeric: true });
  return [...people].sort((one, other) => rank(one) - rank(other) || collator.compare(one.name, other.name));
}

function rank({ local, role }: Participant): number {
  if (local) return 0;
  if (role === "observer") return 3;
  return role === "participant" ? 2 : 1;
}

function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLocaleLowerCase();
}
