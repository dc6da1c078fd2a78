/**
 * Turns a stream of comings and goings into few sentences: the first are told by name, a rush is told as a number.
 * Pure; the caller brings the time and speaks.
 */
/** ms within which several of one kind are a rush. */
export const RUSH = 5_000;
/** How many of one kind are told by name within RUSH. */
export const BY_NAME = 3;

export interface Rush {
  /** ms of each telling within the last RUSH. */
  told: readonly number[];
  /** Not told yet: waiting for the rush to end. */
  held: readonly string[];
}
export const NO_RUSH: Rush = { told: [], held: [] };

/** `say` is a name to tell now, or null when it joined the crowd that `flush` will tell later. */
export function onName(rush: Rush, name: string, now: number): { rush: Rush; say: string | null } {
  const told = rush.told.filter((at) => now - at < RUSH);
  if (rush.held.length === 0 && told.length < BY_NAME) return { rush: { told: [...told, now], held: [] }, say: name };
  return { rush: { told, held: [...rush.held, name] }, say: null };
}

/** Those who waited, once the rush is over (RUSH after the last telling by name); null while it lasts. */
export function flush(rush: Rush, now: number): { rush: Rush; crowd: readonly string[] } | null {
  const last = rush.told.at(-1) ?? Number.NEGATIVE_INFINITY;
  if (rush.held.length === 0 || now - last < RUSH) return null;
  return { rush: NO_RUSH, crowd: rush.held };
}
