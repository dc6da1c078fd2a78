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
  let last: Element | null = null;
  const onFocus = (event: FocusEvent) => {
    last = event.target instanceof Element ? event.target : null;
  };
  // A press beside every control gives the focus up on purpose; a press on one is told by `focusin` after it.
  const onPress = () => {
    last = null;
  };
  const watcher = new MutationObserver((records) => {
    const lost = last;
    if (lost === null || lost.isConnected || root.ownerDocument.activeElement !== root) return;
    const record = records.find(({ removedNodes }) => [...removedNodes].some((node) => node.contains(lost)));
    if (record) heir(record, lost)?.focus();
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
