/**
 * What this device remembers between visits, as JSON in localStorage. A browser that refuses storage (private window,
 * policy) costs the memory, never the meeting: reads answer the fallback, writes are dropped.
 */

/** The stored value if `accepts` says it is one of ours; otherwise `fallback`. */
export function recall<T>(key: string, accepts: (value: unknown) => value is T, fallback: T): T {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    return accepts(value) ? value : fallback;
  } catch {
    return fallback;
  }
}

export function remember(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Full or refused: nothing to do for the person, and nothing is lost but convenience.
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
