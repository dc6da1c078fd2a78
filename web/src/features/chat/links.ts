/** Finds web addresses in a message. Only http and https become links: nothing typed by somebody else may run. Pure. */
export type Piece = { text: string; href?: string };

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`]+/gi;
/** Ends a sentence rather than an address. */
const TRAILING = /[.,:;!?»”’]+$/;

export function withLinks(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const found = trimmed(match[0]);
    if (!isAddress(found)) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ text: found, href: found });
    end = match.index + found.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}

/** Without closing punctuation, and without a closing bracket that was opened before the address. */
function trimmed(address: string): string {
  const bare = address.replace(TRAILING, "");
  if (bare.endsWith(")") && !bare.includes("(")) return trimmed(bare.slice(0, -1));
  return bare;
}

function isAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
