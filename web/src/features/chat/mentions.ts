/** Calling people with `@`: whom to offer while typing, and who is called in a finished text. Pure. */
import type { Member } from "@/api/chat";

const OFFERS = 5;

/** The name being typed before the caret: "@an" → offers and where the @ stands. null: none. */
export function callsAt(
  text: string,
  caret: number,
  people: readonly Member[],
): { start: number; offers: readonly Member[] } | null {
  const typed = /(?:^|[\s(])@([\p{L}\p{N}_.-]*(?: [\p{L}\p{N}_.-]+)?)$/u.exec(text.slice(0, caret))?.[1];
  if (typed === undefined) return null;
  const wanted = typed.toLocaleLowerCase();
  const offers = people
    .filter(({ name }) => {
      const known = name.toLocaleLowerCase();
      return known.startsWith(wanted) || known.split(" ").some((word) => word.startsWith(wanted));
    })
    .slice(0, OFFERS);
  return offers.length === 0 ? null : { start: caret - typed.length - 1, offers };
}

/** Identities of those whose name stands behind an @ in the text; the longer of two names that both fit wins. */
export function calledIn(text: string, people: readonly Member[]): string[] {
  let rest = text;
  const found: string[] = [];
  for (const { identity, name } of [...people].sort((one, other) => other.name.length - one.name.length)) {
    const at = rest.indexOf(`@${name}`);
    if (name === "" || at < 0) continue;
    found.push(identity);
    rest = rest.replaceAll(`@${name}`, " ");
  }
  return found;
}
