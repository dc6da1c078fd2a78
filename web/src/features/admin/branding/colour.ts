/** Colours as people write them, and as the server wants them. */

const LONG = /^#?([0-9a-f]{6})$/;
const SHORT = /^#?([0-9a-f])([0-9a-f])([0-9a-f])$/;

/** `#rrggbb`; empty = nothing was written, which means Rapat's own; null = no colour. */
export function colourOf(text: string): string | null {
  const written = text.trim().toLowerCase();
  if (written === "") return "";
  const long = LONG.exec(written);
  if (long) return `#${long[1]}`;
  const short = SHORT.exec(written);
  return short
    ? `#${short
        .slice(1)
        .map((digit) => digit + digit)
        .join("")}`
    : null;
}
