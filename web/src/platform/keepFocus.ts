/**
 * Where the focus goes when the control that holds it is taken off the screen: a person let in, a hand lowered, a
 * message deleted. Browsers drop it to the page, and whoever works by keyboard begins again at the top. It goes to the
 * same control of the next entry, else to what stands nearest, and never out of the part of the screen that it was in.
 * Screens and dialogs that come or go as a whole place the focus themselves.
 */

/** Parts of the screen that keep the focus among themselves. */
const PARTS = "[data-region], main, aside, dialog";
const REACHABLE =
  "button:not(:disabled):not([tabindex='-1']), a[href]:not([tabindex='-1']), " +
  "input:not(:disabled):not([hidden]), textarea:not(:disabled), select:not(:disabled), [tabindex='0']";

/** Watches until the function that it returns is called. */
export function keepFocus(root: HTMLElement): () => void {
  let held: Element | null = null;
  // Below an open dialog: who has the focus again after it. A person may leave while one asks what to do with them.
  let below: Element | null = null;
  const onFocus = ({ target }: FocusEvent) => {
    held = target instanceof Element ? target : null;
    if (!held?.closest("dialog")) below = held;
  };
  // A press beside every control gives the focus up on purpose; a press on one is told by `focusin` after it.
  const onPress = () => {
    held = null;
  };
  const watcher = new MutationObserver((records) => {
    const next = held?.isConnected === false ? heirOf(held, records) : undefined;
    if (below?.isConnected === false) below = heirOf(below, records) ?? null;
    if (held?.isConnected !== false || root.ownerDocument.activeElement !== root) return;
    if (next) next.focus();
    else if (below instanceof HTMLElement) below.focus();
  });
  root.addEventListener("focusin", onFocus);
  root.addEventListener("pointerdown", onPress, true);
  watcher.observe(root, { childList: true, subtree: true });
  return () => {
    watcher.disconnect();
    root.removeEventListener("focusin", onFocus);
    root.removeEventListener("pointerdown", onPress, true);
  };
}

function heirOf(lost: Element, records: readonly MutationRecord[]): HTMLElement | undefined {
  const record = records.find(({ removedNodes }) => [...removedNodes].some((node) => node.contains(lost)));
  return record && heir(record, lost);
}

/** Who gets the focus after `lost` went with one of the nodes of `record`. */
function heir({ target, removedNodes, nextSibling, previousSibling }: MutationRecord, lost: Element) {
  if (!(target instanceof Element)) return undefined;
  const part = target.closest<HTMLElement>(PARTS);
  if (part === null) return undefined;
  const gone = [...removedNodes].find((node) => node.contains(lost));
  const place = gone instanceof Element ? reachableIn(gone).indexOf(lost as HTMLElement) : -1;
  for (const beside of [elementFrom(nextSibling, "next"), elementFrom(previousSibling, "previous")]) {
    if (!beside?.isConnected) continue;
    const controls = reachableIn(beside);
    const found = controls[place] ?? controls[0];
    if (found) return found;
  }
  for (let around: Element | null = target; around && part.contains(around); around = around.parentElement) {
    const [found] = reachableIn(around);
    if (found) return found;
  }
  return part;
}

/** The node itself, or past texts the next element in that direction. */
function elementFrom(node: Node | null, way: "next" | "previous"): Element | null {
  if (node instanceof CharacterData) return way === "next" ? node.nextElementSibling : node.previousElementSibling;
  return node instanceof Element ? node : null;
}

/** The controls at and below an element that Tab reaches, in their order. */
function reachableIn(element: Element): HTMLElement[] {
  const inside = [...element.querySelectorAll<HTMLElement>(REACHABLE)];
  return element instanceof HTMLElement && element.matches(REACHABLE) ? [element, ...inside] : inside;
}
