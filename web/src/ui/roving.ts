/**
 * Which element gets the focus after a key, in a list where only one is in the Tab order (roving focus).
 * Pure over the elements given; the caller moves the focus.
 */
export type Orientation = "horizontal" | "vertical" | "both";

const FORWARD: Record<Orientation, readonly string[]> = {
  horizontal: ["ArrowRight"],
  vertical: ["ArrowDown"],
  both: ["ArrowRight", "ArrowDown"],
};
const BACK: Record<Orientation, readonly string[]> = {
  horizontal: ["ArrowLeft"],
  vertical: ["ArrowUp"],
  both: ["ArrowLeft", "ArrowUp"],
};

/** The next element for `key`, going round at the ends; undefined when the key means nothing here. */
export function neighbour(
  items: readonly HTMLElement[],
  current: Element | null,
  key: string,
  orientation: Orientation,
): HTMLElement | undefined {
  const at = current instanceof HTMLElement ? items.indexOf(current) : -1;
  if (FORWARD[orientation].includes(key)) return items[(at + 1) % items.length];
  if (BACK[orientation].includes(key)) return items.at(at <= 0 ? -1 : at - 1);
  if (key === "Home") return items[0];
  if (key === "End") return items.at(-1);
  if (orientation === "vertical" && /^[\p{L}\p{N}]$/u.test(key)) return startingWith(items, at, key);
  return undefined;
}

function startingWith(items: readonly HTMLElement[], at: number, letter: string): HTMLElement | undefined {
  const wanted = letter.toLocaleLowerCase();
  const round = [...items.slice(at + 1), ...items.slice(0, at + 1)];
  return round.find((item) => item.textContent?.trim().toLocaleLowerCase().startsWith(wanted));
}
