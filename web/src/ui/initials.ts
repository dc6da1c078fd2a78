/** What stands for a person without a picture: up to two letters of the name, and a hue that follows from the id. */

/** "Anna Maria Petrova" → "AP"; one word gives one letter; nothing gives "?". Surrogate pairs stay whole. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? "")][0] ?? "");
  return letters.join("").toLocaleUpperCase() || "?";
}

/** OKLCH degrees that stay apart from each other and clear when dark; yellow and olive turn to mud there. */
const HUES = [2, 28, 52, 148, 172, 198, 228, 256, 284, 318, 342] as const;

/** One of HUES, the same for an id on every device; neighbouring ids land far apart (FNV-1a). */
export function hueOf(id: string): number {
  let hash = 0x811c9dc5;
  for (const character of id) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return HUES[hash % HUES.length] ?? HUES[0];
}
