/** Whether loudness readings are somebody speaking for a while: the rule behind "you are muted". Pure. */

/** 0…1 as `loudness.ts` measures (−40 dBFS); a keyboard or a chair stays below. */
const LOUD = 0.4;
/** Share of the window that must be loud: words with their pauses, not one bang. */
const ENOUGH = 0.45;
/** Readings in the window; at 10 a second this is 1.2 s. */
export const WINDOW = 12;

/** `readings` with the new one, at most WINDOW of them, and whether they are speech. */
export function hear(readings: readonly number[], level: number): { readings: number[]; speech: boolean } {
  const next = [...readings, level].slice(-WINDOW);
  const loud = next.filter((reading) => reading > LOUD).length;
  return { readings: next, speech: next.length === WINDOW && loud / WINDOW >= ENOUGH };
}
